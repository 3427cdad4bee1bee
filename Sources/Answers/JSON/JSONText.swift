/// JSON out (RFC 8259): members in the order given, nothing null (what is unknown is absent), no
/// locale: the same answer is the same bytes.
package indirect enum JSONText {
  case string(String)
  case integer(Int64)
  /// `scaled` divided by ten to the power of `digits`.
  case decimal(scaled: Int64, digits: Int)
  case flag(Bool)
  case array([JSONText])
  case object([(key: String, value: JSONText)])

  // MARK: - Building

  /// An object of those members that are known.
  package static func fields(_ fields: KeyValuePairs<String, JSONText?>) -> JSONText {
    var known: [(key: String, value: JSONText)] = []
    known.reserveCapacity(fields.count)
    for (key, value) in fields {
      if let value { known.append((key, value)) }
    }
    return .object(known)
  }

  /// Nil for a text that is empty: unknown is absent, never an empty string.
  package static func text(_ value: String?) -> JSONText? {
    guard let value, !value.isEmpty else { return nil }
    return .string(value)
  }

  package static func int(_ value: Int?) -> JSONText? { value.map { .integer(Int64($0)) } }

  /// Rounded to at most `digits` decimals; nil for what JSON has no number for.
  package static func number(_ value: Double?, digits: Int = 1) -> JSONText? {
    guard let value, value.isFinite else { return nil }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return Int64(exactly: (value * scale).rounded()).map { .decimal(scaled: $0, digits: digits) }
  }

  /// Written only where it is so.
  package static func mark(_ value: Bool) -> JSONText? { value ? .flag(true) : nil }

  package static func strings(_ values: [String]) -> JSONText {
    .array(values.map(JSONText.string))
  }

  /// Nil for an empty list, for keys that are there only where there is something to say.
  package static func some(_ values: [JSONText]) -> JSONText? {
    values.isEmpty ? nil : .array(values)
  }

  // MARK: - Writing

  /// The only document by itself, or an array.
  package static func array(or documents: [JSONText], isSingle: Bool) -> String {
    if isSingle, let only = documents.first { return only.pretty }
    return JSONText.array(documents).pretty
  }

  /// An array with one compact element a line, so that long lists can be read, cut and compared by
  /// line. Elements are made one at a time: a long list is never held twice.
  package static func lines<Items: Sequence>(
    _ items: Items, _ element: (Items.Element) -> JSONText
  ) -> String {
    var writer = JSONTextWriter()
    var isFirst = true
    writer.bytes.append(UInt8(ascii: "["))
    for item in items {
      writer.bytes.append(contentsOf: isFirst ? "\n".utf8 : ",\n".utf8)
      isFirst = false
      writer.write(element(item), indent: nil)
    }
    writer.bytes.append(contentsOf: isFirst ? "]\n".utf8 : "\n]\n".utf8)
    return writer.text
  }

  /// Two spaces a level.
  package var pretty: String { String(decoding: prettyBytes, as: UTF8.self) }
  package var prettyBytes: [UInt8] { written(indent: 0) }

  package var compact: String { String(decoding: compactBytes, as: UTF8.self) }
  package var compactBytes: [UInt8] { written(indent: nil) }

  private func written(indent: Int?) -> [UInt8] {
    var writer = JSONTextWriter()
    writer.write(self, indent: indent)
    return writer.bytes
  }
}

/// Writes values as UTF-8: lists of twenty thousand boxes are made of this.
package struct JSONTextWriter {
  package var bytes: [UInt8] = []

  package init() {}

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// - Parameter indent: the level that the value stands on; nil writes it on one line.
  package mutating func write(_ value: JSONText, indent: Int?) {
    switch value {
    case .string(let text): quote(text)
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .decimal(let scaled, let digits): write(scaled: scaled, digits: digits)
    case .flag(let flag): bytes.append(contentsOf: flag ? "true".utf8 : "false".utf8)
    case .array(let values):
      list("[", "]", values, indent: indent) { writer, value, inner in
        writer.write(value, indent: inner)
      }
    case .object(let members):
      list("{", "}", members, indent: indent) { writer, member, inner in
        writer.quote(member.key)
        writer.bytes.append(contentsOf: inner == nil ? ":".utf8 : ": ".utf8)
        writer.write(member.value, indent: inner)
      }
    }
  }

  private mutating func list<Item>(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ items: [Item], indent: Int?,
    _ body: (inout JSONTextWriter, Item, Int?) -> Void
  ) {
    bytes.append(UInt8(ascii: open))
    let inner = indent.map { $0 + 1 }
    var isFirst = true
    for item in items {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      breakLine(inner)
      body(&self, item, inner)
    }
    if !items.isEmpty { breakLine(indent) }
    bytes.append(UInt8(ascii: close))
  }

  private mutating func breakLine(_ indent: Int?) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * indent))
  }

  /// Without zeros at the end: `8406`, `12.5`, `-0.25`.
  private mutating func write(scaled: Int64, digits: Int) {
    var fraction = scaled.magnitude
    var width = digits
    while width > 0, fraction % 10 == 0 {
      fraction /= 10
      width -= 1
    }
    var text = String(fraction)
    if text.utf8.count <= width {
      text = String(repeating: "0", count: width + 1 - text.utf8.count) + text
    }
    if width > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -width)) }
    bytes.append(contentsOf: (scaled < 0 ? "-" + text : text).utf8)
  }

  /// RFC 8259 §7: quotation mark, reverse solidus and the control characters; nothing else.
  private mutating func quote(_ text: String) {
    var text = text
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { utf8 in
      if utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) {
        for byte in utf8 { append(escaping: byte) }
      } else {
        bytes.append(contentsOf: utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func append(escaping byte: UInt8) {
    switch byte {
    case 0x22, 0x5C: bytes.append(contentsOf: [0x5C, byte])
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0..<0x20:
      let digits = String(byte, radix: 16)
      bytes.append(contentsOf: (byte < 16 ? "\\u000" : "\\u00").utf8)
      bytes.append(contentsOf: digits.utf8)
    default: bytes.append(byte)
    }
  }
}
