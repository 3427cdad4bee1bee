import CZlib
import Testing

@testable import Server

/// As gzip would write it.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var input = bytes
  return [UInt8](unsafeUninitializedCapacity: bytes.count + 1_024) { room, count in
    input.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = room.baseAddress
      stream.avail_out = UInt32(room.count)
      _ = deflate(&stream, Z_FINISH)
    }
    count = room.count - Int(stream.avail_out)
  }
}

@Suite struct GunzipTests {
  @Test(arguments: [0, 1, 1_000, 300_000]) func comesBackAsItWas(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) }
    let back = try Gunzip.decompress(gzipped(bytes), limitBytes: 1 << 20, limitRatio: 100)
    #expect(back == bytes)
  }

  @Test func limitsHold() {
    let zeros = gzipped([UInt8](repeating: 0, count: 4 << 20))
    #expect(throws: Gunzip.Failure.tooLarge(limitBytes: 1_000)) {
      try Gunzip.decompress(zeros, limitBytes: 1_000, limitRatio: 100)
    }
    #expect(throws: Gunzip.Failure.tooWellCompressed(limitRatio: 100)) {
      try Gunzip.decompress(zeros, limitBytes: 8 << 20, limitRatio: 100)
    }
  }

  @Test func whereverItIsCutItIsBroken() {
    let whole = gzipped(Array("a report of a box that stands in Khorgos".utf8))
    for count in 0..<whole.count {
      #expect(throws: Gunzip.Failure.self, "cut at \(count)") {
        try Gunzip.decompress(Array(whole[..<count]), limitBytes: 1_000, limitRatio: 100)
      }
    }
    #expect(throws: Gunzip.Failure.self) {
      try Gunzip.decompress(whole + [1], limitBytes: 1_000, limitRatio: 100)
    }
    #expect(throws: Gunzip.Failure.self) {
      try Gunzip.decompress(Array("plain".utf8), limitBytes: 1_000, limitRatio: 100)
    }
  }
}
