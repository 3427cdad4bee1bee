import CXLSXWriter
import Foundation

/// The files behind a workbook: sheets in the making, and the one made of them.
///
/// libxlsxwriter does not look whether its temporary files took what it wrote. So the room is asked for
/// before they are put together, and afterwards each part is measured: a manifest is whole or is not.
struct WorkbookFiles {
  private struct Spool {
    var name: String
    var descriptor: Int32
    var device: dev_t
    var node: ino_t
    var bytes: Int
  }

  private let path: String
  private let spools: [Spool]

  /// - Throws: ``SheetError/diskFull(path:)``.
  init(path: String, spools: [(name: String, file: UnsafeMutablePointer<FILE>)]) throws(SheetError)
  {
    self.path = path
    var found: [Spool] = []
    for (name, file) in spools {
      var status = stat()
      guard fflush(file) == 0, ferror(file) == 0, fstat(fileno(file), &status) == 0 else {
        throw .diskFull(path: path)
      }
      found.append(
        Spool(
          name: name, descriptor: fileno(file), device: status.st_dev, node: status.st_ino,
          bytes: Int(status.st_size)))
    }
    self.spools = found
    try checkRoom()
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func checkFolder(of path: String) throws(SheetError) {
    let folder = folder(of: path)
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw .folderMissing(path: path)
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// A sheet is copied once more before it is packed, to about a tenth.
  private func checkRoom() throws(SheetError) {
    var room = statvfs()
    guard statvfs(Self.folder(of: path), &room) == 0 else { return }
    let largest = spools.map(\.bytes).max() ?? 0
    let all = spools.reduce(0) { $0 + $1.bytes }
    let free = Int(clamping: room.f_bavail) * Int(clamping: room.f_frsize)
    guard free > largest + all / 4 + 1 << 20 else { throw .diskFull(path: path) }
  }

  // MARK: - Afterwards

  /// Removes what there is of the file, and closes what the library left open.
  func discard() {
    for spool in spools {
      var status = stat()
      if fstat(spool.descriptor, &status) == 0, status.st_dev == spool.device,
        status.st_ino == spool.node
      {
        close(spool.descriptor)
      }
    }
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { unlink(path) }
  }

  /// Each sheet must be longer than its rows alone.
  ///
  /// - Throws: ``SheetError/incomplete(path:part:)``.
  func checkParts() throws(SheetError) {
    let sizes = partSizes()
    for (index, spool) in spools.enumerated() {
      let size = sizes["xl/worksheets/sheet\(index + 1).xml"] ?? 0
      if size <= spool.bytes { throw .incomplete(path: path, part: spool.name) }
    }
  }

  /// The parts' sizes when unpacked, by the zip's directory (APPNOTE 4.3.12 and 4.3.16).
  private func partSizes() -> [String: Int] {
    guard let file = fopen(path, "rb") else { return [:] }
    defer { fclose(file) }
    func read(_ count: Int) -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: count)
      return fread(&bytes, 1, count, file) == count ? bytes : []
    }
    func number(_ bytes: [UInt8], _ at: Int, _ width: Int) -> Int {
      (0..<width).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
    guard fseek(file, -22, SEEK_END) == 0 else { return [:] }
    let end = read(22)
    guard end.count == 22, number(end, 0, 4) == 0x0605_4B50,
      fseek(file, number(end, 16, 4), SEEK_SET) == 0
    else { return [:] }
    let directory = read(number(end, 12, 4))
    var sizes: [String: Int] = [:]
    var at = 0
    while at + 46 <= directory.count, number(directory, at, 4) == 0x0201_4B50 {
      let name = number(directory, at + 28, 2)
      let next = at + 46 + name + number(directory, at + 30, 2) + number(directory, at + 32, 2)
      guard next <= directory.count else { break }
      let key = String(decoding: directory[(at + 46)..<(at + 46 + name)], as: UTF8.self)
      sizes[key] = number(directory, at + 24, 4)
      at = next
    }
    return sizes
  }
}

extension WorkbookFiles {
  /// Why a sheet could not be begun.
  static func temporaryFailure(path: String, code: Int32, sheets: Int) -> SheetError {
    switch code {
    case EMFILE, ENFILE: .tooManyOpenFiles(sheets: sheets)
    case ENOSPC, EDQUOT: .diskFull(path: path)
    case ENOMEM: .outOfMemory
    default: .noTemporaryFile(folder: folder(of: path), reason: String(cString: strerror(code)))
    }
  }

  /// What the library's codes mean for whoever waits for the file.
  static func failure(
    _ code: lxw_error, errno reason: Int32, path: String, sheets: Int
  ) -> SheetError {
    let said = String(cString: strerror(reason))
    switch code {
    case LXW_ERROR_MEMORY_MALLOC_FAILED: return .outOfMemory
    case LXW_ERROR_CREATING_TMPFILE, LXW_ERROR_READING_TMPFILE:
      return temporaryFailure(path: path, code: reason, sheets: sheets)
    case _ where reason == ENOSPC || reason == EDQUOT: return .diskFull(path: path)
    case LXW_ERROR_CREATING_XLSX_FILE: return .unwritable(path: path, reason: said)
    case LXW_ERROR_ZIP_FILE_OPERATION: return .unwritable(path: path, reason: said)
    case LXW_ERROR_ZIP_BAD_ZIP_FILE: return .tooLarge(path: path)
    default:
      return .library(
        path: path, code: Int(code.rawValue), detail: String(cString: lxw_strerror(code)))
    }
  }
}
