import Freight

/// A buffer of bytes that is written to, emptied and used again: nothing is allocated for a cell.
///
/// Room is asked for first (``reserve(_:)``), once for several pieces; `put` does not look.
struct SheetBytes: ~Copyable {
  private(set) var count = 0
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// When it is time to empty it.
  private let piece: Int

  init(piece: Int) {
    self.piece = piece
    capacity = 2 * piece
    start = .allocate(capacity: capacity)
  }

  deinit { start.deallocate() }

  var isFull: Bool { count >= piece }

  /// Where the next byte goes; what is written there counts after ``advance(by:)``.
  var end: UnsafeMutablePointer<UInt8> { start + count }

  mutating func advance(by written: Int) { count &+= written }

  mutating func drain<E>(into sink: (UnsafeRawBufferPointer) throws(E) -> Void) throws(E) {
    if count > 0 { try sink(UnsafeRawBufferPointer(start: start, count: count)) }
    count = 0
  }

  mutating func reserve(_ more: Int) {
    if count &+ more > capacity { grow(more) }
  }

  private mutating func grow(_ more: Int) {
    capacity = max(2 * capacity, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: start, count: count)
    start.deallocate()
    start = larger
  }

  // MARK: - Pieces

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    start[count] = byte
    count &+= 1
  }

  @inline(__always)
  mutating func put(_ text: StaticString) {
    (start + count).update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    count &+= text.utf8CodeUnitCount
  }

  /// Two digits of a number below 100.
  @inline(__always)
  mutating func put(pair value: Int) {
    let value = UInt32(truncatingIfNeeded: value)
    let tens = (value &* 103) &>> 10
    start[count] = 0x30 &+ UInt8(truncatingIfNeeded: tens)
    start[count &+ 1] = 0x30 &+ UInt8(truncatingIfNeeded: value &- tens &* 10)
    count &+= 2
  }

  /// At most 20 digits.
  mutating func put(digitsOf value: UInt) {
    var width = 1
    var limit: UInt = 10
    while value >= limit, width < 20 {
      width += 1
      limit = width < 20 ? limit &* 10 : limit
    }
    var rest = value
    for position in stride(from: count + width - 1, through: count, by: -1) {
      let tenth = rest / 10
      start[position] = 0x30 &+ UInt8(truncatingIfNeeded: rest &- tenth &* 10)
      rest = tenth
    }
    count &+= width
  }

  mutating func put(integer value: Int) {
    if value < 0 { put(UInt8(ascii: "-")) }
    put(digitsOf: value.magnitude)
  }

  /// The fewest digits that give the same number again: at most 32 bytes.
  mutating func put(number value: Double, point: UInt8 = UInt8(ascii: ".")) {
    let magnitude = abs(value)
    // Most have no more than three decimals (kilograms, hours): whole thousandths, exactly.
    let scaled = (magnitude * 1_000).rounded()
    if magnitude < 1e12, scaled / 1_000 == magnitude {
      if value < 0 { put(UInt8(ascii: "-")) }
      let (whole, thousandths) = UInt(scaled).quotientAndRemainder(dividingBy: 1_000)
      put(digitsOf: whole)
      put(fraction: thousandths, point: point)
      return
    }
    for byte in "\(value)".utf8 { put(byte == UInt8(ascii: ".") ? point : byte) }
  }

  private mutating func put(fraction thousandths: UInt, point: UInt8) {
    guard thousandths != 0 else { return }
    put(point)
    put(UInt8(0x30 + thousandths / 100))
    if thousandths % 100 != 0 { put(UInt8(0x30 + thousandths / 10 % 10)) }
    if thousandths % 10 != 0 { put(UInt8(0x30 + thousandths % 10)) }
  }

  mutating func put(date: CivilDate) {
    put(pair: date.year / 100)
    put(pair: date.year % 100)
    put(UInt8(ascii: "-"))
    put(pair: date.month)
    put(UInt8(ascii: "-"))
    put(pair: date.day)
  }
}
