import Synchronization

/// Counts what happens, and writes it in Prometheus' text format (version 0.0.4).
final class Metrics: Sendable {
  /// Of a family: the values of its labels, in order.
  private struct Series: Hashable {
    let family: Family
    let values: [String]
  }

  enum Family: String, CaseIterable {
    case received = "banlie_messages_received_total"
    case accepted = "banlie_events_accepted_total"
    case duplicate = "banlie_events_duplicate_total"
    case rejected = "banlie_records_rejected_total"
    case refused = "banlie_pushes_refused_total"
    case requests = "banlie_http_requests_total"
    case polls = "banlie_polls_total"
    case notices = "banlie_notices_total"
    case manifests = "banlie_manifests_total"

    var labels: [String] {
      switch self {
      case .received, .accepted, .duplicate: ["feed"]
      case .rejected, .refused: ["feed", "reason"]
      case .requests: ["route", "method", "status"]
      case .polls: ["feed", "result"]
      case .notices: ["subscription", "result"]
      case .manifests: ["manifest", "result"]
      }
    }

    var help: String {
      switch self {
      case .received: "Messages kept, by feed."
      case .accepted: "Events that were new, by feed."
      case .duplicate: "Events that were known, by feed."
      case .rejected: "Records that could not be used, by feed and reason."
      case .refused: "Pushes that were not taken, by feed and reason."
      case .requests: "Requests answered, by kind and status."
      case .polls: "Polls of feeds, by feed and how they ended."
      case .notices: "Tries to deliver notices, by subscription and how they ended."
      case .manifests: "Daily manifests made or delivered, by name and how that ended."
      }
    }
  }

  enum Timing: String, CaseIterable {
    case commit = "banlie_commit_seconds"
    case acknowledge = "banlie_acknowledge_seconds"

    var help: String {
      switch self {
      case .commit: "From handing a write to the store until it was durable."
      case .acknowledge: "From a push's last byte until its answer."
      }
    }
  }

  private struct Histogram {
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
    var counts = [Int](repeating: 0, count: bounds.count)
    var sum = 0.0
    var count = 0

    mutating func add(_ seconds: Double) {
      for (index, bound) in Self.bounds.enumerated() where seconds <= bound { counts[index] += 1 }
      sum += seconds
      count += 1
    }
  }

  private struct State {
    var counters: [Series: Int] = [:]
    var timings: [Timing: Histogram] = [:]
    /// By feed, UTC µs; nil for one that has sent nothing yet.
    var lastMessages: [String: Int64?] = [:]
  }

  private let state = Mutex(State())

  /// - Parameter values: of the family's labels, in their order.
  func add(_ family: Family, _ values: String..., times amount: Int = 1) {
    guard amount > 0 else { return }
    let series = Series(family: family, values: values)
    state.withLock { $0.counters[series, default: 0] += amount }
  }

  func record(_ timing: Timing, seconds: Double) {
    state.withLock { $0.timings[timing, default: Histogram()].add(seconds) }
  }

  /// A feed has sent something, new or not.
  ///
  /// - Parameter moment: UTC µs.
  func came(_ feed: String, at moment: Int64) {
    state.withLock { $0.lastMessages[feed] = moment }
  }

  /// When a feed last sent something (UTC µs).
  ///
  /// - Parameter otherwise: where nothing has come since the process began; asked once.
  func lastMessage(of feed: String, otherwise: () throws -> Int64?) rethrows -> Int64? {
    if let known = state.withLock({ $0.lastMessages[feed] }) { return known }
    let found = try otherwise()
    return state.withLock { state in
      if let known = state.lastMessages[feed] { return known }
      state.lastMessages[feed] = .some(found)
      return found
    }
  }

  /// - Parameter gauges: what is measured when asked: name, help, and each labelled value.
  func text(_ gauges: [Gauge]) -> String {
    let state = state.withLock { $0 }
    var lines: [String] = []
    for family in Family.allCases {
      let all = state.counters.filter { $0.key.family == family }.sorted {
        $0.key.values.lexicographicallyPrecedes($1.key.values)
      }
      guard !all.isEmpty else { continue }
      lines += ["# HELP \(family.rawValue) \(family.help)", "# TYPE \(family.rawValue) counter"]
      lines += all.map {
        "\(family.rawValue)\(Self.text(family.labels, $0.key.values)) \($0.value)"
      }
    }
    for timing in Timing.allCases {
      let name = timing.rawValue
      guard let histogram = state.timings[timing] else { continue }
      lines += ["# HELP \(name) \(timing.help)", "# TYPE \(name) histogram"]
      lines += zip(Histogram.bounds, histogram.counts).map { "\(name)_bucket{le=\"\($0)\"} \($1)" }
      lines += [
        "\(name)_bucket{le=\"+Inf\"} \(histogram.count)", "\(name)_sum \(histogram.sum)",
        "\(name)_count \(histogram.count)",
      ]
    }
    for gauge in gauges where !gauge.values.isEmpty {
      lines += ["# HELP \(gauge.name) \(gauge.help)", "# TYPE \(gauge.name) gauge"]
      lines += gauge.values.map { "\(gauge.name)\($0.labels) \($0.value)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  struct Gauge {
    var name: String
    var help: String
    var values: [(labels: String, value: Double)]

    init(_ name: String, _ help: String, _ values: [(labels: String, value: Double)]) {
      self.name = name
      self.help = help
      self.values = values
    }
  }

  static func text(_ labels: [String], _ values: [String]) -> String {
    if labels.isEmpty { return "" }
    let pairs = zip(labels, values).map { name, value in "\(name)=\"\(escaped(value))\"" }
    return "{\(pairs.joined(separator: ","))}"
  }

  private static func escaped(_ value: String) -> String {
    var text = ""
    for character in value {
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
    return text
  }
}
