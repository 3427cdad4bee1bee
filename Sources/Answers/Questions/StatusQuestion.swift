import Freight
import Ledger
import Tracking

/// Where boxes, wagons, trains, voyages or consignments are.
package struct StatusQuestion: Codable, Sendable {
  /// As typed.
  package var ids: [String]
  package var trip: Int?
  /// UTC µs: what was learnt later is left out.
  package var asOf: Int64?
  /// Whether one document stands by itself in JSON, or an array does.
  package var isSingle: Bool

  package init(ids: [String], trip: Int? = nil, asOf: Int64? = nil, isSingle: Bool = true) {
    self.ids = ids
    self.trip = trip
    self.asOf = asOf
    self.isSingle = isSingle
  }

  /// One answer for each number that something is known of.
  package func answers(
    _ today: Outlook, _ reader: any LedgerReader
  ) throws -> (found: [Answer], missing: [Failure]) {
    let outlook = try today.inForce(at: asOf, in: reader)
    let lookup = Lookup(outlook, reader)
    var found: [Answer] = []
    var missing: [Failure] = []
    for id in ids {
      do { found.append(try answer(try lookup.subject(id), lookup)) } catch let failure as Failure {
        missing.append(failure)
      }
    }
    return (found, missing)
  }

  private func answer(_ subject: Subject, _ lookup: Lookup) throws -> Answer {
    let outlook = lookup.outlook
    let trips = try lookup.trips(of: subject, asOf: asOf)
    let isBox = subject.kind == .container
    if trips.isEmpty, isBox || !outlook.viewer.seesAll {
      throw Failure.notFound(
        "nothing was known of \(subject.id)\(asOf == nil ? "" : " at that moment")")
    }
    var chosen = trips
    if isBox {
      let wanted = trip ?? trips.count
      guard let one = trips.first(where: { $0.journey.sequence == wanted }) else {
        throw Failure.notFound(
          "\(subject.id) has \(trips.count) trips; there is no trip \(wanted)")
      }
      chosen = [one]
    }
    let informed = try outlook.informed(
      about: Set(chosen.compactMap(\.journey.path?.route)), by: lookup.reader, asOf: asOf)
    return Answer(
      subject: subject,
      views: chosen.map { $0.view(by: informed.tracker, now: outlook.now) },
      tripCount: trips.count, asOf: asOf, now: outlook.now)
  }

  func reply(_ form: Form, _ today: Outlook, _ reader: any LedgerReader) throws -> Reply {
    let (found, missing) = try answers(today, reader)
    let book = try today.inForce(at: asOf, in: reader).book
    let out: String
    switch form {
    case .json:
      let documents = found.map { $0.document(book, today.language) }
      out = JSONText.array(or: documents, isSingle: isSingle) + "\n"
    case .text:
      out = found.flatMap(\.views).map {
        StatusText.line($0, book: book, language: today.language) + "\n"
      }.joined()
    case .screen:
      let style = form.style(today.language)
      out = found.map { $0.screen(book, style) }.joined(separator: "\n")
    }
    let worst = missing.map(\.kind).max { $0.severity < $1.severity }
    return Reply(out, complaints: missing.map(\.message), failure: worst)
  }
}

extension Failure.Kind {
  /// Among several, the one that a command ends with: as high as its exit code.
  fileprivate var severity: Int {
    switch self {
    case .failed: 1
    case .usage: 2
    case .notFound: 3
    case .partial: 4
    case .waitEnded: 5
    }
  }
}
