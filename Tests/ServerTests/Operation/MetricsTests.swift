import Freight
import Ledger
import Testing

@testable import Server

@Suite struct MetricsTests {
  @Test func aQuietFeedIsSeen() async throws {
    let server = try await RunningServer { ledger in
      _ = try ledger.write {
        try $0.receive(
          NewMessage(
            feed: "silent", name: "old", receivedAt: RunningServer.now - 7_200_000_000,
            body: Array(report("TCNU7200794").utf8)))
      }
    }
    #expect(try await server.push(report("TRHU4307252")).status == 202)
    let text = try await server.get("/metrics", token: try server.token(.desk).secret).text
    func seconds(_ feed: String) -> Double? {
      let start = "banlie_feed_silent_seconds{feed=\"\(feed)\"} "
      return text.split(separator: "\n").first { $0.hasPrefix(start) }
        .flatMap { Double($0.dropFirst(start.count)) }
    }
    #expect(try #require(seconds("silent")) >= 7_200)
    #expect(try #require(seconds("ktz")) < 7_200)
    // Of one that never sent anything nothing is said.
    #expect(seconds("hub") == nil)
  }

  @Test func readsAsPrometheusReadsIt() {
    let metrics = Metrics()
    metrics.add(.received, "ktz")
    metrics.add(.received, "ktz", times: 2)
    metrics.add(.rejected, "a\"b\\c\nd", "tooLarge")
    metrics.add(.accepted, "ktz", times: 0)
    metrics.record(.commit, seconds: 0.004)
    metrics.record(.commit, seconds: 3)
    let text = metrics.text([
      Metrics.Gauge("banlie_streams", "Clients.", [("", 2)]), Metrics.Gauge("nothing", "", []),
    ])
    #expect(
      text == #"""
        # HELP banlie_messages_received_total Messages kept, by feed.
        # TYPE banlie_messages_received_total counter
        banlie_messages_received_total{feed="ktz"} 3
        # HELP banlie_records_rejected_total Records that could not be used, by feed and reason.
        # TYPE banlie_records_rejected_total counter
        banlie_records_rejected_total{feed="a\"b\\c\nd",reason="tooLarge"} 1
        # HELP banlie_commit_seconds From handing a write to the store until it was durable.
        # TYPE banlie_commit_seconds histogram
        banlie_commit_seconds_bucket{le="0.001"} 0
        banlie_commit_seconds_bucket{le="0.0025"} 0
        banlie_commit_seconds_bucket{le="0.005"} 1
        banlie_commit_seconds_bucket{le="0.01"} 1
        banlie_commit_seconds_bucket{le="0.025"} 1
        banlie_commit_seconds_bucket{le="0.05"} 1
        banlie_commit_seconds_bucket{le="0.1"} 1
        banlie_commit_seconds_bucket{le="0.25"} 1
        banlie_commit_seconds_bucket{le="0.5"} 1
        banlie_commit_seconds_bucket{le="1.0"} 1
        banlie_commit_seconds_bucket{le="2.5"} 1
        banlie_commit_seconds_bucket{le="+Inf"} 2
        banlie_commit_seconds_sum 3.004
        banlie_commit_seconds_count 2
        # HELP banlie_streams Clients.
        # TYPE banlie_streams gauge
        banlie_streams 2.0

        """#)
  }
}
