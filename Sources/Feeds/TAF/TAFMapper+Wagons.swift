import Freight

extension TAF.Mapper {
  /// - Throws: `invalidIdentifier` for what is no wagon number; strictly `wrongCheckDigit`.
  mutating func wagonNumber(in element: XMLElement) throws(Rejection) -> WagonNumber {
    let holder = try required(["WagonNumberFreight"], of: element)
    let written = holder.text ?? ""
    // Seven digits are a Chinese wagon elsewhere; here they are a European number cut short.
    guard let number = WagonNumber(written), number.system != .chinese else {
      throw rejection(
        .invalidIdentifier, holder,
        "\(quoted(written)) is no wagon number: twelve digits (UIC), or eight of the 1520-mm network"
      )
    }
    if number.isCheckDigitValid == false {
      try tolerate(
        .wrongCheckDigit, holder, "wagon \(number) has a wrong check digit: kept as written")
    }
    return number
  }

  /// One WagonData: number, position, load, dangerous goods and intermodal units.
  mutating func wagon(_ element: XMLElement) throws(Rejection) -> TAF.ConsistWagon {
    let number = try wagonNumber(in: element)
    let operation = element.first("WagonOperationalData")
    var wagon = TAF.ConsistWagon(
      element: element, number: number,
      position: element.first("WagonTrainPosition")?.text.flatMap { Int($0) })
    wagon.loadKilograms = kilograms(operation?.first("TotalLoadWeight"))
    wagon.tareKilograms = kilograms(element.first("WagonTechData", "WagonWeightEmpty"))
    var goods = operation.map(dangerousGoods) ?? []
    for unit in element.all("IntermodalTransportData") {
      goods += dangerousGoods(unit)
      if let container = try container(unit) {
        if !container.isCheckDigitValid { wagon.assumptions.insert(.checkDigit) }
        if !wagon.containers.contains(container) { wagon.containers.append(container) }
      }
    }
    if goods.count > Limits.cargoItemsPerEvent {
      warn(element, "\(goods.count) dangerous goods: the first \(Limits.cargoItemsPerEvent) count")
    }
    wagon.cargo = goods.prefix(Limits.cargoItemsPerEvent).compactMap { cargo($0) }
    return wagon
  }

  /// Older schemas put each indication into DangerousGoodsDetails.
  private func dangerousGoods(_ element: XMLElement) -> [XMLElement] {
    ([element] + element.all("DangerousGoodsDetails")).flatMap {
      $0.all("DangerousGoodsIndication")
    }
  }

  private mutating func cargo(_ indication: XMLElement) -> Cargo? {
    var cargo = Cargo(grossKilograms: kilograms(indication.first("DangerousGoodsWeight")))
    if let element = indication.first("UN_Number"), let written = element.text {
      cargo.dangerousGoods = UNNumber(written)
      if cargo.dangerousGoods == nil {
        warn(element, "UN_Number is \(quoted(written)): four digits, as 1263")
      }
    }
    return cargo == Cargo() ? nil : cargo
  }

  /// LoadUnitNumber, where it is an ISO 6346 or EN 13044 number; trucks and unmarked units are not
  /// followed.
  private mutating func container(_ unit: XMLElement) throws(Rejection) -> ContainerNumber? {
    guard let element = unit.first("LoadUnitNumber"), let written = element.text else { return nil }
    guard let number = ContainerNumber(written) else {
      warn(element, "load unit \(quoted(written)) has no ISO 6346 or ILU code: it is not followed")
      return nil
    }
    if !number.isCheckDigitValid {
      try tolerate(
        .wrongCheckDigit, element, "container \(number) has a wrong check digit: kept as written")
    }
    return number
  }

  private mutating func kilograms(_ element: XMLElement?) -> Double? {
    guard let element, let text = element.text else { return nil }
    guard let value = Double(text), value.isFinite, (0..<1e7).contains(value) else {
      warn(element, "\(element.name) is \(quoted(text)): no weight in kilograms, left out")
      return nil
    }
    return value
  }

  // MARK: - Wagon status

  /// 5020 WagonStatusMessages: one event of one wagon each, at most 500.
  mutating func mapWagonStatuses() throws(Rejection) {
    var statuses = message.all("WagonStatusMessage")
    if statuses.isEmpty, message.first("WagonNumberFreight") != nil { statuses = [message] }
    guard !statuses.isEmpty else {
      throw rejection(
        .missingField, message, "\(message.name) has no WagonStatusMessage: it tells nothing")
    }
    for status in statuses {
      do throws(Rejection) { decoded.events.append(try wagonEvent(status)) } catch { reject(error) }
    }
  }

  private mutating func wagonEvent(_ status: XMLElement) throws(Rejection) -> Event {
    let wagon = try wagonNumber(in: status)
    guard let facts = status.first("Event") else {
      throw rejection(.missingField, status, "wagon \(wagon) has no Event: it tells nothing")
    }
    let code = TAF.twoDigits(try required(["EventType"], of: facts).text ?? "")
    let place = eventPlace(facts)
    let time = try instant(try required(["EventDateTime"], of: facts), at: place)
    let rawCode = "5020:\(TAF.clipped(code, to: 32))"
    let reporter = status.first("ReportingRU")
    let notes = notes(of: status)
    var event = event(
      [
        "5020", reporter?.text ?? "", wagon.text, code, key(place),
        trip(status, notes: notes, code, at: time.instant),
      ], .wagon(wagon),
      TAF.activity(rawCode, code, in: TAF.wagonEvents, context), at: time, status)
    event.place = place
    event.rawCode = rawCode
    event.conveyance = conveyance(status.first("Train"), carrier: carrier(reporter))
    try readCreationTime(status, into: &event)
    readIrregularity(status, code, into: &event)
    var details = Details(
      origin: self.place(status.first("ShippingLocation")),
      destination: self.place(status.first("DestinationLocation")), notes: notes)
    details.isEmpty = (status.first("LoadingStatus")?.text).flatMap { ["0": true, "1": false][$0] }
    event.details = details == Details() ? nil : details
    return event
  }

  /// Which of the wagon's journeys it was on: the same wagon arrives at the same place next week.
  private func trip(
    _ status: XMLElement, notes: [NoteNumber], _ code: String, at time: Instant
  ) -> String {
    if code == "60" { return time.rfc3339 }  // each position is news of its own
    return notes.first?.number ?? time.localDate.description
  }

  /// The location, else the coordinates as text.
  private func eventPlace(_ facts: XMLElement) -> PlaceReference? {
    let information = facts.first("EventLocationInformation")
    if let place = place(information?.first("EventLocation")) { return place }
    guard let position = information?.first("Position"),
      let latitude = position.first("Latitude")?.text,
      let longitude = position.first("Longitude")?.text
    else { return nil }
    return PlaceReference(text: TAF.clipped("\(latitude), \(longitude)", to: 64))
  }

  /// The control label: country, station and number, since the number alone begins anew at each
  /// station. The schema does not say under which contract (CIM, CUV, domestic) it was given.
  private func notes(of status: XMLElement) -> [NoteNumber] {
    status.all("ConsignmentIdentification").compactMap {
      let label = $0.first("ControlLabel") ?? $0
      guard let number = label.first("ConsignmentNumber")?.text else { return nil }
      let parts = [label.first("ShippingCountry")?.text, label.first("ShippingStationCode")?.text]
      return NoteNumber(
        kind: .other, (parts.compactMap { $0 } + [number]).joined(separator: "-"))
    }
  }

  /// A train with its day, or only its number where nothing says which day's.
  private func conveyance(_ element: XMLElement?, carrier reporter: String?) -> Conveyance {
    guard let element else { return Conveyance(carrier: reporter) }
    var conveyance = Conveyance(carrier: carrier(element.first("TrainOperatingRU")) ?? reporter)
    do throws(Rejection) { conveyance.trainLeg = try train(of: element).id } catch {
      conveyance.trainNumber = trainNumber(of: element)?.text.map { TAF.clipped($0, to: 32) }
    }
    return conveyance
  }

  /// The wagon's own creation time; a message may carry reports of several days.
  private mutating func readCreationTime(
    _ status: XMLElement, into event: inout Event
  ) throws(Rejection) {
    guard let element = status.first("MessageCreationDateTime"), element.text != nil
    else { return }
    do throws(Rejection) {
      event.updatedAt = try instant(element, at: nil).instant
      event.assumptions.remove(.updateTime)
    } catch {
      if context.isStrict { throw error }
      warn(element, "\(error.detail); the message's time stands for it")
    }
  }

  private func readIrregularity(
    _ status: XMLElement, _ code: String, into event: inout Event
  ) {
    guard let irregularity = status.first("WagonJourneyIrregularity") else { return }
    var words = irregularity.all("DamageCodes").map { codes in
      let positions = ["DamageCodePosition1", "DamageCodePosition2", "DamageCodePosition3"]
      return "damage "
        + positions.compactMap { codes.first($0)?.text }.joined(separator: ".")
    }
    if let text = irregularity.first("IsAbleToRun")?.text {
      let isAble = text == "true" || text == "1"
      words.append(isAble ? "able to run" : "not able to run")
      if code == "06", !isAble, event.activity == .unmapped { event.activity = .held }
    }
    event.reason = words.isEmpty ? nil : TAF.clipped(words.joined(separator: "; "))
  }
}
