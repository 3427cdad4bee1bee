import CZip
import Freight

/// What a workbook may be, so that a few kilobytes never become gigabytes.
struct WorkbookLimits: Sendable {
  var entries = Limits.workbookEntries
  var sheets = Limits.workbookSheets
  var entryBytes = Limits.workbookEntryBytes
  var bytes = Limits.workbookBytes
  var ratio = Limits.workbookRatio
  var merges = Limits.workbookMerges
}

/// The parts of a zip archive in memory, read in pieces; nothing is ever written to a disk.
final class ZipArchive {
  private let archive: OpaquePointer
  private let limits: WorkbookLimits
  /// Decompressed so far, all parts together: counted as it happens, since headers may lie.
  private var total = 0
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  /// - Parameter bytes: must outlive the archive.
  init(_ bytes: UnsafeRawBufferPointer, limits: WorkbookLimits) throws(Rejection) {
    self.limits = limits
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard
      let source = zip_source_buffer_create(bytes.baseAddress, UInt64(bytes.count), 0, &error)
    else { throw ZipArchive.damaged("there is no memory for it") }
    guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
      zip_source_free(source)
      throw ZipArchive.damaged(String(cString: zip_error_strerror(&error)))
    }
    self.archive = archive
    let count = zip_get_num_entries(archive, 0)
    guard count <= limits.entries else {
      throw Rejection(
        .tooLarge, at: .none,
        "\(count) entries in the zip, over the limit of \(limits.entries) (workbookEntries)")
    }
  }

  deinit { zip_discard(archive) }

  private static func damaged(_ why: String) -> Rejection {
    Rejection(.malformed, at: .none, "a damaged or cut off workbook: \(why); send it again")
  }

  func contains(_ name: String) -> Bool { index(of: name) != nil }

  /// Some writers differ in capitals, and some write Windows' separators.
  private func index(of name: String) -> UInt64? {
    for name in [name, name.replacing("/", with: "\\")] {
      let index = zip_name_locate(archive, name, UInt32(ZIP_FL_NOCASE))
      if index >= 0 { return UInt64(index) }
    }
    return nil
  }

  /// Hands a part to an XML handler.
  func scan(_ name: String, _ handler: some XMLHandler) throws(Rejection) {
    guard let index = index(of: name) else {
      throw ZipArchive.damaged("it has no \(name.prefix(100))")
    }
    let compressed = try check(index, name)
    guard let file = zip_fopen_index(archive, index, 0) else {
      throw ZipArchive.damaged("\(name): \(String(cString: zip_strerror(archive)))")
    }
    defer { zip_fclose(file) }
    var failure: Rejection?
    var read = 0
    let xmlFailure = buffer.withUnsafeMutableBytes { buffer -> XMLFailure? in
      let next = { () -> UnsafeBufferPointer<UInt8>? in
        let count = Int(zip_fread(file, buffer.baseAddress, UInt64(buffer.count)))
        guard count > 0 else {
          if count < 0 {
            let why = String(cString: zip_error_strerror(zip_file_get_error(file)))
            failure = ZipArchive.damaged("\(name): \(why)")
          }
          return nil
        }
        read += count
        self.total += count
        failure = self.excess(name, read, compressed)
        if failure != nil { return nil }
        return UnsafeBufferPointer(rebasing: buffer.assumingMemoryBound(to: UInt8.self)[..<count])
      }
      do throws(XMLFailure) { try XMLScanner.scan(handler, reading: next) } catch { return error }
      return nil
    }
    // What ended early is not well-formed either: the archive's own reason is the better one.
    if let failure { throw failure }
    if let xmlFailure { throw ZipArchive.rejection(xmlFailure, in: name) }
  }

  /// The part's compressed size.
  private func check(_ index: UInt64, _ name: String) throws(Rejection) -> Int {
    var stat = zip_stat_t()
    zip_stat_init(&stat)
    guard zip_stat_index(archive, index, 0, &stat) == 0 else {
      throw ZipArchive.damaged("\(name) cannot be found")
    }
    guard stat.encryption_method == UInt16(ZIP_EM_NONE) else {
      throw Rejection(
        .malformed, at: .none, "\(name) is encrypted: save the workbook without a password")
    }
    if let excess = excess(name, Int(clamping: stat.size), Int(clamping: stat.comp_size)) {
      throw excess
    }
    return Int(clamping: stat.comp_size)
  }

  private func excess(_ name: String, _ size: Int, _ compressed: Int) -> Rejection? {
    let limit: String
    if size > limits.entryBytes {
      limit = "\(limits.entryBytes) bytes (workbookEntryBytes)"
    } else if total > limits.bytes {
      limit = "\(limits.bytes) bytes in all (workbookBytes)"
    } else if size > 1 << 20, size / limits.ratio > compressed {
      limit = "\(limits.ratio) times its compressed size (workbookRatio)"
    } else {
      return nil
    }
    return Rejection(.tooLarge, at: .none, "\(name) decompresses to more than \(limit)")
  }

  private static func rejection(_ failure: XMLFailure, in name: String) -> Rejection {
    switch failure {
    case .malformed(let line, let why):
      Rejection(.malformed, at: .line(line), "\(name) is not well-formed: \(why)")
    case .doctype(let line):
      Rejection(.malformed, at: .line(line), "\(name) has a document type, which no workbook needs")
    case .tooDeep(let line):
      Rejection(
        .tooDeep, at: .line(line),
        "\(name) is nested deeper than \(Limits.xmlDepth) levels (xmlDepth)")
    case .tooLarge(let line, let limit):
      Rejection(.tooLarge, at: .line(line), "\(name) is over the limit \(limit)")
    }
  }
}
