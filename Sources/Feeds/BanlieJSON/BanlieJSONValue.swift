import Freight

/// What a number should look like, for rejections.
enum Expected {
  static let container = "four letters and seven digits, such as TRHU4307252"
  static let wagon = "a wagon number of 12, 8 or 7 digits"
  static let train = "number@planned date, such as X9041@2026-02-02"
  static let trainLeg = "train index@forming date, such as 7084-087-1306@2026-02-06"
  static let voyage = "vessel/voyage, such as BEKET ATA/2026-02-14"
  static let note = "a document number, with its kind before a colon: smgs:12345678"

  static func of(_ kind: Subject.Kind) -> String {
    switch kind {
    case .container: container
    case .wagon: wagon
    case .train: train
    case .trainLeg: trainLeg
    case .voyage: voyage
    case .consignment: note
    case .place: "a place"
    }
  }
}

/// The composite values of an event's members.
enum BanlieJSONValue {
  static func subject(
    _ kind: Subject.Kind, _ member: JSONMember
  ) throws(JSONFault) -> Subject? {
    if kind == .place { return try place(member).map(Subject.place) }
    return try member.identifier(Expected.of(kind)) { Subject(kind: kind, id: $0) }
  }

  /// `{"kind": "wagon", "id": "94003894"}`, or for a place its object as `place`.
  static func subject(_ member: JSONMember) throws(JSONFault) -> Subject? {
    guard let node = try JSONNode(member) else { return nil }
    let kinds = "container, wagon, train, trainLeg, voyage, consignment or place"
    guard let word = try node.text("kind") else {
      throw JSONFault(
        .missingField, path: "\(member.key).kind", offset: member.offset,
        "\(member.key) has no kind: write \(kinds)")
    }
    guard let kind = Subject.Kind(name: word) else {
      throw JSONFault(
        .unknownSubject, path: "\(member.key).kind", offset: member.offset,
        "\(member.key).kind is \(quoted(word)): write \(kinds)")
    }
    let id = kind == .place ? node["place"] ?? node["id"] : node["id"]
    guard let id, let named = try subject(kind, id) else {
      throw JSONFault(
        .missingField, path: "\(member.key).id", offset: member.offset,
        "\(member.key) has no id: write \(Expected.of(kind))")
    }
    return named
  }

  /// A text, or an object with codes and name.
  static func place(_ member: JSONMember) throws(JSONFault) -> PlaceReference? {
    guard case .object(let object) = member.value else {
      return PlaceReference(text: try member.text())
    }
    let node = JSONNode(object, path: member.key)
    var codes: [PlaceCode] = []
    for known in PlaceKey.allCases {
      if let code = try node.text(known.rawValue) { codes.append(known.code(code)) }
    }
    for other in try node.children("codes") {
      guard let code = try other.text("code") else { continue }
      codes.append(PlaceKey.code(list: try other.text("list") ?? "", code))
    }
    return PlaceReference(codes: codes, text: try node.text("name"))
  }

  static func precision(_ member: JSONMember) throws(JSONFault) -> Instant.Precision? {
    guard let word = try member.text() else { return nil }
    guard let precision = Instant.Precision(word: word) else {
      throw JSONFault(
        .invalidCode, at: member, "precision is \(quoted(word)): write second, minute or day")
    }
    return precision
  }

  static func notes(_ member: JSONMember) throws(JSONFault) -> [NoteNumber] {
    try each(member) { m throws(JSONFault) in
      try m.identifier(Expected.note) { NoteNumber($0) }
    }
  }

  static func texts(_ member: JSONMember) throws(JSONFault) -> [String] {
    try each(member) { m throws(JSONFault) in try m.text() }
  }

  /// The lines of a statement. One that names neither box nor wagon would make the list say less
  /// than its sender meant, so it costs the record.
  static func members(_ member: JSONMember) throws(JSONFault) -> [Member]? {
    guard let elements = try limited(member, to: Limits.membersPerStatement) else { return nil }
    var members: [Member] = []
    members.reserveCapacity(elements.count)
    for element in elements {
      let node = try JSONNode(element)
      let container = try node?["container"]?.identifier(Expected.container) {
        ContainerNumber($0)
      }
      let wagon = try node?["wagon"]?.identifier(Expected.wagon) { WagonNumber($0) }
      guard container != nil || wagon != nil else {
        throw JSONFault(
          .missingField, at: element, "\(element.key) names no container and no wagon: drop it")
      }
      members.append(Member(container: container, wagon: wagon))
    }
    return members
  }

  static func cargo(_ member: JSONMember) throws(JSONFault) -> [Cargo] {
    var items: [Cargo] = []
    for element in try limited(member, to: Limits.cargoItemsPerEvent) ?? [] {
      guard let node = try JSONNode(element) else { continue }
      var item = Cargo()
      for key in node.object.members.map(\.key) {
        if let field = node[key] { try take(field, key, into: &item) }
      }
      items.append(item)
    }
    return items
  }

  private static func take(
    _ field: JSONMember, _ key: String, into item: inout Cargo
  ) throws(JSONFault) {
    switch key {
    case "description": item.description = try field.text()
    case "hs":
      item.commodity = try field.identifier("two to ten digits, such as 680221") {
        CommodityCode($0)
      }
    case "packages": item.packages = try field.int()
    case "grossKilograms": item.grossKilograms = try field.double()
    case "un":
      item.dangerousGoods = try field.identifier("four digits, such as 1263") { UNNumber($0) }
    case "note": item.note = try field.identifier(Expected.note) { NoteNumber($0) }
    case "consignor": item.consignor = try field.text()
    case "consignee": item.consignee = try field.text()
    case "customer": item.customer = try field.text()
    default: break
    }
  }

  // MARK: - Walking

  private static func each<T>(
    _ member: JSONMember, _ read: (JSONMember) throws(JSONFault) -> T?
  ) throws(JSONFault) -> [T] {
    var values: [T] = []
    for element in try limited(member, to: Limits.cargoItemsPerEvent) ?? [] {
      if let value = try read(element) { values.append(value) }
    }
    return values
  }

  private static func limited(
    _ member: JSONMember, to limit: Int
  ) throws(JSONFault) -> [JSONMember]? {
    guard let elements = try member.elements() else { return nil }
    guard elements.count <= limit else {
      throw JSONFault(
        .tooManyMembers, at: member,
        "\(member.key) has \(elements.count) elements, the limit is \(limit): split the record")
    }
    return elements
  }
}
