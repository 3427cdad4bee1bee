import Answers
import Foundation
import Freight
import Tracking

/// Journeys put aside in a file without a name, to be read again in the order of trains: a manifest
/// of any number of boxes costs some tens of bytes of memory a box.
struct JourneySpool: ~Copyable {
  private var entries: [SpooledJourney] = []
  private let file: SpoolFile
  private var waiting: [UInt8] = []
  /// Where what waits will be.
  private var written = 0

  private static let chunk = 256 << 10

  init() throws {
    do { file = try SpoolFile(in: FileManager.default.temporaryDirectory.path) } catch {
      throw Failure.spool(error)
    }
  }

  /// - Parameter record: the journey's ``Tracking/JourneyRecord``.
  mutating func append(_ journey: SpooledJourney, record: [UInt8]) throws {
    var journey = journey
    journey.offset = written + waiting.count
    journey.length = record.count
    entries.append(journey)
    waiting += record
    if waiting.count >= Self.chunk { try flush() }
  }

  private mutating func flush() throws {
    do { written = try file.append(waiting) + waiting.count } catch { throw Failure.spool(error) }
    waiting.removeAll(keepingCapacity: true)
  }

  /// By departure and number of the train, boxes of none last; within a train by wagon, then number.
  consuming func sorted() throws -> SortedJourneys {
    try flush()
    return SortedJourneys(entries.sorted(), in: file)
  }
}

/// One journey of a spool: what it is sorted by, and where it is.
struct SpooledJourney: Comparable, Sendable {
  let container: ContainerNumber
  let trip: Int
  let train: TrainID?
  let wagon: WagonNumber?
  fileprivate(set) var offset = 0
  fileprivate(set) var length = 0

  init(_ journey: Journey) {
    container = journey.container
    trip = journey.sequence
    train = journey.train
    let carrier = journey.carriers.last { $0.to == nil && $0.carrier.kind == .wagon }?.carrier
    if case .wagon(let number) = carrier { wagon = number } else { wagon = nil }
  }

  static func < (a: Self, b: Self) -> Bool {
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
}

/// A whole spool, to be read from any thread.
struct SortedJourneys: Sendable {
  /// The boxes of one train.
  struct Group: Sendable {
    let train: TrainID?
    let range: Range<Int>
  }

  let entries: [SpooledJourney]
  let groups: [Group]
  private let file: SpoolFile

  fileprivate init(_ entries: [SpooledJourney], in file: SpoolFile) {
    self.entries = entries
    self.file = file
    var groups: [Group] = []
    var start = 0
    for index in entries.indices
    where index + 1 == entries.count || entries[index + 1].train != entries[index].train {
      groups.append(Group(train: entries[index].train, range: start..<index + 1))
      start = index + 1
    }
    self.groups = groups
  }

  func journey(_ entry: SpooledJourney) throws -> Journey {
    let record: [UInt8]
    do { record = try file.read(at: entry.offset, count: entry.length) } catch {
      throw Failure.spool(error)
    }
    return try JourneyRecord.decode(record)
  }
}

extension Failure {
  fileprivate static func spool(_ error: SpoolError) -> Failure {
    .failed(
      "cannot \(error.deed) the manifest's temporary file in \(error.folder): \(error.reason)")
  }
}
