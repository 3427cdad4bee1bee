import CXLSXWriter
import CZip
import Foundation

/// The folder of a workbook, and what went wrong in it.
enum WorkbookFiles {
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

  /// Removes what there is of the file.
  static func discard(_ path: String) {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { unlink(path) }
  }

  /// Why a sheet could not be begun.
  static func temporaryFailure(path: String, code: Int32, sheets: Int) -> SheetError {
    switch code {
    case EMFILE, ENFILE: .tooManyOpenFiles(sheets: sheets)
    case ENOSPC, EDQUOT: .diskFull(path: path)
    case ENOMEM: .outOfMemory
    default: .noTemporaryFile(folder: folder(of: path), reason: String(cString: strerror(code)))
    }
  }

  /// What libxlsxwriter's codes mean for whoever waits for the file.
  static func failure(
    _ code: lxw_error, errno reason: Int32, path: String, sheets: Int
  ) -> SheetError {
    let said = String(cString: strerror(reason))
    switch code {
    case LXW_ERROR_MEMORY_MALLOC_FAILED: return .outOfMemory
    case LXW_ERROR_CREATING_TMPFILE, LXW_ERROR_READING_TMPFILE:
      return temporaryFailure(path: path, code: reason, sheets: sheets)
    case _ where reason == ENOSPC || reason == EDQUOT: return .diskFull(path: path)
    case LXW_ERROR_CREATING_XLSX_FILE, LXW_ERROR_ZIP_FILE_OPERATION:
      return .unwritable(path: path, reason: said)
    default:
      return .library(
        path: path, code: Int(code.rawValue), detail: String(cString: lxw_strerror(code)))
    }
  }

  /// What libzip's codes mean.
  static func failure(zip code: Int32, errno reason: Int32, path: String) -> SheetError {
    if reason == ENOSPC || reason == EDQUOT { return .diskFull(path: path) }
    if code == ZIP_ER_READ {
      let said = String(cString: strerror(reason))
      return .library(
        path: path, code: Int(code), detail: "what was put aside cannot be read back (\(said))")
    }
    if code == ZIP_ER_MEMORY || reason == ENOMEM { return .outOfMemory }
    if reason != 0 { return .unwritable(path: path, reason: String(cString: strerror(reason))) }
    var error = zip_error_t()
    zip_error_init_with_code(&error, code)
    defer { zip_error_fini(&error) }
    return .library(
      path: path, code: Int(code), detail: String(cString: zip_error_strerror(&error)))
  }
}

extension SheetError {
  /// Of the file in which rows are put aside.
  init(_ error: SpoolError) {
    switch (error.deed, error.code) {
    case (_, ENOSPC), (_, EDQUOT): self = .diskFull(path: error.folder)
    case (.make, _): self = .noTemporaryFile(folder: error.folder, reason: error.reason)
    case (.read, _):
      self = .library(
        path: error.folder, code: Int(error.code), detail: "what was put aside cannot be read back")
    case (.write, _): self = .unwritable(path: error.folder, reason: error.reason)
    }
  }
}
