/// What a report is about, and what people ask for.
public enum Subject: Hashable, Sendable {
  case container(ContainerNumber)
  case wagon(WagonNumber)
  case train(TrainID)
  case trainLeg(TrainLegID)
  case voyage(VoyageID)
  case consignment(NoteNumber)
  /// For what holds at a place and all that waits there: a closed port, a convention embargo.
  case place(PlaceReference)

  public enum Kind: UInt8, Sendable, CaseIterable {
    case container = 1
    case wagon = 2
    case train = 3
    case trainLeg = 4
    case voyage = 5
    case consignment = 6
    case place = 7

    /// The word in JSON.
    public var name: String {
      switch self {
      case .container: "container"
      case .wagon: "wagon"
      case .train: "train"
      case .trainLeg: "trainLeg"
      case .voyage: "voyage"
      case .consignment: "consignment"
      case .place: "place"
      }
    }

    public init?(name: String) {
      guard let kind = Kind.allCases.first(where: { $0.name == name }) else { return nil }
      self = kind
    }
  }

  public var kind: Kind {
    switch self {
    case .container: .container
    case .wagon: .wagon
    case .train: .train
    case .trainLeg: .trainLeg
    case .voyage: .voyage
    case .consignment: .consignment
    case .place: .place
    }
  }

  /// The printed form within its kind: `TRHU4307252`, `X9041@2026-02-02`, `BEKET ATA/2026-02-14`,
  /// `smgs:12345678`. A place's is its codes and text, `|`-separated: `unlocode=KZAAU|Aktau port`.
  public var id: String {
    switch self {
    case .container(let number): number.text
    case .wagon(let number): number.text
    case .train(let id): id.description
    case .trainLeg(let id): id.description
    case .voyage(let id): id.description
    case .consignment(let number): number.description
    case .place(let place): place.key
    }
  }

  public init?(kind: Kind, id: String) {
    let parsed: Subject? =
      switch kind {
      case .container: ContainerNumber(id).map(Subject.container)
      case .wagon: WagonNumber(id).map(Subject.wagon)
      case .train: TrainID(id).map(Subject.train)
      case .trainLeg: TrainLegID(id).map(Subject.trainLeg)
      case .voyage: VoyageID(id).map(Subject.voyage)
      case .consignment: NoteNumber(id).map(Subject.consignment)
      case .place: PlaceReference(key: id).map(Subject.place)
      }
    guard let parsed else { return nil }
    self = parsed
  }
}

extension Subject: Comparable {
  public static func < (a: Self, b: Self) -> Bool {
    (a.kind.rawValue, a.id) < (b.kind.rawValue, b.id)
  }
}

extension PlaceReference {
  private static let bar = UInt8(ascii: "|")
  private static let equals = UInt8(ascii: "=")
  private static let percent = UInt8(ascii: "%")

  /// One text for codes and name together, readable back: `unlocode=KZAAU|Aktau port`.
  ///
  /// In codes and lists `|`, `=` and `%` are written as in addresses (`%7C`); a list that is called
  /// like one of ours, or not at all, begins with `~`.
  public var key: String {
    var parts = codes.map { code -> String in
      switch code {
      case .unlocode(let value): "unlocode=\(Self.escaped(value))"
      case .esr(let value): "esr=\(Self.escaped(value))"
      case .telecode(let value): "telecode=\(Self.escaped(value))"
      case .gazetteer(let id): "id=\(Self.escaped(id.slug))"
      case .other(let list, let value):
        "\(Self.needsMark(list) ? "~" : "")\(Self.escaped(list))=\(Self.escaped(value))"
      }
    }
    // The text comes last; one that could be taken for a code is marked.
    if let text {
      parts.append(text.utf8.contains { $0 == Self.bar || $0 == Self.equals } ? "=" + text : text)
    }
    return parts.count == 1 ? parts[0] : parts.joined(separator: "|")
  }

  public init?(key: String) {
    // Most are a name and nothing else.
    guard key.utf8.contains(where: { $0 == Self.bar || $0 == Self.equals }) else {
      self.init(text: key)
      return
    }
    var codes: [PlaceCode] = []
    var text: String?
    var rest = Substring(key)
    while !rest.isEmpty {
      if rest.utf8.first == Self.equals {
        text = String(rest.dropFirst())
        break
      }
      let end = rest.utf8.firstIndex(of: Self.bar) ?? rest.endIndex
      let part = rest[..<end]
      rest = end == rest.endIndex ? "" : rest[rest.utf8.index(after: end)...]
      guard let equals = part.utf8.firstIndex(of: Self.equals) else {
        text = text.map { $0 + "|" + part } ?? String(part)
        continue
      }
      let value = Self.unescaped(part[part.utf8.index(after: equals)...])
      switch part[..<equals] {
      case "unlocode": codes.append(.unlocode(value))
      case "esr": codes.append(.esr(value))
      case "telecode": codes.append(.telecode(value))
      case "id": codes.append(.gazetteer(PlaceID(value)))
      case let list:
        let name = Self.unescaped(list.utf8.first == UInt8(ascii: "~") ? list.dropFirst() : list)
        codes.append(.other(list: name, code: value))
      }
    }
    self.init(codes: codes, text: text)
  }

  private static func needsMark(_ list: String) -> Bool {
    list.isEmpty || list.utf8.first == UInt8(ascii: "~")
      || ["unlocode", "esr", "telecode", "id"].contains(list)
  }

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == bar || $0 == equals || $0 == percent }) else {
      return value
    }
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "|": escaped += "%7C"
      case "=": escaped += "%3D"
      case "%": escaped += "%25"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func unescaped(_ value: Substring) -> String {
    guard value.utf8.contains(percent) else { return String(value) }
    var plain = String.UnicodeScalarView()
    var rest = value.unicodeScalars[...]
    while let next = rest.popFirst() {
      let escape = next == "%" ? [("7C", "|"), ("3D", "="), ("25", "%")] : []
      if let found = escape.first(where: { rest.starts(with: $0.0.unicodeScalars) }) {
        rest = rest.dropFirst(2)
        plain.append(contentsOf: found.1.unicodeScalars)
      } else {
        plain.append(next)
      }
    }
    return String(plain)
  }
}
