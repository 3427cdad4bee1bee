/// Why a sheet could not be written. Under the name that was asked for there is nothing then.
package enum SheetError: Error, Hashable, Sendable {
  case folderMissing(path: String)
  /// The file cannot be created or written; what the system says.
  case unwritable(path: String, reason: String)
  case diskFull(path: String)
  /// Temporary files, one a sheet, cannot be made; what the system says.
  case noTemporaryFile(folder: String, reason: String)
  case tooManyOpenFiles(sheets: Int)
  case outOfMemory
  case tooManyRows(sheet: String, limit: Int)
  case tooManyColumns(sheet: String, columns: Int, limit: Int)
  case tooManySheets(limit: Int)
  case rowTooWide(sheet: String, cells: Int, columns: Int)
  /// Rows after the end, or a second end.
  case closed(sheet: String)
  /// Anything else that libxlsxwriter or libzip said.
  case library(path: String, code: Int, detail: String)
}

extension SheetError: CustomStringConvertible {
  /// What happened and what to do, in one sentence.
  package var description: String {
    switch self {
    case .folderMissing(let path):
      "the folder of \(path) does not exist; make it, or name another"
    case .unwritable(let path, let reason):
      "\(path) cannot be written (\(reason)); change the folder's permissions, or name another"
    case .diskFull(let path):
      "the disk of \(path) is full; nothing was kept, free some space and repeat"
    case .noTemporaryFile(let folder, let reason):
      "no temporary file can be made in \(folder) (\(reason)); it takes about as much as the workbook"
    case .tooManyOpenFiles(let sheets):
      """
      the system allows no more open files after \(sheets) sheets; raise the limit (ulimit -n, \
      LimitNOFILE=)
      """
    case .outOfMemory:
      "there is no memory left for the workbook"
    case .tooManyRows(let sheet, let limit):
      "the sheet \(sheet) is over Excel's \(limit) rows; choose fewer, or write CSV"
    case .tooManyColumns(let sheet, let columns, let limit):
      "the sheet \(sheet) has \(columns) columns, over Excel's \(limit); choose fewer"
    case .tooManySheets(let limit):
      "a workbook takes \(limit) sheets (SheetLimits.sheets); put all into one sheet"
    case .rowTooWide(let sheet, let cells, let columns):
      "a row of \(cells) cells for the \(columns) columns of the sheet \(sheet)"
    case .closed(let sheet):
      "the sheet \(sheet) has been ended; nothing can be added"
    case .library(let path, let code, let detail):
      "the workbook's library could not write \(path): \(detail) (code \(code))"
    }
  }
}
