/// JSON out: keys in the order given, no nulls (unknown is absent), no locale, the same bytes always.
indirect enum JSONText {
  case text(String)
  case integer(Int64)
  case number(Double, digits: Int)
  case flag(Bool)
  case array([JSONText])
  case object([(String, JSONText)])

  /// An object of the fields that are known.
  static func fields(_ fields: KeyValuePairs<String, JSONText?>) -> JSONText {
    .object(fields.compactMap { key, value in value.map { (key, $0) } })
  }

  static func texts(_ values: [String]) -> JSONText { .array(values.map(JSONText.text)) }

  /// Nil for an empty list, so that it stays absent.
  static func some(_ values: [JSONText]) -> JSONText? { values.isEmpty ? nil : .array(values) }

  /// One document, or an array of several.
  static func array(or documents: [JSONText], isSingle: Bool) -> String {
    if isSingle, let only = documents.first { return only.pretty }
    return JSONText.array(documents).pretty
  }

  var pretty: String {
    var out = ""
    write(to: &out, indent: 0)
    return out
  }

  var compact: String {
    var out = ""
    write(to: &out, indent: nil)
    return out
  }

  private func write(to out: inout String, indent: Int?) {
    switch self {
    case .text(let value): JSONText.quote(value, to: &out)
    case .integer(let value): out += String(value)
    case .number(let value, let digits): out += JSONText.decimal(value, digits)
    case .flag(let value): out += value ? "true" : "false"
    case .array(let values):
      JSONText.list("[", "]", values, to: &out, indent: indent) { value, out, inner in
        value.write(to: &out, indent: inner)
      }
    case .object(let fields):
      JSONText.list("{", "}", fields, to: &out, indent: indent) { field, out, inner in
        JSONText.quote(field.0, to: &out)
        out += inner == nil ? ":" : ": "
        field.1.write(to: &out, indent: inner)
      }
    }
  }

  private static func list<Item>(
    _ open: String, _ close: String, _ items: [Item], to out: inout String, indent: Int?,
    _ body: (Item, inout String, Int?) -> Void
  ) {
    out += open
    let inner = indent.map { $0 + 1 }
    for (index, item) in items.enumerated() {
      if index > 0 { out += "," }
      if let inner { out += "\n" + String(repeating: "  ", count: inner) }
      body(item, &out, inner)
    }
    if let indent, !items.isEmpty { out += "\n" + String(repeating: "  ", count: indent) }
    out += close
  }

  /// At most so many digits after the point, none where they are zero.
  private static func decimal(_ value: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int64((value.magnitude * scale).rounded())
    var fraction = String(scaled % Int64(scale))
    fraction = String(repeating: "0", count: digits - fraction.count) + fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let whole = scaled / Int64(scale)
    let sign = value < 0 && scaled != 0 ? "-" : ""
    return sign + String(whole) + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// RFC 8259 §7.
  private static func quote(_ text: String, to out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{0}"..."\u{1F}":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
