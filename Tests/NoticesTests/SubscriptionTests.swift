import Foundation
import Testing

@testable import Notices

@Suite struct SubscriptionTests {
  @Test func isKeptAsItIs() throws {
    var full = Office.wish {
      $0.label = "ERP"
      $0.milestones = .only(["departed", "arrived"])
      $0.alerts = .none
      $0.estimateHours = 6
      $0.allowsPrivate = true
      $0.secrets.append(.init(.environment("A"), until: 7))
      $0.secrets.append(.init(.file("/run/secret")))
    }
    full.filter.customer = "华茂"
    full.filter.route = "nanchang-khorgos-baku"
    full.filter.train = "X9041"
    full.filter.containers = ["TRHU4307252"]
    full.filter.place = "khorgos"
    for subscription in [Office.wish(), full] {
      let record = try subscription.record(at: 5, sinceSeq: 9)
      #expect(try KeptSubscription(record).subscription == subscription)
      #expect(record.sinceSeq == 9 && record.createdAt == 5 && record.id.hasPrefix("hook_"))
    }
  }

  /// Written by the first version that had subscriptions; whatever comes later reads it.
  @Test func readsWhatTheFirstVersionWrote() throws {
    let text = """
      {"alerts":["late"],"etaHours":12,"milestones":["*"],"secrets":[{"value":"whsec_x"}],\
      "url":"https://example.com/in"}
      """
    let subscription = try JSONDecoder().decode(Subscription.self, from: Data(text.utf8))
    #expect(subscription.milestones == .all && subscription.alerts == .only(["late"]))
    #expect(subscription.estimateHours == 12 && !subscription.allowsPrivate)
    #expect(subscription.filter == Subscription.Filter())
    #expect(subscription.secrets == [.init(.kept("whsec_x"))])
  }

  @Test func whatNobodyCanReadIsSaidToBe() throws {
    var record = try Office.wish().record(at: 0, sinceSeq: 0)
    record.definition = "{}"
    #expect(throws: NoticeError.unreadable(record.id)) { try KeptSubscription(record) }
  }
}
