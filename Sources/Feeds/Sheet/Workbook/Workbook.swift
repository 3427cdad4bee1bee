import Freight

/// An Excel workbook (.xlsx, ISO/IEC 29500): its visible sheets as tables.
struct Workbook {
  private(set) var tables: [SheetTable] = []
  private(set) var rejections: [Rejection] = []
  private(set) var warnings: [Warning] = []

  /// What every workbook's zip names near its beginning.
  static func isLikely(_ prefix: some Collection<UInt8>) -> Bool {
    contains(prefix, "[Content_Types].xml") || contains(prefix, "xl/")
      || contains(prefix, "xl\\")
  }

  static func contains(_ bytes: some Collection<UInt8>, _ name: String) -> Bool {
    let bytes = Array(bytes)
    let name = Array(name.utf8)
    guard bytes.count >= name.count else { return false }
    for start in 0...(bytes.count - name.count) where bytes[start] == name[0] {
      if bytes[start..<start + name.count].elementsEqual(name) { return true }
    }
    return false
  }

  init(_ bytes: [UInt8], limits: WorkbookLimits = WorkbookLimits()) throws(Rejection) {
    // Two throwing styles do not meet in a closure, so the outcome is carried out of it.
    let outcome = bytes.withUnsafeBytes { buffer -> Result<Workbook, Rejection> in
      do throws(Rejection) {
        return .success(try Workbook(ZipArchive(buffer, limits: limits), limits))
      } catch { return .failure(error) }
    }
    switch outcome {
    case .success(let workbook): self = workbook
    case .failure(let rejection):
      // A zip that cannot be opened may be anything.
      guard rejection.reason == .malformed, !Workbook.isLikely(bytes.prefix(64 << 10)) else {
        throw rejection
      }
      throw Workbook.unknown
    }
  }

  private static let unknown = Rejection(
    .unknownFormat, at: .byte(0),
    "a zip archive that is no Excel workbook: send the .xlsx itself, or the sheet as “CSV UTF-8”")

  private init(_ archive: ZipArchive, _ limits: WorkbookLimits) throws(Rejection) {
    let base = try Workbook.mainPart(archive)
    let book = WorkbookPart()
    try archive.scan(base, book)
    guard book.sheets.count <= limits.sheets else {
      throw Rejection(
        .tooLarge, at: .none,
        "\(book.sheets.count) sheets, over the limit of \(limits.sheets) (workbookSheets)")
    }
    let relations = RelationsPart()
    try archive.scan(PartName.relations(of: base), relations)
    let shared = SharedStrings()
    if let name = relations.target(ofKind: "sharedStrings", from: base), archive.contains(name) {
      try archive.scan(name, shared)
    }
    let styles = StylesPart()
    if let name = relations.target(ofKind: "styles", from: base), archive.contains(name) {
      try archive.scan(name, styles)
    }
    for sheet in book.sheets {
      guard sheet.isVisible else {
        warnings.append(Warning(at: .cell(sheet.name), "the sheet is hidden and was not read"))
        continue
      }
      guard let relation = relations.all[sheet.relation] else { continue }
      // A chart has a tab like a sheet, and no cells.
      guard relation.kind == "worksheet" else { continue }
      let reader = Worksheet(
        name: sheet.name, dates: SheetSerial(isFrom1904: book.isFrom1904), shared: shared,
        styles: styles.kinds, limits: limits)
      do throws(Rejection) {
        try archive.scan(PartName.resolved(relation.target, from: base), reader)
        take(reader)
      } catch {
        // A list with rows missing would say that boxes were left behind: all of a sheet or nothing.
        rejections.append(
          Rejection(error.reason, at: .cell(sheet.name), "\(error.detail); nothing of it counts"))
        if error.reason == .tooLarge { throw error }
      }
    }
  }

  private static func mainPart(_ archive: ZipArchive) throws(Rejection) -> String {
    let root = RelationsPart()
    if archive.contains("_rels/.rels") { try archive.scan("_rels/.rels", root) }
    let named = root.target(ofKind: "officeDocument", from: "")
    for name in [named, "xl/workbook.xml"] {
      guard let name, archive.contains(name) else { continue }
      if name.hasSuffix(".bin") {
        throw Rejection(
          .unknownFormat, at: .byte(0), "an Excel binary workbook (.xlsb): save it as .xlsx")
      }
      // Word's and PowerPoint's files have the same shell.
      if name.lowercased().contains("workbook") || name.lowercased().hasPrefix("xl/") {
        return name
      }
    }
    if archive.contains("xl/workbook.bin") {
      throw Rejection(
        .unknownFormat, at: .byte(0), "an Excel binary workbook (.xlsb): save it as .xlsx")
    }
    throw unknown
  }

  private mutating func take(_ reader: Worksheet) {
    let table = reader.builder.table()
    tables.append(table)
    func position(_ cell: Worksheet.Cell) -> Position {
      table.position(row: cell.row, column: cell.column)
    }
    for row in reader.overlongRows {
      rejections.append(
        Rejection(
          .rowTooLong, at: table.position(row: row, column: 0),
          "more than \(Limits.sheetColumns) cells (sheetColumns), or one over "
            + "\(Limits.cellBytes) bytes (cellBytes)"))
    }
    if let row = reader.firstRowTooMany {
      rejections.append(
        Rejection(
          .tooManyRecords, at: table.position(row: row, column: 0),
          "more than \(Limits.sheetRows) rows (sheetRows); the rows before count"))
    }
    if let cell = reader.errors.first {
      warnings.append(
        Warning(
          at: position(cell),
          "an Excel error (#N/A, #REF! …), the first of \(reader.errors.count); taken as empty"))
    }
    if let cell = reader.unreadable.first {
      warnings.append(
        Warning(
          at: position(cell),
          "a formula never calculated, or a value that is none, the first of "
            + "\(reader.unreadable.count); taken as empty: open and save the workbook in Excel"))
    }
  }
}
