import Freight

extension TAF {
  typealias PlacedTime = (instant: Instant, assumptions: Assumptions)

  /// An operating train: what it is called, and what makes it one train to its sender.
  struct Train {
    let id: TrainLegID
    /// Company, core, variant, timetable year and start date (TAF TSI appendix I, train object
    /// identifier); the number and date where the sender has none.
    let identity: String
  }
}

extension TAF.Mapper {
  // MARK: - Trains

  /// - Throws: `missingField` without number or start date, `invalidIdentifier` for a number that
  ///   is none of ours.
  func train(of element: XMLElement) throws(Rejection) -> TAF.Train {
    guard let number = trainNumber(of: element), let written = number.text else {
      throw rejection(
        .missingField, element, "\(element.name) has no OperationalTrainNumber: name the train")
    }
    let object = trainObject(of: element)
    guard let start = startDate(of: element, object: object), let dateText = start.text else {
      throw rejection(
        .missingField, number,
        "train \(quoted(written)) has no StartDate: its number is used again, so say which day's")
    }
    guard let date = date(dateText) else {
      throw rejection(
        .invalidTime, start, "\(start.name) is \(quoted(dateText)): write a date as 2026-02-14")
    }
    // Who numbers the train; the older form does not say, but its sender speaks for one network.
    let company = object?.first("Company")?.text ?? "TAF"
    guard let id = TrainLegID(company: company, number: written, formed: date) else {
      throw rejection(
        .invalidIdentifier, number,
        "\(quoted(company)) \(quoted(written)) is no train: up to ten letters and digits each")
    }
    return TAF.Train(id: id, identity: identity(object) ?? id.description)
  }

  /// As written, for what only mentions a train.
  func trainNumber(of element: XMLElement) -> XMLElement? {
    let candidates = [
      element.first("OperationalTrainNumberIdentifier", "OperationalTrainNumber"),
      element.first("OperationalTrainNumber"), element.first("TrainId"),
    ]
    return candidates.lazy.compactMap { $0 }.first { $0.text != nil }
  }

  /// The identifier of the train (TR); a path's or route's where it stands alone.
  private func trainObject(of element: XMLElement) -> XMLElement? {
    let holder = element.first("TrainOperationalIdentification") ?? element
    let objects = holder.all("TransportOperationalIdentifiers")
    return objects.first { $0.first("ObjectType")?.text == "TR" } ?? objects.first
  }

  private func startDate(of element: XMLElement, object: XMLElement?) -> XMLElement? {
    let candidates = [
      object?.first("StartDate"), element.first("TrainDepartureDate"),
      element.first("NominalDate"), element.first("TrainIdent", "ScheduledDepartureDateTime"),
    ]
    return candidates.lazy.compactMap { $0 }.first { $0.text != nil }
  }

  private func identity(_ object: XMLElement?) -> String? {
    guard let object, let core = object.first("Core")?.text else { return nil }
    let others = ["Company", "Variant", "TimetableYear", "StartDate"].map {
      object.first($0)?.text ?? ""
    }
    return ([others[0], core] + others.dropFirst()).joined(separator: "/")
  }

  // MARK: - Places

  /// Country and primary code as one code of list `taf` (`NL01331`), the subsidiary code behind
  /// them (`NL01331/K4`, list `taf-subsidiary`), and the name. Nil where the element says nothing.
  ///
  /// 99999 is no place but “has no primary code”: it never stands as a code of its own. Codes stay
  /// in this list in 1520-mm countries too, where some look like ESR station codes and are not.
  func place(_ element: XMLElement?) -> PlaceReference? {
    guard let element else { return nil }
    let country = element.first("CountryCodeISO") ?? element.first("CountryCode")
    let primary = element.first("LocationPrimaryCode")?.text.flatMap(padded) ?? ""
    let head = (country?.text).flatMap(isoCountry).map { $0 + primary } ?? primary
    var codes: [PlaceCode] = []
    if !primary.isEmpty, primary != "99999" {
      codes.append(.other(list: head == primary ? "taf-primary" : "taf", code: head))
    }
    let subsidiary = element.first("LocationSubsidiaryIdentification") ?? element
    let holder = subsidiary.first("LocationSubsidiaryCode")
    let code = (holder?.text ?? holder?.first("Value")?.text).flatMap(plainCode)
    if let code { codes.append(.other(list: "taf-subsidiary", code: "\(head)/\(code)")) }
    let name =
      element.first("PrimaryLocationName")?.text ?? subsidiary.first("LocationSubsidiaryName")?.text
    return PlaceReference(codes: codes, text: name.map { TAF.clipped($0, to: 256) })
  }

  private func padded(_ code: String) -> String? {
    guard (1...5).contains(code.utf8.count), code.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return String(repeating: "0", count: 5 - code.utf8.count) + code
  }

  private func isoCountry(_ code: String) -> String? {
    let letters = code.uppercased()
    return letters.utf8.count == 2 && letters.utf8.allSatisfy { (0x41...0x5A).contains($0) }
      ? letters : nil
  }

  /// Without what parts a place's codes from each other.
  private func plainCode(_ code: String) -> String? {
    let plain = code.filter { $0 != "|" && $0 != "=" }
    return plain.isEmpty ? nil : TAF.clipped(plain, to: Limits.identifierBytes)
  }

  /// A place in a report's identity: by its narrowest code, since names are spelt in many ways.
  func key(_ place: PlaceReference?) -> String { place?.codes.last?.code ?? place?.text ?? "" }

  // MARK: - Times

  /// - Throws: `invalidTime`, or `zoneUnknown` where neither the text nor place nor feed has a zone.
  func instant(
    _ element: XMLElement, at place: PlaceReference?
  ) throws(Rejection) -> TAF.PlacedTime {
    let text = element.text ?? ""
    do throws(RFC3339.Failure) {
      return (try RFC3339.parse(text), [])
    } catch {
      switch error {
      case .offsetMissing(let local):
        if let placed = context.instant(local, at: place) { return placed }
        throw rejection(
          .zoneUnknown, element,
          "\(element.name) is \(quoted(text)) without an offset, and neither the place nor the "
            + "feed has a zone: add the offset or set the feed's zone")
      case .noSuchTime:
        throw rejection(
          .invalidTime, element,
          "\(element.name) is \(quoted(text)): no such date or time of day exists")
      case .notATime:
        throw rejection(
          .invalidTime, element,
          "\(element.name) is \(quoted(text)): write it as 2026-02-14T09:30:00+01:00")
      }
    }
  }

  /// xs:date, whose offset says nothing of a train's day, or the date of a date and time.
  private func date(_ text: String) -> CivilDate? {
    let rest = text.dropFirst(10)
    guard rest.isEmpty || rest.first.map({ "TZ+-".contains($0) }) == true else { return nil }
    return CivilDate(iso: text.prefix(10))
  }
}
