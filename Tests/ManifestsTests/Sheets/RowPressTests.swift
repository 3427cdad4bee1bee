import CZip
import CZlib
import Foundation
import TestSeeds
import TestServers
import Testing

@testable import Manifests

@Suite struct RowPressTests {
  /// What a reader makes of a stream without a head.
  private static func inflated(_ packed: [UInt8], plainBytes: Int) -> [UInt8]? {
    var stream = z_stream()
    guard
      inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { inflateEnd(&stream) }
    var plain = [UInt8](repeating: 0, count: plainBytes + 1)
    let status = packed.withUnsafeBufferPointer { source in
      plain.withUnsafeMutableBufferPointer { target in
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = uInt(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = uInt(target.count)
        return inflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END, stream.avail_in == 0 else { return nil }
    return Array(plain.prefix(plain.count - Int(stream.avail_out)))
  }

  /// Pieces of all sizes, some that cannot be made smaller.
  @Test func piecesOneAfterAnotherAreOneStream() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var numbers = SeededGenerator(seed: seed)
    let press = RowPress(try SpoolFile(in: FileManager.default.temporaryDirectory.path))
    var plain: [[UInt8]] = [[], [], []]
    for _ in 0..<60 {
      let sheet = Int.random(in: 0..<3, using: &numbers)
      let count = [1, 7, 300, 70_000, 300_000].randomElement(using: &numbers) ?? 1
      let isNoise = Bool.random(using: &numbers)
      let bytes = (0..<count).map { index in
        isNoise ? UInt8.random(in: 0...255, using: &numbers) : UInt8(truncatingIfNeeded: index / 9)
      }
      plain[sheet] += bytes
      try press.take(bytes, of: sheet)
    }
    let sheets = try press.finish()
    let end = try #require(RowPress.deflated([], isLast: true))
    for (bytes, pieces) in zip(plain, sheets) {
      let packed = try pieces.flatMap { try press.spool.read(at: $0.offset, count: $0.packedBytes) }
      #expect(
        Self.inflated(packed + end, plainBytes: bytes.count) == bytes, "seed \(seed)")
      let check = pieces.reduce(UInt(0)) { crc32_combine($0, $1.check, $1.plainBytes) }
      #expect(check == RowPress.check(bytes), "seed \(seed)")
    }
  }

  @Test func aSpoolThatIsFullIsNamed() throws {
    // The system's own full disk.
    let error = SheetError(SpoolError(deed: .write, folder: "/data", code: ENOSPC))
    #expect(error == .diskFull(path: "/data"))
    #expect(throws: SpoolError.self) { try SpoolFile(in: "/nowhere/at/all") }
  }
}

/// The parts of a zip file, read by libzip, which compares each with its sum.
enum Parts {
  static func of(_ path: String) throws -> [String: [UInt8]] {
    let archive = try #require(zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, nil))
    defer { zip_discard(archive) }
    var parts: [String: [UInt8]] = [:]
    for index in 0..<UInt64(zip_get_num_entries(archive, 0)) {
      var stat = zip_stat_t()
      #expect(zip_stat_index(archive, index, 0, &stat) == 0)
      let name = String(cString: stat.name)
      let file = try #require(zip_fopen_index(archive, index, 0))
      defer { zip_fclose(file) }
      var bytes = [UInt8](repeating: 0, count: Int(stat.size))
      #expect(zip_fread(file, &bytes, stat.size) == stat.size, "\(name)")
      var more: UInt8 = 0
      // Where it ends the sum is compared.
      #expect(zip_fread(file, &more, 1) == 0, "\(name)")
      parts[name] = bytes
    }
    return parts
  }
}
