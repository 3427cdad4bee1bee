import Foundation
import TestServers
import Testing

@testable import Manifests

@Suite struct PrintTests {
  private static func workbook(_ path: String) throws {
    let book = try SheetSupport.writer(path)
    let column = SheetColumn(key: "a", header: "a", kind: .text, width: 60)
    var head = SheetHead(
      name: "wide",
      titleLines: [
        "日报 & more", "as of now", String(repeating: "&long ", count: 60), "times are local",
      ], columns: Array(repeating: column, count: 8))
    head.frozenColumns = 2
    let wide = try book.addSheet(head)
    head.name = "summary"
    head.isOnePageWide = true
    let summary = try book.addSheet(head)
    for sheet in [wide, summary] { try sheet.append([.text("x")], style: .plain) }
    try book.close()
  }

  @Test(.enabled("openpyxl is not installed; see make servers") { Openpyxl.isInstalled })
  func aWideTableHasItsTitleAtTheHeadOfEachPage() throws {
    let said = try SheetSupport.readBack(with: "print_setup.py") { try Self.workbook($0) }
    let long = Array(repeating: "&&long", count: 14).joined(separator: " ") + " …"
    #expect(
      said.map { $0.trimmingCharacters(in: .whitespaces) } == [
        "wide | 2 wide | area 'wide'!$A$6:$H$7 | rows $6:$6 | columns $A:$B", "日报 && more",
        "as of now", long, "summary | 1 wide | area - | rows - | columns -",
      ])
  }
}
