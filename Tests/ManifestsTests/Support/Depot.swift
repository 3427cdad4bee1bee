import Answers
import EmbeddedRoutes
import Foundation
import Freight
import Intake
import Ledger
import RouteBook
import Simulation
import Synchronization
import Testing
import Tracking

@testable import Manifests

/// A ledger of its own and a clock that is set by hand.
final class Depot: Sendable {
  let folder: URL
  let ledger: SQLiteLedger
  let tracker = Tracker(book: EmbeddedRoutes.book)
  private let moment: Mutex<Int64>

  static let zone = "Asia/Shanghai"

  init(at time: String = "2026-02-02T00:00:00Z") throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "banlie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    ledger = try SQLiteLedger(path: folder.appending(path: "ledger.sqlite").path)
    moment = Mutex(try RFC3339.parse(time).microseconds)
    try Journeys(tracker: tracker).putInForce(in: ledger, at: 0)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  // MARK: - Time

  var now: Int64 { moment.withLock { $0 } }

  func advance(seconds: Int64) { moment.withLock { $0 += seconds * 1_000_000 } }

  func set(_ time: String) throws {
    let microseconds = try RFC3339.parse(time).microseconds
    moment.withLock { $0 = microseconds }
  }

  func set(_ time: Int64) { moment.withLock { $0 = time } }

  // MARK: - Reports

  static func box(_ number: Int) throws -> ContainerNumber {
    let digits = String(number)
    let text = "TBJU" + String(repeating: "0", count: 6 - digits.count) + digits
    return try #require(ContainerNumber.completing(text))
  }

  func report(_ lines: [String], feed: String = "forwarder") throws {
    var rest: [UInt8]? = Array(lines.joined(separator: "\n").utf8)
    let outcome = try Intake(
      ledger: ledger, tracker: tracker,
      options: FeedOptions(feed: feed, format: "banlie-json", zone: Self.zone)
    ).ingest(name: "test", receivedAt: now) {
      defer { rest = nil }
      return rest
    }
    #expect(outcome.rejected == 0, "\(outcome.rejections)")
    try Journeys(tracker: tracker).projectStale(in: ledger)
  }

  /// Boxes on a train from Nanchang to Baku with what is in them.
  func load(_ boxes: [(box: ContainerNumber, cargo: String)], train: String = "X9041@2026-02-02")
    throws
  {
    try report(
      boxes.map { box, cargo in
        #"{"container":"\#(box.text)","activity":"loaded","place":"南昌","onTrain":"\#(train)","#
          + #""occurredAt":"2026-02-02T06:00:00+08:00","origin":"南昌","destination":"巴库","#
          + #""route":"nanchang-khorgos-baku","notes":["smgs:30102233"],"cargo":[\#(cargo)]}"#
      })
  }

  static func goods(_ kilograms: Int, customer: String = "华茂", description: String = "大理石")
    -> String
  {
    #"{"description":"\#(description)","hs":"680291","packages":20,"grossKilograms":\#(kilograms),"#
      + #""consignor":"Jiangxi Stone","consignee":"Caspian Décor","customer":"\#(customer)"}"#
  }

  func move(_ train: String, _ activity: Activity, _ place: String, _ time: String) throws {
    try report([
      #"{"train":"\#(train)","activity":"\#(activity.rawValue)","place":"\#(place)","#
        + #""occurredAt":"\#(time)"}"#
    ])
  }

  // MARK: - Manifests

  func scene(
    _ request: ManifestRequest, viewer: Viewer = .desk, language: Language = .en
  ) throws -> ManifestScene {
    let outlook = Outlook(tracker: tracker, now: now, language: language, viewer: viewer)
    return try ledger.read {
      try ManifestScene(request, outlook, zone: Self.zone, operatorName: "Depot", in: $0)
    }
  }

  func file(
    _ request: ManifestRequest, as format: ManifestFormat, viewer: Viewer = .desk,
    language: Language = .en
  ) throws -> [UInt8] {
    let url = folder.appending(path: "m-\(UUID().uuidString)")
    let scene = try scene(request, viewer: viewer, language: language)
    _ = try ledger.read { try ManifestFile.write(scene, as: format, to: url, in: $0) }
    return [UInt8](try Data(contentsOf: url))
  }

  func json(_ request: ManifestRequest, viewer: Viewer = .desk) throws -> ManifestDocument {
    let bytes = try file(request, as: .json, viewer: viewer)
    return try JSONDecoder().decode(ManifestDocument.self, from: Data(bytes))
  }

  /// What the manifest says, in the words of a list.
  func collect(_ request: ManifestRequest, viewer: Viewer = .desk) throws -> Collected {
    var collected = Collected()
    let scene = try scene(request, viewer: viewer)
    try ledger.read { _ = try ManifestMaker(scene).make(in: $0, into: &collected) }
    return collected
  }
}

/// Keeps a manifest whole, to look at it.
struct Collected: ManifestWriter {
  var trains: [ManifestTrain] = []
  var boxes: [ManifestBox] = []
  var summary = ManifestSummary()

  mutating func begin(
    _ head: ManifestHead, book: RouteBook
  ) throws -> ManifestDrafter<Void, Void> { .none }
  mutating func begin(_ train: ManifestTrain) throws {}
  mutating func take(_ boxes: [ManifestBox], _: Void) throws { self.boxes += boxes }
  mutating func end(_ train: ManifestTrain) throws { trains.append(train) }
  mutating func end(_ summary: ManifestSummary) throws { self.summary = summary }
}

/// The JSON form, as far as tests read it.
struct ManifestDocument: Decodable {
  struct Totals: Decodable, Equatable {
    var boxes: Int
    var goodsItems: Int
    var packages: Int
    var grossKilograms: Double
    var unknown: [String: Int]
  }

  struct Goods: Decodable {
    var description: String?
    var grossKilograms: Double?
    var customer: String?
  }

  struct Box: Decodable {
    struct Change: Decodable {
      var change: String
      var from: String?
      var to: String?
    }
    var container: String
    var goods: [Goods]?
    var changes: [Change]?
    var evidence: [String]
  }

  struct Train: Decodable {
    struct Head: Decodable { var id: String? }
    var train: Head
    var boxes: [Box]
    var totals: Totals
  }

  struct Gone: Decodable { var container: String }
  struct Head: Decodable { var asOf: String }

  var manifest: Head
  var trains: [Train]
  var totals: Totals
  var gone: [Gone]?

  var boxes: [Box] { trains.flatMap(\.boxes) }
}
