import CZlib

/// How a body is kept on disk. Level 1: a push is answered only after its body is on disk.
enum Compression {
  static let plain = 0
  static let zlib = 1
  private static let worthwhileBytes = 512

  /// The smaller of the two forms; sheets are zip files already. What zlib has no memory for is kept
  /// as it came.
  static func pack(_ bytes: [UInt8]) -> (coding: Int, bytes: [UInt8]) {
    // Setting zlib up takes longer than writing what it would save.
    guard bytes.count >= worthwhileBytes else { return (plain, bytes) }
    var count = compressBound(uLong(bytes.count))
    var status = Z_OK
    let packed = [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, initialised in
      status = compress2(buffer.baseAddress, &count, bytes, uLong(bytes.count), 1)
      initialised = status == Z_OK ? Int(count) : 0
    }
    return status == Z_OK && packed.count < bytes.count ? (zlib, packed) : (plain, bytes)
  }

  /// - Parameter size: of the bytes as received; never more is written.
  static func unpack(
    _ bytes: UnsafeRawBufferPointer, coding: Int, size: Int
  ) throws(LedgerError) -> [UInt8] {
    switch coding {
    case plain: return [UInt8](bytes)
    case zlib:
      var count = uLong(size)
      var status = Z_OK
      let unpacked = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialised in
        status = uncompress(
          buffer.baseAddress, &count, bytes.bindMemory(to: UInt8.self).baseAddress,
          uLong(bytes.count))
        initialised = status == Z_OK ? Int(count) : 0
      }
      guard status == Z_OK, unpacked.count == size else {
        throw .damaged("a compressed body does not unpack to its \(size) bytes")
      }
      return unpacked
    default: throw .damaged("unknown coding \(coding) of a body")
    }
  }
}
