import Foundation
import Freight
import Intake
import Ledger

@testable import Server

/// Loading lists of two customers, whose goods lie in one box on one train and in the next.
enum Shipments {
  static func load(_ ledger: SQLiteLedger) throws {
    try ingest(ledger, first, "装车清单-华茂-腾达.csv", "2026-02-06T00:00:00Z")
    try ingest(ledger, tracking, "跟踪.csv", "2026-02-12T00:00:00Z")
  }

  static func ingest(
    _ ledger: SQLiteLedger, _ text: String, _ name: String, _ time: String
  ) throws {
    var rest: [UInt8]? = Array(text.utf8)
    let outcome = try Intake(
      ledger: ledger, tracker: RunningServer.tracker,
      options: FeedOptions(feed: "forwarder", zone: "Asia/Shanghai")
    ).ingest(
      name: name, receivedAt: try RFC3339.parse(time).microseconds,
      read: {
        defer { rest = nil }
        return rest
      })
    precondition(outcome.rejected == 0, "\(outcome.rejections)")
    try Journeys(tracker: RunningServer.tracker).projectStale(in: ledger)
  }

  private static let first = """
    南昌—巴库 X9041 2026-02-02 装车清单
    箱号,车号,品名,件数,毛重,国际货协运单号,委托人,铅封号,收货人
    TRHU4307252,5212345,大理石制品,320,21500,30102233,华茂,CN111111,Baku Marble LLC
    TCNU7200794,5212345,棉布,210,18000,30102244,腾达,CN222222,Tengda Azerbaijan

    """

  /// A train of the same number, two months later.
  static let next = """
    南昌—巴库 X9041 2026-04-01 装车清单
    箱号,车号,品名,件数,毛重,国际货协运单号,委托人,铅封号,收货人
    TRHU4307252,5212345,大理石制品,320,21500,30102299,华茂,CN111112,Baku Marble LLC

    """

  static let simulated = """
    SIMULATED
    南昌—巴库 X9999 2026-02-02 装车清单
    箱号,车号,品名,件数,毛重,国际货协运单号,委托人,铅封号,收货人
    CSQU3054383,5212399,大理石制品,320,21500,30102277,华茂,CN111113,Baku Marble LLC

    """

  private static let tracking = """
    X9041 2026-02-02 更新日期：2026-02-12
    箱号,到站,到达霍尔果斯,换装日期,境外车号,当前位置
    TRHU4307252,巴库,2.6,2月8日,94003894,2.10位于阿拉木图
    TCNU7200794,巴库,2.6,2月8日,94003894,2.10位于阿拉木图

    """
}
