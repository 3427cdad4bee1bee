import CZlib

/// A body that came compressed, as it was before.
enum Gunzip {
  enum Failure: Error, Hashable {
    case broken(String)
    case tooLarge(limitBytes: Int)
    case tooWellCompressed(limitRatio: Int)
  }

  /// Under this much, the ratio does not matter.
  static let ratioFreeBytes = 1 << 20

  /// Stops as soon as a limit is passed: never holds more than the limit and one step.
  static func decompress(
    _ bytes: [UInt8], limitBytes: Int, limitRatio: Int
  ) throws(Failure) -> [UInt8] {
    var stream = z_stream()
    // 16 asks for gzip's own header and check sum (zlib.h, inflateInit2).
    guard
      inflateInit2_(
        &stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .broken("zlib has no memory") }
    defer { inflateEnd(&stream) }
    var input = bytes
    var result: [UInt8] = []
    let step = 64 << 10
    var status = Z_OK
    while status != Z_STREAM_END {
      let before = Int(stream.total_in)
      let chunk = [UInt8](unsafeUninitializedCapacity: step) { room, count in
        input.withUnsafeMutableBufferPointer { input in
          stream.next_in = input.baseAddress.map { $0 + before }
          stream.avail_in = UInt32(input.count - before)
          stream.next_out = room.baseAddress
          stream.avail_out = UInt32(step)
          status = inflate(&stream, Z_NO_FLUSH)
        }
        count = step - Int(stream.avail_out)
      }
      result += chunk
      guard status == Z_OK || status == Z_STREAM_END, status == Z_STREAM_END || !chunk.isEmpty
      else { throw .broken("the body is no whole gzip stream") }
      if result.count > limitBytes { throw .tooLarge(limitBytes: limitBytes) }
      if result.count > ratioFreeBytes, result.count > bytes.count * limitRatio {
        throw .tooWellCompressed(limitRatio: limitRatio)
      }
    }
    guard Int(stream.total_in) == bytes.count else {
      throw .broken("bytes follow the gzip stream")
    }
    return result
  }
}
