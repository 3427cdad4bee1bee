/// Rows as SpreadsheetML (ECMA-376 Part 1, 18.3.1.73 `row` and 18.3.1.4 `c`), with texts in place
/// (`inlineStr`), so that nothing has to be remembered of a row once it is written.
struct RowXML: ~Copyable {
  var bytes: SheetBytes
  private let letters: [[UInt8]]
  private var row = 0

  /// - Parameter piece: bytes after which they are to be taken.
  init(columns: Int, piece: Int = RowPress.pieceBytes) {
    bytes = SheetBytes(piece: piece)
    letters = (0..<columns).map { Array(ExcelDate.letters(ofColumn: $0).utf8) }
  }

  /// - Parameters:
  ///   - row: zero-based.
  ///   - height: in points; nil is the usual one.
  mutating func begin(row: Int, height: Double?) {
    self.row = row + 1
    bytes.reserve(100)
    bytes.put("<row r=\"")
    bytes.put(digitsOf: UInt(row + 1))
    if let height {
      bytes.put("\" ht=\"")
      bytes.put(number: height)
      bytes.put("\" customHeight=\"1")
    }
    bytes.put("\">")
  }

  mutating func end() {
    bytes.reserve(8)
    bytes.put("</row>")
  }

  private mutating func open(_ column: Int, _ format: Int) {
    bytes.reserve(120)
    bytes.put("<c r=\"")
    for letter in letters[column] { bytes.put(letter) }
    bytes.put(digitsOf: UInt(row))
    bytes.put("\" s=\"")
    bytes.put(digitsOf: UInt(format))
  }

  mutating func blank(column: Int, format: Int) {
    open(column, format)
    bytes.put("\"/>")
  }

  mutating func integer(_ value: Int, column: Int, format: Int) {
    open(column, format)
    bytes.put("\"><v>")
    bytes.put(integer: value)
    bytes.put("</v></c>")
  }

  mutating func number(_ value: Double, column: Int, format: Int) {
    open(column, format)
    bytes.put("\"><v>")
    bytes.put(number: value)
    bytes.put("</v></c>")
  }

  // MARK: - Text

  /// What became of a text on its way.
  struct Outcome {
    var isCut = false
    var isRepaired = false
  }

  mutating func text(_ text: String, column: Int, format: Int) -> Outcome {
    var outcome = Outcome()
    open(column, format)
    bytes.put("\" t=\"inlineStr\"><is><t")
    if hasOuterSpace(text) { bytes.put(" xml:space=\"preserve\"") }
    bytes.put(">")
    if !copy(text) {
      if HeldText.needsRepair(text) {
        let (held, found) = HeldText.repaired(text)
        outcome = found
        escape(held)
      } else {
        escape(text)
      }
    }
    bytes.reserve(24)
    bytes.put("</t></is></c>")
    return outcome
  }

  private func hasOuterSpace(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    return first <= 0x20 || last <= 0x20
  }

  /// - Returns: false where the text has something in it that must be looked at more closely.
  private mutating func copy(_ text: String) -> Bool {
    text.utf8.withContiguousStorageIfAvailable { bytes in copy(bytes) } ?? false
  }

  private mutating func copy(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = text.baseAddress else { return true }
    // No text has more UTF-16 units than bytes.
    guard text.count <= SheetLimits.textUnits else { return false }
    bytes.reserve(text.count)
    let target = bytes.end
    var found: UInt8 = 0
    for index in 0..<text.count {
      let byte = start[index]
      target[index] = byte
      found |= Self.isPlain(byte) ? 0 : 1
    }
    guard found == 0 else { return false }
    bytes.advance(by: text.count)
    return true
  }

  /// Not what is markup or control; nor `_`, with which an escape may begin, nor the byte with which
  /// U+FFFE and U+FFFF do.
  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "<")
      && byte != UInt8(ascii: ">") && byte != UInt8(ascii: "_") && byte != 0xEF
  }

  private mutating func escape(_ text: String) {
    bytes.reserve(5 * text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes.put("&amp;")
      case UInt8(ascii: "<"): bytes.put("&lt;")
      case UInt8(ascii: ">"): bytes.put("&gt;")
      default: bytes.put(byte)
      }
    }
  }
}
