import CZip
import Foundation

/// Zips made for a test, in memory, as senders with bad intentions make them.
enum ZipWriter {
  struct Failure: Error {}

  static func zip(_ entries: [(name: String, bytes: [UInt8])]) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).zip")
    defer { try? FileManager.default.removeItem(at: file) }
    var code: Int32 = 0
    guard let archive = zip_open(file.path, ZIP_CREATE | ZIP_EXCL, &code) else { throw Failure() }
    for (name, bytes) in entries {
      // The archive frees the copy once it is written.
      let copy = malloc(max(1, bytes.count))
      bytes.withUnsafeBytes { from in
        if let base = from.baseAddress, let copy { memcpy(copy, base, bytes.count) }
      }
      let source = zip_source_buffer(archive, copy, UInt64(bytes.count), 1)
      guard zip_file_add(archive, name, source, 0) >= 0 else { throw Failure() }
    }
    guard zip_close(archive) == 0 else { throw Failure() }
    return [UInt8](try Data(contentsOf: file))
  }

  static func sheet(_ rows: String, after: String = "") -> String {
    #"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#
      + "\(rows)</sheetData>\(after)</worksheet>"
  }

  /// A workbook of one sheet, S1; style 1 is a date.
  static func workbook(
    sheet: [UInt8], target: String = "worksheets/sheet1.xml"
  ) throws -> [UInt8] {
    let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    func relation(_ id: String, _ kind: String, _ target: String) -> String {
      #"<Relationship Id="\#(id)" Type="\#(types)/\#(kind)" Target="\#(target)"/>"#
    }
    let parts = [
      ("[Content_Types].xml", "<Types/>"),
      (
        "_rels/.rels",
        "<Relationships>\(relation("r1", "officeDocument", "xl/workbook.xml"))</Relationships>"
      ),
      (
        "xl/workbook.xml",
        #"<workbook xmlns:r="\#(types)"><sheets><sheet name="S1" r:id="r1"/></sheets></workbook>"#
      ),
      (
        "xl/_rels/workbook.xml.rels",
        "<Relationships>" + relation("r1", "worksheet", target)
          + relation("r2", "sharedStrings", "sharedStrings.xml")
          + relation("r3", "styles", "styles.xml") + "</Relationships>"
      ),
      (
        "xl/sharedStrings.xml",
        "<sst><si><t>到达霍尔果斯</t></si><si><r><t>箱号_x000A_</t></r><r><t>车</t></r>"
          + "<r><t>号</t></r><rPh><t>hao</t></rPh></si></sst>"
      ),
      (
        "xl/styles.xml",
        #"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
      ),
    ]
    return try zip(
      parts.map { ($0.0, Array($0.1.utf8)) } + [("xl/worksheets/sheet1.xml", sheet)])
  }
}
