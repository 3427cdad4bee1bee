import Freight
import GRDB

/// One way in which senders write a place, and how often.
public struct WrittenPlace: Hashable, Sendable {
  public var place: PlaceReference
  /// Reports that name it so.
  public var count: Int
  /// The newest of them (`occurredAt`), UTC microseconds.
  public var latestAt: Int64
}

/// Counts places as written, for the table of them.
struct PlaceNames {
  private var counts: [PlaceReference: (count: Int, latest: Int64)] = [:]

  mutating func take(_ event: Event) {
    note(event.place, event)
    note(event.details?.origin, event)
    note(event.details?.destination, event)
    if case .place(let place) = event.subject { note(place, event) }
  }

  private mutating func note(_ place: PlaceReference?, _ event: Event) {
    guard let place else { return }
    let at = event.occurredAt.microseconds
    let known = counts[place] ?? (0, at)
    counts[place] = (known.count + 1, max(known.latest, at))
  }

  func flush(_ db: Database) throws {
    let add = try Prepared(
      db,
      """
      INSERT INTO place_names(key, count, latest) VALUES(?, ?, ?)
      ON CONFLICT(key) DO UPDATE SET count = count + excluded.count,
        latest = max(latest, excluded.latest)
      """)
    for (place, known) in counts.sorted(by: { $0.key.key < $1.key.key }) {
      add.bind(1, place.key)
      add.bind(2, known.count)
      add.bind(3, known.latest)
      try add.run()
    }
  }

  /// For a ledger from before there was the table.
  static func fill(_ db: Database) throws {
    var names = PlaceNames()
    try Prepared(db, "SELECT seq, recorded, record, key, message FROM events").rows { row in
      names.take(try SQLiteReader.event(row).event)
      return true
    }
    try names.flush(db)
  }
}

extension SQLiteReader {
  func listWrittenPlaces() throws -> [WrittenPlace] {
    var places: [WrittenPlace] = []
    try prepare("SELECT key, count, latest FROM place_names").rows { row in
      guard let place = PlaceReference(key: row.text(0)) else {
        throw LedgerError.damaged("no place is written “\(row.text(0))”")
      }
      places.append(WrittenPlace(place: place, count: row.int(1), latestAt: row.int64(2)))
      return true
    }
    return places
  }
}
