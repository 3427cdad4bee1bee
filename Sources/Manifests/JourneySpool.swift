import Answers
import Foundation
import Freight
import Tracking

/// Journeys put aside in a file without a name, to be read again in the order of trains: a manifest
/// of any number of boxes costs some tens of bytes of memory a box.
final class JourneySpool {
  struct Entry {
    let container: ContainerNumber
    let trip: Int
    let train: TrainID?
    let wagon: WagonNumber?
    let offset: Int64
    let length: Int
  }

  /// The boxes of one train.
  struct Group {
    let train: TrainID?
    let range: Range<Int>
  }

  private var entries: [Entry] = []
  private(set) var groups: [Group] = []
  private let file: FileHandle
  private var waiting: [UInt8] = []
  private var written: Int64 = 0

  private static let chunk = 256 << 10

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "banlie-manifest-\(UUID().uuidString)")
    guard
      FileManager.default.createFile(
        atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else {
      throw Failure.failed(
        "cannot write temporary files in \(url.deletingLastPathComponent().path)")
    }
    file = try FileHandle(forUpdating: url)
    // Gone from the folder at once; the space is free again when it is closed.
    try FileManager.default.removeItem(at: url)
  }

  deinit { try? file.close() }

  func append(_ journey: Journey) throws {
    let record = JourneyRecord.encode(journey)
    let wagon = journey.carriers.last { $0.to == nil && $0.carrier.kind == .wagon }
    var number: WagonNumber?
    if case .wagon(let wagon) = wagon?.carrier { number = wagon }
    entries.append(
      Entry(
        container: journey.container, trip: journey.sequence, train: journey.train, wagon: number,
        offset: written + Int64(waiting.count), length: record.count))
    waiting += record
    if waiting.count >= Self.chunk { try flush() }
  }

  private func flush() throws {
    try file.seekToEnd()
    try file.write(contentsOf: waiting)
    written += Int64(waiting.count)
    waiting.removeAll(keepingCapacity: true)
  }

  /// By departure and number of the train, boxes of none last; within a train by wagon, then number.
  func sort() {
    entries.sort { a, b in
      switch (a.train, b.train) {
      case (let left?, let right?) where left != right:
        return (left.plannedDeparture, left.number) < (right.plannedDeparture, right.number)
      case (nil, _?): return false
      case (_?, nil): return true
      default: break
      }
      switch (a.wagon, b.wagon) {
      case (let left?, let right?) where left != right: return left < right
      case (nil, _?): return false
      case (_?, nil): return true
      default: return (a.container, a.trip) < (b.container, b.trip)
      }
    }
    groups = []
    var start = 0
    for index in entries.indices
    where index + 1 == entries.count || entries[index + 1].train != entries[index].train {
      groups.append(Group(train: entries[index].train, range: start..<index + 1))
      start = index + 1
    }
  }

  subscript(group: Group) -> ArraySlice<Entry> { entries[group.range] }

  func journey(_ entry: Entry) throws -> Journey {
    if !waiting.isEmpty { try flush() }
    try file.seek(toOffset: UInt64(entry.offset))
    guard let data = try file.read(upToCount: entry.length), data.count == entry.length else {
      throw Failure.failed("a temporary file of the manifest cannot be read")
    }
    return try JourneyRecord.decode([UInt8](data))
  }
}
