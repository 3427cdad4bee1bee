import Foundation
import GRDB
import Intake
import Ledger
import Testing

@Suite struct InboxReplayTests {
  private static func list(_ box: String) -> String {
    """
    南昌—巴库 X9041 2026-02-02 装车清单
    箱号,车号,品名,国际货协运单号
    \(box),5212345,大理石制品,30102233

    """
  }

  @Test func oneDamagedBodyKeepsNoOtherFromBeingReplayed() throws {
    let desk = try Desk()
    for box in ["TRHU4307252", "CSQU3054383", "TCNU7200794"] { try desk.ingest(Self.list(box)) }
    try DatabaseQueue(path: desk.folder.appending(path: "ledger.sqlite").path)
      .writeWithoutTransaction {
        try $0.execute(
          sql:
            "DROP TRIGGER bodies_fixed; UPDATE bodies SET coding = 0, body = x'00' WHERE message = 2"
        )
      }
    var done: [Int] = []
    let total = try InboxReplay(ledger: desk.ledger, tracker: desk.tracker, clock: { 0 }).run(
      nil, options: { _ in .init(feed: "forwarder", zone: "Asia/Shanghai") },
      progress: { number, _ in done.append(number) })
    #expect(total.messages == 2)
    #expect(total.unreadable.map(\.message) == [2])
    #expect(total.unreadable.first?.detail.contains("message 2") == true)
    #expect(done == [1, 3])
  }
}
