import Foundation

/// What is posted: an object with `type`, `timestamp` and `data`, as Standard Webhooks 1.0 recommends
/// (“Payload structure”). Its schema is Schemas/notice.schema.json.
package struct NoticeBody: Hashable, Codable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    case milestone = "milestone.reached"
    case raised = "alert.raised"
    case cleared = "alert.cleared"
    case estimate = "eta.moved"
    case test = "test.ping"
  }

  var type: Kind
  /// When it happened in the world; of several boxes, to the first.
  var timestamp: String
  var data: Content

  struct Content: Hashable, Codable, Sendable {
    /// The highest carrier that the cause concerns, or the box.
    var subject: Named?
    var milestone: String?
    var alert: String?
    var place: Place?
    /// Of an alert, one sentence with its figures.
    var detail: String?
    var simulated: Bool?
    var boxes: [Box] = []
    /// Of a test.
    var subscription: String?
  }

  struct Place: Hashable, Codable, Sendable {
    var id: String?
    var name: String
  }

  /// As in Schemas/estimates.schema.json.
  struct Cause: Hashable, Codable, Sendable {
    var kind: String
    var place: String?
    var towards: String?
    var minutes: Int
    var goingOn: Bool?
    var finding: String?
    /// In English.
    var text: String
  }

  struct Box: Hashable, Codable, Sendable {
    var id: String
    var journey: String?
    /// Of a milestone: when, on the clock of the place.
    var at: String?
    /// `day` where only the day is known.
    var precision: String?
    var since: String?
    var state: String
    var eta: String?
    /// Of an estimate that moved: what was told before.
    var before: String?
    /// Of an estimate that moved: why.
    var cause: Cause?
    var evidence: [String]?
  }

  /// Boxes in one notice; a longer list goes on in another.
  static let boxLimit = 200

  var bytes: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return Array(try encoder.encode(self))
    }
  }

  package init(_ bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(NoticeBody.self, from: Data(bytes))
  }

  init(type: Kind, timestamp: String, data: Content) {
    self.type = type
    self.timestamp = timestamp
    self.data = data
  }

  /// One sentence for a list of deliveries.
  package var summary: String {
    let what = [data.milestone ?? data.alert, data.place?.name].compactMap(\.self)
      .joined(separator: " ")
    let whom = data.subject.map { $0.id } ?? ""
    let boxes = data.boxes.count > 1 ? " (\(data.boxes.count) boxes)" : ""
    return [what, whom + boxes].filter { !$0.isEmpty }.joined(separator: " · ")
  }

  package var boxes: [String] { data.boxes.map(\.id) }
}
