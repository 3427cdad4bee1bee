import CZip
import CZlib
import Foundation

/// Puts rows that are packed already into a workbook whose sheets have none, with libzip: what it is
/// given packed, it copies.
struct WorkbookPackage {
  let path: String
  let spool: SpoolFile

  /// - Parameter sheets: the rows of each, in the workbook's order; beyond the last one given there are none.
  /// - Throws: ``SheetError``; the file is as it was then.
  func put(_ sheets: [[RowPress.Piece]]) throws(SheetError) {
    var code: Int32 = 0
    errno = 0
    guard let archive = zip_open(path, 0, &code) else {
      throw WorkbookFiles.failure(zip: code, errno: errno, path: path)
    }
    do throws(SheetError) {
      for (index, pieces) in sheets.enumerated() where !pieces.isEmpty {
        try put(pieces, into: "xl/worksheets/sheet\(index + 1).xml", of: archive)
      }
    } catch {
      zip_discard(archive)
      throw error
    }
    guard zip_close(archive) == 0 else {
      let error = failure(of: archive)
      zip_discard(archive)
      throw error
    }
  }

  private func put(
    _ pieces: [RowPress.Piece], into part: String, of archive: OpaquePointer
  ) throws(SheetError) {
    let place = zip_name_locate(archive, part, 0)
    guard place >= 0 else { throw failure(of: archive) }
    let index = UInt64(place)
    let (head, tail) = try halves(try read(index, of: archive), part)
    guard let begin = RowPress.deflated(head, isLast: false),
      let end = RowPress.deflated(tail, isLast: true)
    else { throw .outOfMemory }
    let whole = PackedPart(
      [.bytes(begin, plainBytes: head.count, check: RowPress.check(head))]
        + pieces.map(PackedPart.Section.piece)
        + [.bytes(end, plainBytes: tail.count, check: RowPress.check(tail))], in: spool)
    guard let source = whole.makeSource() else { throw .outOfMemory }
    guard zip_file_replace(archive, index, source, 0) == 0 else {
      zip_source_free(source)
      throw failure(of: archive)
    }
    // 1 January 1980, as libxlsxwriter dates its parts: never the moment of writing.
    guard zip_set_file_compression(archive, index, ZIP_CM_DEFLATE, 0) == 0,
      zip_file_set_dostime(archive, index, 0, 1 << 5 | 1, 0) == 0
    else { throw failure(of: archive) }
  }

  /// A sheet without rows, which is small.
  private func read(_ index: UInt64, of archive: OpaquePointer) throws(SheetError) -> [UInt8] {
    guard let file = zip_fopen_index(archive, index, 0) else { throw failure(of: archive) }
    defer { zip_fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = zip_fread(file, &buffer, UInt64(buffer.count))
      guard count >= 0 else { throw failure(of: archive) }
      guard count > 0 else { return bytes }
      bytes += buffer[..<Int(count)]
    }
  }

  /// What stands before the rows and behind them (ECMA-376 Part 1, 18.3.1.80 `sheetData`).
  private func halves(
    _ sheet: [UInt8], _ part: String
  ) throws(SheetError) -> (head: [UInt8], tail: [UInt8]) {
    let begin = Array("<sheetData>".utf8)
    let end = Array("</sheetData>".utf8)
    guard let place = sheet.firstRange(of: begin + end)?.lowerBound else {
      throw .library(path: path, code: 0, detail: "\(part) has no place for rows")
    }
    let middle = place + begin.count
    return (Array(sheet[..<middle]), Array(sheet[middle...]))
  }

  private func failure(of archive: OpaquePointer) -> SheetError {
    let error = zip_get_error(archive)
    return WorkbookFiles.failure(
      zip: zip_error_code_zip(error), errno: zip_error_code_system(error), path: path)
  }
}

/// A part of a workbook that is packed already, for libzip to copy. It belongs to the archive that it
/// was made a source of.
private final class PackedPart {
  enum Section {
    case bytes([UInt8], plainBytes: Int, check: UInt)
    case piece(RowPress.Piece)

    var packedBytes: Int {
      switch self {
      case .bytes(let bytes, _, _): bytes.count
      case .piece(let piece): piece.packedBytes
      }
    }

    var plainBytes: Int {
      switch self {
      case .bytes(_, let count, _): count
      case .piece(let piece): piece.plainBytes
      }
    }

    var check: UInt {
      switch self {
      case .bytes(_, _, let check): check
      case .piece(let piece): piece.check
      }
    }
  }

  private let sections: [Section]
  private let spool: SpoolFile
  private var section = 0
  /// Within the section.
  private var offset = 0
  private var failure: SpoolError?

  init(_ sections: [Section], in spool: SpoolFile) {
    self.sections = sections
    self.spool = spool
  }

  /// - Returns: nil where there is no memory.
  func makeSource() -> OpaquePointer? {
    let held = Unmanaged.passRetained(self)
    let source = zip_source_function_create(
      { user, data, length, command in
        guard let user else { return -1 }
        let part = Unmanaged<PackedPart>.fromOpaque(user)
        guard command != ZIP_SOURCE_FREE else {
          part.release()
          return 0
        }
        return part.takeUnretainedValue().answer(command, data, Int(length))
      }, held.toOpaque(), nil)
    if source == nil { held.release() }
    return source
  }

  private func answer(
    _ command: zip_source_cmd_t, _ data: UnsafeMutableRawPointer?, _ length: Int
  ) -> Int64 {
    switch command {
    case ZIP_SOURCE_OPEN:
      section = 0
      offset = 0
      return 0
    case ZIP_SOURCE_READ:
      do { return try Int64(read(UnsafeMutableRawBufferPointer(start: data, count: length))) } catch
      {
        failure = error
        return -1
      }
    case ZIP_SOURCE_CLOSE: return 0
    case ZIP_SOURCE_STAT:
      data?.assumingMemoryBound(to: zip_stat_t.self).initialize(to: stat)
      return Int64(MemoryLayout<zip_stat_t>.size)
    case ZIP_SOURCE_ERROR:
      let codes = data?.assumingMemoryBound(to: Int32.self)
      codes?[0] = ZIP_ER_READ
      codes?[1] = failure?.code ?? 0
      return Int64(2 * MemoryLayout<Int32>.size)
    case ZIP_SOURCE_SUPPORTS: return Self.commands
    default: return -1
    }
  }

  private static let commands: Int64 = [
    ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
    ZIP_SOURCE_FREE, ZIP_SOURCE_SUPPORTS,
  ].reduce(0) { $0 | 1 << Int64($1.rawValue) }

  private func read(_ buffer: UnsafeMutableRawBufferPointer) throws(SpoolError) -> Int {
    var filled = 0
    while filled < buffer.count, section < sections.count {
      let here = sections[section]
      let count = min(buffer.count - filled, here.packedBytes - offset)
      let target = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + count])
      switch here {
      case .bytes(let bytes, _, _): target.copyBytes(from: bytes[offset..<offset + count])
      case .piece(let piece): try spool.read(at: piece.offset + offset, into: target)
      }
      filled += count
      offset += count
      if offset == here.packedBytes {
        section += 1
        offset = 0
      }
    }
    return filled
  }

  private var stat: zip_stat_t {
    var stat = zip_stat_t()
    zip_stat_init(&stat)
    stat.size = UInt64(sections.reduce(0) { $0 + $1.plainBytes })
    stat.comp_size = UInt64(sections.reduce(0) { $0 + $1.packedBytes })
    let check = sections.reduce(UInt(0)) { crc32_combine($0, $1.check, $1.plainBytes) }
    stat.crc = UInt32(truncatingIfNeeded: check)
    stat.comp_method = UInt16(ZIP_CM_DEFLATE)
    stat.valid = UInt64(
      ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD)
    return stat
  }
}
