import CZlib
import Intake

/// Packs rows on all cores while further ones are made, and puts aside what becomes of them: sheets of
/// any number take one file without a name and a few megabytes of memory.
///
/// Each piece is deflated by itself (RFC 1951) and ends on a whole byte with an empty block, so that
/// pieces one after another are one stream. A piece depends on nothing but its bytes.
final class RowPress {
  /// Rows of a sheet, packed.
  struct Piece: Sendable {
    /// Where it is in the ``spool``.
    var offset: Int
    var packedBytes: Int
    var plainBytes: Int
    /// CRC-32 of the plain bytes.
    var check: UInt
  }

  /// Bytes of rows that are worth a piece; a sheet's last may be smaller.
  static let pieceBytes = 256 << 10
  /// Bytes that wait until they are packed, all pieces together.
  private static let batchBytes = 1 << 20
  /// Batches that may be on their way.
  private static let batchesAhead = 2
  /// A third of the time of zlib's own choice (6) for a tenth more bytes, in sheets of manifests.
  private static let level: Int32 = 3

  let spool: SpoolFile
  private var pieces: [[Piece]] = []
  private var waiting: [Raw] = []
  private var waitingBytes = 0
  private let ahead = BatchAhead(RowPress.packed)

  private struct Raw: Sendable {
    var sheet: Int
    var bytes: [UInt8]
  }

  private struct Packed: Sendable {
    var sheet: Int
    var plainBytes: Int
    var check: UInt
    /// Nil where zlib could not do it.
    var bytes: [UInt8]?
  }

  init(_ spool: SpoolFile) { self.spool = spool }

  /// - Parameter sheet: its place in the workbook, zero-based.
  /// - Throws: ``SheetError`` of what was taken before.
  func take(_ bytes: [UInt8], of sheet: Int) throws(SheetError) {
    waiting.append(Raw(sheet: sheet, bytes: bytes))
    waitingBytes += bytes.count
    if waitingBytes >= Self.batchBytes { try press() }
  }

  /// - Returns: the pieces of each sheet, in order; of a last sheet without rows there may be no entry.
  func finish() throws(SheetError) -> [[Piece]] {
    if !waiting.isEmpty { try press() }
    try keep(ahead.finish())
    return pieces
  }

  private func press() throws(SheetError) {
    ahead.start(waiting)
    waiting = []
    waitingBytes = 0
    guard ahead.count > Self.batchesAhead, let first = ahead.next() else { return }
    try keep(first)
  }

  private func keep(_ batch: [Packed]) throws(SheetError) {
    for packed in batch {
      guard let bytes = packed.bytes else { throw .outOfMemory }
      while pieces.count <= packed.sheet { pieces.append([]) }
      let offset: Int
      do { offset = try spool.append(bytes) } catch { throw SheetError(error) }
      pieces[packed.sheet].append(
        Piece(
          offset: offset, packedBytes: bytes.count, plainBytes: packed.plainBytes,
          check: packed.check))
    }
  }

  // MARK: - Deflate

  private static func packed(_ raw: Raw) -> Packed {
    Packed(
      sheet: raw.sheet, plainBytes: raw.bytes.count, check: check(raw.bytes),
      bytes: deflated(raw.bytes, isLast: false))
  }

  /// CRC-32, as zip has it (APPNOTE 4.4.7).
  static func check(_ bytes: [UInt8]) -> UInt { crc32(0, bytes, uInt(bytes.count)) }

  /// - Parameter isLast: whether the stream ends here.
  /// - Returns: nil where zlib has no memory for it.
  static func deflated(_ bytes: [UInt8], isLast: Bool) -> [UInt8]? {
    var stream = z_stream()
    // Without zlib's own head and sum, which zip has elsewhere.
    guard
      deflateInit2_(
        &stream, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    // The bound is that of a stream that ends; an empty block takes five bytes, and room must be left
    // for zlib to see that it is done.
    let room = Int(deflateBound(&stream, uLong(bytes.count))) + 16
    var isWhole = false
    let packed = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      bytes.withUnsafeBufferPointer { source in
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = uInt(source.count)
        stream.next_out = buffer.baseAddress
        stream.avail_out = uInt(room)
        let status = deflate(&stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
        isWhole =
          status == (isLast ? Z_STREAM_END : Z_OK) && stream.avail_in == 0 && stream.avail_out > 0
      }
      filled = room - Int(stream.avail_out)
    }
    return isWhole ? packed : nil
  }
}
