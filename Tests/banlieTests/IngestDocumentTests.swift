import Feeds
import Intake
import Ledger
import TestDocuments
import Testing

@testable import banlie

@Suite struct IngestDocumentTests {
  @Test func filesAreCountedOneByOneAndInAll() throws {
    var good = Intake<SQLiteLedger>.Outcome()
    good.format = "sheet"
    good.accepted = 40
    good.duplicates = 2
    good.rejected = 1
    good.rejections = [
      Rejection(.invalidIdentifier, at: .line(7, column: 3), "“TRHU43” is no container number")
    ]
    good.warningCount = 1
    good.warnings = [Warning(at: .line(2), "the year was inferred")]
    var bad = Intake<SQLiteLedger>.Outcome()
    bad.rejected = 1
    bad.rejections = [Rejection(.empty, at: .none, "nothing in it: send the file again")]
    let report = IngestReport(files: [
      IngestReport.File(name: "装车清单.csv", outcome: good),
      IngestReport.File(name: "empty.csv", outcome: bad),
    ])
    let text = IngestDocument.text(report)
    try JSONSnapshot.check(text, "ingest")
    #expect(try SchemaChecker("ingest").problems(in: text) == [])
    #expect(report.accepted == 40 && report.duplicates == 2 && report.rejected == 2)
  }
}
