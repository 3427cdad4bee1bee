import Freight
import Yams

/// A YAML mapping's values by key, with where they stand. What is wrong with them is noted in the
/// draft, and reading goes on.
struct Fields {
  private var values: [String: Node] = [:]
  private var keys: [String: Mark] = [:]
  private let draft: BookDraft
  /// Where the mapping begins.
  let position: Position

  /// Nil, and a note, for what is no mapping.
  init?(_ node: Node, file: String, draft: BookDraft) {
    position = Position(file: file, node.mark)
    self.draft = draft
    guard let mapping = node.mapping else {
      draft.note(position, "expected keys with values, not \(node.kindInWords)")
      return nil
    }
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        draft.note(Position(file: file, key.mark), "a key is a word")
        continue
      }
      values[name] = value
      keys[name] = key.mark
    }
  }

  /// A mistyped key would silently drop a figure; so an unknown one is wrong.
  func only(_ known: [String]) {
    for (key, mark) in keys where !known.contains(key) {
      draft.note(
        Position(file: position.file, mark),
        "unknown key “\(key)”; known are \(known.joined(separator: ", "))")
    }
  }

  func has(_ key: String) -> Bool { present(key) != nil }

  /// Where the value of a key stands.
  func position(_ key: String) -> Position {
    guard let node = values[key] else { return position }
    return position(of: node)
  }

  func note(_ key: String, _ reason: String) { draft.note(position(key), reason) }

  /// Nil for an absent key and for one whose value is null.
  private func present(_ key: String) -> Node? {
    guard let node = values[key], node.null == nil else { return nil }
    return node
  }

  private func position(of node: Node) -> Position { Position(file: position.file, node.mark) }

  private func missing(_ key: String) { draft.note(position, "\(key) is missing") }

  // MARK: - Text

  func text(_ key: String) -> String? {
    guard has(key) else {
      missing(key)
      return nil
    }
    return optionalText(key)
  }

  func optionalText(_ key: String) -> String? {
    guard let node = present(key) else { return nil }
    if let text = node.scalar?.string { return text }
    note(key, "\(key) is text, not \(node.kindInWords)")
    return nil
  }

  func word<Word: RawRepresentable & CaseIterable>(_ key: String, _ type: Word.Type) -> Word?
  where Word.RawValue == String {
    guard let text = text(key) else { return nil }
    if let word = Word(rawValue: text) { return word }
    let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
    note(key, "\(key) is one of \(known), not “\(text)”")
    return nil
  }

  /// An id of ours: they stand in commands, addresses and file names.
  func slug(_ key: String) -> String? {
    guard let text = text(key) else { return nil }
    let isSlug = text.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
    }
    if !isSlug { note(key, "\(key) “\(text)” is not of lower-case letters, digits and hyphens") }
    return text
  }

  func texts(_ key: String) -> [String] {
    list(key).compactMap { node in
      if let text = node.scalar?.string, node.null == nil { return text }
      draft.note(position(of: node), "\(key) is a list of texts")
      return nil
    }
  }

  // MARK: - Places and crossings named

  func place(_ key: String) -> PlaceID? {
    text(key).map { mention($0, position(key)) }
  }

  func optionalPlace(_ key: String) -> PlaceID? {
    optionalText(key).map { mention($0, position(key)) }
  }

  func places(_ key: String) -> [PlaceID] {
    list(key).compactMap { node in
      if let text = node.scalar?.string { return mention(text, position(of: node)) }
      draft.note(position(of: node), "\(key) is a list of place ids")
      return nil
    }
  }

  func optionalCrossing(_ key: String, at place: PlaceID) -> String? {
    guard let id = optionalText(key) else { return nil }
    draft.mentions.append(.init(kind: .crossing(id, at: place), position: position(key)))
    return id
  }

  private func mention(_ slug: String, _ position: Position) -> PlaceID {
    draft.mentions.append(.init(kind: .place(PlaceID(slug)), position: position))
    return PlaceID(slug)
  }

  // MARK: - Numbers

  func number(_ key: String, within range: ClosedRange<Double>) -> Double? {
    guard has(key) else {
      missing(key)
      return nil
    }
    return optionalNumber(key, within: range)
  }

  func optionalNumber(_ key: String, within range: ClosedRange<Double>) -> Double? {
    guard let node = present(key) else { return nil }
    guard let value = node.float else {
      note(key, "\(key) is a number, not \(node.kindInWords)")
      return nil
    }
    guard range.contains(value) else {
      note(key, "\(key) \(value) is not within \(range.lowerBound) and \(range.upperBound)")
      return nil
    }
    return value
  }

  func gauges(_ key: String) -> [Int] { list(key).compactMap { gauge($0, key) } }

  func optionalGauge(_ key: String) -> Int? { present(key).flatMap { gauge($0, key) } }

  private func gauge(_ node: Node, _ key: String) -> Int? {
    if let value = node.int, Fields.knownGauges.contains(value) { return value }
    let known = Fields.knownGauges.map(String.init).joined(separator: ", ")
    draft.note(
      position(of: node), "\(key) is in millimetres, one of \(known); not \(node.kindInWords)")
    return nil
  }

  /// Of the networks between the Pacific and the Atlantic.
  private static let knownGauges = [1000, 1067, 1435, 1520, 1524, 1668]

  // MARK: - Parts

  private func list(_ key: String) -> [Node] {
    guard let node = present(key) else { return [] }
    guard let sequence = node.sequence else {
      note(key, "\(key) is a list, not \(node.kindInWords)")
      return []
    }
    return Array(sequence)
  }

  func optionalNestedList(_ key: String) -> [Fields] { list(key).compactMap(fields) }

  func nestedList(_ key: String) -> [Fields] {
    guard has(key) else {
      missing(key)
      return []
    }
    let nodes = list(key)
    if nodes.isEmpty { note(key, "\(key) is empty") }
    return nodes.compactMap(fields)
  }

  func optionalNested(_ key: String) -> Fields? { present(key).flatMap(fields) }

  func nested(_ key: String) -> Fields? {
    if !has(key) { missing(key) }
    return optionalNested(key)
  }

  /// One mapping, or a list of them.
  func oneOrMore(_ key: String) -> [Fields] {
    guard let node = present(key) else { return [] }
    return (node.sequence.map(Array.init) ?? [node]).compactMap(fields)
  }

  private func fields(_ node: Node) -> Fields? { Fields(node, file: position.file, draft: draft) }

  /// Every figure carries its source or says that it is estimated; none is invented silently.
  func provenance() -> Provenance? {
    let source = optionalText("source")
    let isEstimated = optionalText("estimated")
    switch (source, isEstimated) {
    case (let source?, nil): return .source(source)
    case (nil, "true"): return .estimated
    case (nil, nil): draft.note(position, "a figure without source: and without estimated: true")
    case (_?, _?): draft.note(position, "a figure has a source: or is estimated: true, not both")
    case (nil, let other?): note("estimated", "estimated is true or left out, not “\(other)”")
    }
    return nil
  }
}

extension Node {
  /// For messages: what was found instead.
  fileprivate var kindInWords: String {
    switch self {
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "“\(scalar.string)”"
    case .mapping: "keys with values"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }
}
