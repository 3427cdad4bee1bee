import Freight
import Ledger
import Tracking

/// The evidence behind an answer.
package struct EventsQuestion: Codable, Sendable {
  package var id: String
  package var trip: Int?
  /// Versions that a later one replaced, and reports taken back.
  package var superseded: Bool
  package var asOf: Int64?

  package init(id: String, trip: Int? = nil, superseded: Bool = false, asOf: Int64? = nil) {
    self.id = id
    self.trip = trip
    self.superseded = superseded
    self.asOf = asOf
  }

  package func rows(_ today: Outlook, _ reader: any LedgerReader) throws -> [EvidenceRow] {
    let outlook = try today.inForce(at: asOf, in: reader)
    let lookup = Lookup(outlook, reader)
    let subject = try lookup.subject(id)
    let journeys = try lookup.journeys(of: subject, asOf: asOf).filter {
      trip == nil || $0.sequence == trip
    }
    return try Evidence(outlook: outlook, reader: reader, asOf: asOf).rows(
      of: subject, journeys, superseded: superseded && trip == nil)
  }

  func reply(_ form: Form, _ outlook: Outlook, _ reader: any LedgerReader) throws -> Reply {
    let rows = try rows(outlook, reader)
    let book = try outlook.inForce(at: asOf, in: reader).book
    return Reply(
      form == .json
        ? EventsDocument.array(rows, book: book)
        : EventsScreen.render(
          rows, book: book, now: outlook.now, style: form.style(outlook.language)))
  }
}
