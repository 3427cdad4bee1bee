import Freight
import Yams

/// A YAML mapping's values by key, with the lines on which they stand.
struct Fields {
  private var nodes: [String: Node] = [:]
  let file: String
  let line: Int

  init(_ node: Node, file: String, draft: inout BookDraft) {
    self.file = file
    line = node.mark?.line ?? 0
    guard let mapping = node.mapping else {
      draft.note(file, line, "expected keys and values")
      return
    }
    for (key, value) in mapping {
      if let name = key.string { nodes[name] = value }
    }
  }

  func has(_ key: String) -> Bool { nodes[key] != nil }

  func line(_ key: String) -> Int { nodes[key]?.mark?.line ?? line }

  /// A mistyped key would silently drop a figure; so an unknown one is wrong.
  func only(_ known: [String], _ draft: inout BookDraft) {
    for key in nodes.keys.sorted() where !known.contains(key) {
      draft.note(file, line(key), "unknown key “\(key)”; known are \(known.joined(separator: ", "))")
    }
  }

  // MARK: - Text

  func text(_ key: String, _ draft: inout BookDraft) -> String? {
    guard nodes[key] != nil else {
      draft.note(file, line, "\(key) is missing")
      return nil
    }
    return optionalText(key, &draft)
  }

  func optionalText(_ key: String, _ draft: inout BookDraft) -> String? {
    guard let node = nodes[key] else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else {
      draft.note(file, line(key), "\(key) is text")
      return nil
    }
    return text
  }

  func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Word.Type, _ draft: inout BookDraft
  ) -> Word? where Word.RawValue == String {
    guard let text = text(key, &draft) else { return nil }
    if let word = Word(rawValue: text) { return word }
    let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
    draft.note(file, line(key), "\(key) is one of \(known), not “\(text)”")
    return nil
  }

  func texts(_ key: String, _ draft: inout BookDraft) -> [String] {
    list(key, &draft).compactMap { node in
      if let text = node.scalar?.string { return text }
      draft.note(file, node.mark?.line ?? line, "\(key) is a list of texts")
      return nil
    }
  }

  // MARK: - Numbers

  func number(
    _ key: String, within range: ClosedRange<Double>, _ draft: inout BookDraft
  ) -> Double? {
    guard nodes[key] != nil else {
      draft.note(file, line, "\(key) is missing")
      return nil
    }
    guard let value = optionalNumber(key, &draft) else { return nil }
    guard range.contains(value) else {
      draft.note(file, line(key), "\(key) \(value) is not within \(range)")
      return nil
    }
    return value
  }

  func optionalNumber(_ key: String, _ draft: inout BookDraft) -> Double? {
    guard let node = nodes[key], node.null == nil else { return nil }
    guard let value = node.float ?? node.int.map(Double.init), value.isFinite else {
      draft.note(file, line(key), "\(key) is a number, not “\(node.scalar?.string ?? "")”")
      return nil
    }
    return value
  }

  func integers(_ key: String, _ draft: inout BookDraft) -> [Int] {
    list(key, &draft).compactMap { node in
      if let value = node.int { return value }
      draft.note(file, node.mark?.line ?? line, "\(key) is a list of whole numbers")
      return nil
    }
  }

  // MARK: - Parts

  func list(_ key: String, _ draft: inout BookDraft) -> [Node] {
    guard let node = nodes[key] else { return [] }
    guard let sequence = node.sequence else {
      draft.note(file, line(key), "\(key) is a list")
      return []
    }
    return Array(sequence)
  }

  func nested(_ key: String, _ draft: inout BookDraft) -> Fields? {
    nodes[key].map { Fields($0, file: file, draft: &draft) }
  }

  func required(_ key: String, _ draft: inout BookDraft) -> Fields? {
    if nodes[key] == nil { draft.note(file, line, "\(key) is missing") }
    return nested(key, &draft)
  }

  /// One mapping, or a list of them.
  func nestedList(_ key: String, _ draft: inout BookDraft) -> [Fields] {
    guard let node = nodes[key] else { return [] }
    guard let sequence = node.sequence else { return [Fields(node, file: file, draft: &draft)] }
    return sequence.map { Fields($0, file: file, draft: &draft) }
  }

  /// Every figure carries its source or says that it is estimated; none is invented silently.
  func provenance(_ draft: inout BookDraft) -> Provenance? {
    if let source = nodes["source"]?.scalar?.string, !source.isEmpty { return .source(source) }
    if nodes["estimated"]?.bool == true { return .estimated }
    draft.note(file, line, "a figure without source: and without estimated: true")
    return nil
  }
}
