import CXLSXWriter
import Foundation
import Freight
import Synchronization

/// What a workbook says of itself. The same content with the same properties is the same file, byte
/// for byte.
package struct WorkbookProperties: Hashable, Sendable {
  package var title: String
  package var author: String
  /// When the content was as it is, to the second: never the moment of writing.
  package var created: Instant

  package init(title: String, author: String, created: Instant) {
    self.title = title
    self.author = author
    self.created = created
  }
}

/// A workbook of several sheets: libxlsxwriter makes all but the rows, which are packed while they
/// come in (``RowPress``) and put into their sheets by libzip in the end (``WorkbookPackage``).
///
/// Sheets stand in the order in which they were added, and all may be written to by turns: the summary
/// can be added first and filled last. Packed rows lie in a file without a name beside the workbook
/// until ``close()``, which takes about twice the workbook's room on that disk.
///
/// The path is the caller's own draft: what is there is replaced, and after a failure it is gone. All
/// calls block; a writer belongs to one task.
package final class WorkbookWriter {
  let path: String
  let formats: WorkbookFormats
  let press: RowPress
  private var book: UnsafeMutablePointer<lxw_workbook>?
  private var sheets: [WorkbookSheet] = []
  private var names = SheetNames()

  /// libxlsxwriter asks `gmtime` for the moment of creation, whose answer all threads share.
  private static let closing = Mutex(())

  /// - Throws: ``SheetError/folderMissing(path:)``, ``SheetError/unwritable(path:reason:)``.
  package init(path: String, properties: WorkbookProperties) throws(SheetError) {
    self.path = path
    try WorkbookFiles.checkFolder(of: path)
    do { press = RowPress(try SpoolFile(in: WorkbookFiles.folder(of: path))) } catch {
      throw SheetError(error)
    }
    // The library keeps the pointer of the folder, not a copy.
    let folder = strdup(WorkbookFiles.folder(of: path))
    var options = lxw_workbook_options()
    options.constant_memory = 1
    options.tmpdir = folder
    guard let folder, let book = workbook_new_opt(path, &options) else {
      free(folder)
      throw .outOfMemory
    }
    self.folder = folder
    self.book = book
    formats = WorkbookFormats(book)
    describe(book, properties)
  }

  private let folder: UnsafeMutablePointer<CChar>

  deinit {
    // Nothing was closed: the temporary files go, and no file comes to be.
    if let book {
      for sheet in sheets { fclose(sheet.libraryRows) }
      lxw_workbook_free(book)
    }
    free(folder)
  }

  private func describe(_ book: UnsafeMutablePointer<lxw_workbook>, _ about: WorkbookProperties) {
    // Copied by the library. A creation at zero would mean now.
    let title = strdup(HeldText.plain(about.title))
    let author = strdup(HeldText.plain(about.author))
    defer {
      free(title)
      free(author)
    }
    let seconds = Int((Double(about.created.microseconds) / 1_000_000).rounded(.down))
    var properties = lxw_doc_properties()
    properties.title = title
    properties.author = author
    properties.created = seconds == 0 ? 1 : seconds
    workbook_set_properties(book, &properties)
  }

  /// A further sheet, behind those that there are.
  ///
  /// - Throws: ``SheetError/tooManySheets(limit:)``, ``SheetError/tooManyOpenFiles(sheets:)``,
  ///   ``SheetError/tooManyColumns(sheet:columns:limit:)``.
  package func addSheet(_ head: SheetHead) throws(SheetError) -> WorkbookSheet {
    guard let book else { throw .closed(sheet: head.name) }
    guard sheets.count < SheetLimits.sheets else { throw .tooManySheets(limit: SheetLimits.sheets) }
    guard head.columns.count <= SheetLimits.columns else {
      throw .tooManyColumns(
        sheet: head.name, columns: head.columns.count, limit: SheetLimits.columns)
    }
    let name = names.take(head.name)
    errno = 0
    guard let sheet = workbook_add_worksheet(book, name), let rows = sheet.pointee.optimize_tmpfile
    else {
      throw WorkbookFiles.temporaryFailure(path: path, code: errno, sheets: sheets.count)
    }
    // The library's own rows: there are none, so that they need no file of the disk.
    guard let libraryRows = fmemopen(nil, 1, "w+") else { throw .outOfMemory }
    fclose(rows)
    sheet.pointee.optimize_tmpfile = libraryRows
    sheet.pointee.file = libraryRows
    // Left to itself, the library takes X9041 for a cell and leaves the quotes out.
    free(sheet.pointee.quoted_name)
    sheet.pointee.quoted_name = strdup(SheetNames.quoted(name))
    let added = WorkbookSheet(
      sheet, number: sheets.count, libraryRows: libraryRows, name: name, head: head, in: self)
    sheets.append(added)
    try added.begin()
    return added
  }

  func check(_ code: lxw_error) throws(SheetError) {
    if code != LXW_NO_ERROR {
      throw WorkbookFiles.failure(code, errno: 0, path: path, sheets: sheets.count)
    }
  }

  func addChart(_ kind: lxw_chart_type) throws(SheetError) -> UnsafeMutablePointer<lxw_chart> {
    guard let book else { throw .closed(sheet: "") }
    guard let chart = workbook_add_chart(book, UInt8(kind.rawValue)) else { throw .outOfMemory }
    return chart
  }

  /// Ends the sheets that are not ended, and puts the file together.
  ///
  /// - Returns: what each sheet holds, in their order.
  /// - Throws: ``SheetError``; there is no file at the path then.
  @discardableResult
  package func close() throws(SheetError) -> [SheetReport] {
    guard let book else { throw .closed(sheet: path) }
    let reports = try finish()
    let rows = try press.finish()
    self.book = nil
    let (code, reason) = Self.closing.withLock { _ in
      errno = 0
      let code = workbook_close(book)
      return (code, errno)
    }
    do throws(SheetError) {
      if code != LXW_NO_ERROR {
        throw WorkbookFiles.failure(code, errno: reason, path: path, sheets: sheets.count)
      }
      try WorkbookPackage(path: path, spool: press.spool).put(rows)
    } catch {
      WorkbookFiles.discard(path)
      throw error
    }
    return reports
  }

  private func finish() throws(SheetError) -> [SheetReport] {
    var reports: [SheetReport] = []
    for sheet in sheets { reports.append(try sheet.finish()) }
    return reports
  }
}
