import Testing

@testable import Ledger

@Suite struct SQLiteContractTests {
  @Test(arguments: LedgerContract.rules)
  func keeps(_ rule: Rule) throws {
    let folder = try TemporaryFolder()
    try rule.check(try SQLiteLedger(path: folder.path("ledger")))
  }
}
