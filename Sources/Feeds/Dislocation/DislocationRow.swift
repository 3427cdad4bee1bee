import Freight

/// One row: texts by field, and where each stood.
struct DislocationRow {
  private struct Cell {
    var text: String
    var position: Position
  }

  let position: Position
  private var cells: [DislocationField: Cell] = [:]
  private var containers: [Cell] = []
  private var kilogramsPerUnit: Double?

  init(position: Position) { self.position = position }

  /// Nothing is kept of what stands for nothing.
  mutating func put(_ text: String, in field: DislocationField, at position: Position) {
    let text = text.trimmingWhitespace()
    guard !Self.isNothing(text) else { return }
    let cell = Cell(text: text, position: position)
    if case .weight(let kilograms) = field { kilogramsPerUnit = kilograms }
    if field == .containers {
      containers.append(cell)
    } else {
      // Of two members with one name the last counts, as everywhere.
      cells[field.plain] = cell
    }
  }

  /// Null as senders write it.
  private static func isNothing(_ text: String) -> Bool {
    text.isEmpty || text.hasPrefix("0001-01-01") || text == "-" || text == "—"
      || ["none", "null", "nan", "nil"].contains(text.lowercased())
  }

  var isBlank: Bool { cells.isEmpty && containers.isEmpty }

  private subscript(field: DislocationField) -> Cell? { cells[field.plain] }
  private func text(_ field: DislocationField) -> String? { self[field]?.text }

  // MARK: - Decoding

  func decode(in context: DecodingContext, into decoded: inout Decoded) {
    do throws(Rejection) {
      decoded.events += try events(in: context, warnings: &decoded.warnings)
    } catch { decoded.rejections.append(error) }
  }

  private func events(
    in context: DecodingContext, warnings: inout [Warning]
  ) throws(Rejection) -> [Event] {
    let wagon = try wagon()
    guard let cell = self[.time] else {
      throw Rejection(.missingField, at: position, "no time of the operation")
    }
    let (occurredAt, assumptions) = try instant(cell, in: context)
    let activity = activity(in: context)
    let place = place(.stationCode, .stationName)
    var details = try self.details(wagon: wagon, warnings: &warnings)
    details.destination = self.place(.destinationCode, .destinationName)
    var event = Event(
      feed: context.feed, senderKey: text(.id), subject: .wagon(wagon), activity: activity,
      occurredAt: occurredAt, assumptions: assumptions, place: place,
      conveyance: conveyance(activity, place: place, at: occurredAt),
      reason: text(.operation).map { String($0.prefix(Limits.textBytes / 4)) },
      rawCode: text(.operationCode), details: details == Details() ? nil : details,
      source: Source(format: Dislocation.name, position: position))
    if let members = details.members,
      members.contains(where: { $0.container?.isCheckDigitValid == false })
    {
      event.assumptions.insert(.checkDigit)
    }
    return try [event] + arrival(of: wagon, beside: event, in: context)
  }

  private func wagon() throws(Rejection) -> WagonNumber {
    guard let cell = self[.wagon] else {
      throw Rejection(.missingField, at: position, "no wagon number")
    }
    guard let wagon = WagonNumber(cell.text) else {
      throw Rejection(
        .invalidIdentifier, at: cell.position,
        "\(quoted(cell.text)) is no wagon number: expected 8 digits of the 1520-mm network")
    }
    return wagon
  }

  /// The feed's own table first, then the words, else only where it is.
  private func activity(in context: DecodingContext) -> Activity {
    if let code = text(.operationCode) {
      let short = String(code.drop { $0 == "0" })
      if let known = context.codes[code] ?? context.codes[short] { return known }
    }
    return text(.operation).flatMap(Dislocation.activity(saidBy:)) ?? .positioned
  }

  private func place(_ code: DislocationField, _ name: DislocationField) -> PlaceReference? {
    let codes = text(code).flatMap(StationCode.init).map { [PlaceCode.esr($0.text)] } ?? []
    // A name column often holds the code, or the name with the code after it.
    guard let name = text(name) else {
      return PlaceReference(codes: codes, text: codes.isEmpty ? text(code) : nil)
    }
    if codes.isEmpty, let own = StationCode(name) { return PlaceReference(codes: [.esr(own.text)]) }
    return PlaceReference(codes: codes, text: name)
  }

  /// A leg is known by its index and the date on which it was formed, which a row tells only where
  /// the train is put together or leaves its forming station. Elsewhere the number is only shown.
  private func conveyance(
    _ activity: Activity, place: PlaceReference?, at time: Instant
  ) -> Conveyance {
    var conveyance = Conveyance(trainNumber: text(.trainNumber))
    guard let index = text(.trainIndex).flatMap(TrainIndex.init) else { return conveyance }
    let isForming = place?.codes.contains { code in
      if case .esr(let station) = code { return station.hasPrefix(index.forming.prefix(4)) }
      return false
    }
    if isForming == true, activity == .composed || activity == .departed {
      conveyance.trainLeg = TrainLegID(index: index, formed: time.localDate)
    } else if conveyance.trainNumber == nil {
      conveyance.trainNumber = index.description
    }
    return conveyance
  }

  // MARK: - What it carries

  private func details(
    wagon: WagonNumber, warnings: inout [Warning]
  ) throws(Rejection) -> Details {
    var details = Details()
    details.members = try members(of: wagon)
    details.notes = text(.waybill).flatMap { NoteNumber(kind: .smgs, $0) }.map { [$0] } ?? []
    details.isEmpty = (text(.loadState) ?? text(.operation)).flatMap(Dislocation.isEmpty(saidBy:))
    if let cell = self[.remainingKilometres] {
      guard let kilometres = Self.number(cell.text), kilometres >= 0, kilometres < 100_000
      else {
        throw Rejection(
          .invalidNumber, at: cell.position, "\(quoted(cell.text)) is no distance in kilometres")
      }
      details.remainingKilometres = Int(kilometres.rounded())
    }
    let cargo = Cargo(
      description: text(.goods), commodity: text(.commodity).flatMap(CommodityCode.init),
      grossKilograms: weight(&warnings), consignor: text(.consignor), consignee: text(.consignee))
    if cargo != Cargo() { details.cargo = [cargo] }
    return details
  }

  /// A row that names no boxes ends nothing, so nil and not an empty list.
  private func members(of wagon: WagonNumber) throws(Rejection) -> [Member]? {
    var members: [Member] = []
    for cell in containers {
      let words = cell.text.split { ",;/ \n\t".contains($0) }
      // `TRHU 430725 2` is one number, not three.
      let whole = ContainerNumber(cell.text).map { [$0] }
      for number in whole ?? words.compactMap({ ContainerNumber(String($0)) })
      where !members.contains(where: { $0.container == number }) {
        members.append(Member(container: number, wagon: wagon))
      }
      guard !members.isEmpty else {
        throw Rejection(
          .invalidIdentifier, at: cell.position, "\(quoted(cell.text)) is no container number")
      }
    }
    return members.isEmpty ? nil : members
  }

  /// Where the unit is not said: no wagon carries two hundred tonnes, no goods of a wagon weigh less
  /// than two hundred kilograms.
  private func weight(_ warnings: inout [Warning]) -> Double? {
    guard let cell = self[.weight(kilograms: nil)] else { return nil }
    guard let value = Self.number(cell.text), value >= 0, value < 1_000_000
    else {
      warnings.append(Warning(at: cell.position, "\(quoted(cell.text)) is no weight; left out"))
      return nil
    }
    return value == 0 ? nil : value * (kilogramsPerUnit ?? (value < 200 ? 1_000 : 1))
  }

  /// `3 120,5` with any of the spaces that sheets put between thousands.
  private static func number(_ text: String) -> Double? {
    Double(text.filter { !$0.isWhitespace }.replacing(",", with: "."))
  }

  // MARK: - Times

  /// The arrival at the end of the way, where the row tells it beside another operation.
  private func arrival(
    of wagon: WagonNumber, beside event: Event, in context: DecodingContext
  ) throws(Rejection) -> [Event] {
    guard let cell = self[.arrivedAt], let place = place(.destinationCode, .destinationName)
    else { return [] }
    let (at, assumptions) = try instant(cell, in: context)
    let isTold = event.activity == .arrived && event.place?.codes == place.codes
    guard !isTold else { return [] }
    // What lies ahead of the operation is an expectation.
    let isPast = at.microseconds <= event.occurredAt.latestMicroseconds
    return [
      Event(
        feed: context.feed, senderKey: text(.id).map { $0 + "/arrival" }, subject: .wagon(wagon),
        activity: .arrived, classifier: isPast ? .actual : .estimated, occurredAt: at,
        assumptions: assumptions, place: place,
        source: Source(format: Dislocation.name, position: cell.position))
    ]
  }

  /// With an offset as it is; else on the feed's clock, which on this network is Moscow's unless set.
  private func instant(
    _ cell: Cell, in context: DecodingContext
  ) throws(Rejection) -> (Instant, Assumptions) {
    var local: LocalDateTime?
    do throws(RFC3339.Failure) { return (try RFC3339.parse(cell.text), []) } catch {
      if case .offsetMissing(let read) = error { local = read }
    }
    if local == nil {
      var dates = context
      dates.dateOrder = context.dateOrder ?? .dayMonth
      if case .success(let read) = SheetDates(context: dates, order: .dayMonth).read(cell.text),
        read.rest.isEmpty
      {
        local = read.local
      }
    }
    guard let local else {
      throw Rejection(
        .invalidTime, at: cell.position,
        "\(quoted(cell.text)) is no time: expected 2026-02-06T14:20:00 or 06.02.2026 14:20")
    }
    let zone = context.zone ?? Self.networkZone
    guard let offset = context.places.offsetMinutes(zone: zone, at: local) else {
      throw Rejection(
        .zoneUnknown, at: cell.position, "there is no zone \(quoted(zone)): set the feed's zone")
    }
    let instant = local.instant(offsetMinutes: offset)
    guard context.usesRailwayDay, local.precision == .day else { return (instant, .zone) }
    // The railway day begins at 18:00 of the evening before.
    return (instant.adding(hours: -6), .zone)
  }

  private static let networkZone = "Europe/Moscow"
}
