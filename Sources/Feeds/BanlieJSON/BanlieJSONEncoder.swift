import Freight

extension BanlieJSON {
  /// The event as one line without its line break: members in a fixed order, absent ones left out.
  ///
  /// Decoding the line under the same feed gives an event of the same content
  /// (`EventRecord.content`). Not written: the feed, the source, what the ledger added, and an
  /// update time that was only the time of receipt.
  public static func encode(_ event: Event) -> String {
    var writer = JSONWriter(capacity: 320)
    writer.object { line in
      line.member("id", event.senderKey)
      write(event.subject, to: &line)
      line.member("activity", event.activity.rawValue)
      line.member("code", event.rawCode)
      if event.classifier != .actual { line.member("classifier", event.classifier.name) }
      line.member("occurredAt", event.occurredAt.rfc3339)
      line.member("precision", event.occurredAt.precision.word)
      if !event.assumptions.contains(.updateTime) {
        line.member("updatedAt", event.updatedAt?.rfc3339)
      }
      line.member("retracts", event.isRetraction ? true : nil)
      write(event.place, as: "place", to: &line)
      write(event.conveyance, to: &line)
      line.member("reason", event.reason)
      if let details = event.details { write(details, to: &line) }
      line.member(
        "assumed", strings: event.assumptions.subtracting([.updateTime, .simulated]).names)
      line.member("simulated", event.assumptions.contains(.simulated) ? true : nil)
    }
    return writer.text
  }

  private static func write(_ subject: Subject, to line: inout JSONWriter) {
    switch subject {
    case .container(let number): line.member("container", number.text)
    case .wagon(let number): line.member("wagon", number.text)
    case .train(let id): line.member("train", id.description)
    case .trainLeg(let id): line.member("trainLeg", id.description)
    case .voyage(let id): line.member("voyage", id.description)
    case .consignment(let number): line.member("consignment", number.description)
    case .place: write(subject, as: "subject", to: &line)
    }
  }

  private static func write(
    _ subject: Subject, as key: String, to line: inout JSONWriter
  ) {
    line.key(key)
    line.object { inner in
      inner.member("kind", subject.kind.name)
      if case .place(let place) = subject {
        write(place, as: "place", to: &inner)
      } else {
        inner.member("id", subject.id)
      }
    }
  }

  /// A bare text, or an object with the codes that are known by name; codes of other lists, and
  /// whatever follows one out of the fixed order, stand under `codes`.
  private static func write(
    _ place: PlaceReference?, as key: String, to line: inout JSONWriter
  ) {
    guard let place else { return }
    if place.codes.isEmpty {
      line.member(key, place.text)
      return
    }
    line.key(key)
    line.object { inner in
      var rest = place.codes[...]
      for known in PlaceKey.allCases {
        guard let first = rest.first, known.rawValue == first.list else { continue }
        inner.member(known.rawValue, first.code)
        rest.removeFirst()
      }
      if !rest.isEmpty {
        inner.key("codes")
        inner.array { codes in
          for code in rest {
            codes.object { item in
              item.member("list", code.list)
              item.member("code", code.code)
            }
          }
        }
      }
      inner.member("name", place.text)
    }
  }

  private static func write(_ conveyance: Conveyance, to line: inout JSONWriter) {
    line.member("onWagon", conveyance.wagon?.text)
    line.member("onTrain", conveyance.train?.description)
    line.member("onTrainLeg", conveyance.trainLeg?.description)
    line.member("onVoyage", conveyance.voyage?.description)
    line.member("trainNumber", conveyance.trainNumber)
    line.member("carrier", conveyance.carrier)
  }

  private static func write(_ details: Details, to line: inout JSONWriter) {
    write(details.origin, as: "origin", to: &line)
    write(details.destination, as: "destination", to: &line)
    line.member("plannedDeparture", details.plannedDeparture?.description)
    line.member("route", details.route)
    line.member("notes", strings: details.notes.map(\.description))
    if !details.cargo.isEmpty {
      line.key("cargo")
      line.array { items in for item in details.cargo { write(item, to: &items) } }
    }
    line.member("seals", strings: details.seals)
    line.member("containerType", details.containerType)
    line.member("grossKilograms", details.grossKilograms)
    line.member("tareKilograms", details.tareKilograms)
    line.member("remainingKm", details.remainingKilometres)
    line.member("empty", details.isEmpty)
    if let members = details.members {
      line.key("members")
      line.array { items in
        for member in members {
          items.object { item in
            item.member("container", member.container?.text)
            item.member("wagon", member.wagon?.text)
          }
        }
      }
    }
    line.member("fullStatement", details.isFullStatement ? true : nil)
    line.member("fromWagon", details.fromWagon?.text)
    if details.customsCountry != nil || details.customsProcedure != nil {
      line.key("customs")
      line.object { customs in
        customs.member("country", details.customsCountry)
        customs.member("procedure", details.customsProcedure)
      }
    }
    if let corrected = details.correctedNumber { write(corrected, as: "corrected", to: &line) }
  }

  private static func write(_ cargo: Cargo, to items: inout JSONWriter) {
    items.object { item in
      item.member("description", cargo.description)
      item.member("hs", cargo.commodity?.digits)
      item.member("packages", cargo.packages)
      item.member("grossKilograms", cargo.grossKilograms)
      item.member("un", cargo.dangerousGoods?.digits)
      item.member("note", cargo.note?.description)
      item.member("consignor", cargo.consignor)
      item.member("consignee", cargo.consignee)
      item.member("customer", cargo.customer)
    }
  }
}

/// The code lists that have a key of their own in a place object, in the order written.
enum PlaceKey: String, CaseIterable {
  case id, unlocode, esr, telecode

  func code(_ value: String) -> PlaceCode {
    switch self {
    case .id: .gazetteer(PlaceID(value))
    case .unlocode: .unlocode(value)
    case .esr: .esr(value)
    case .telecode: .telecode(value)
    }
  }

  static func code(list: String, _ value: String) -> PlaceCode {
    guard let known = PlaceKey(rawValue: list) else {
      return .other(list: list, code: value)
    }
    return known.code(value)
  }
}

extension PlaceCode {
  /// The list's name as it stands in JSON.
  var list: String {
    switch self {
    case .gazetteer: "id"
    case .unlocode: "unlocode"
    case .esr: "esr"
    case .telecode: "telecode"
    case .other(let list, _): list
    }
  }
}

extension Instant.Precision {
  /// The word of `precision`; nil for the second, which needs none.
  var word: String? {
    switch self {
    case .second: nil
    case .minute: "minute"
    case .day: "day"
    }
  }

  init?(word: some StringProtocol) {
    switch word {
    case "second": self = .second
    case "minute": self = .minute
    case "day": self = .day
    default: return nil
    }
  }
}
