import Freight
import Ledger

/// Leaves out what concerns nobody that the ledger knows, for feeds set to `track: ours`.
struct Sieve {
  private let reader: any LedgerReader

  init(_ reader: any LedgerReader) { self.reader = reader }

  /// The reports that name somebody known, their statements cut to known members. A box named beside
  /// one of ours on the same wagon stays a stranger's.
  func sift(_ events: [Event]) throws -> [Event] {
    var known: [Subject: Bool] = [:]
    func isKnown(_ subject: Subject) throws -> Bool {
      if let answer = known[subject] { return answer }
      let answer = try reader.knows(subject)
      known[subject] = answer
      return answer
    }
    return try events.compactMap { event in
      let members = event.details?.members ?? []
      let ours = try members.filter { member in
        if let container = member.container { return try isKnown(.container(container)) }
        return try member.wagon.map { try isKnown(.wagon($0)) } ?? false
      }
      let isOurs: Bool
      switch event.subject {
      // A box is known by its own number only.
      case .container(let number):
        let corrected = try event.details?.correctedNumber.map(isKnown) ?? false
        isOurs = try corrected || isKnown(.container(number))
      default: isOurs = try !ours.isEmpty || isKnown(event.subject)
      }
      guard isOurs else { return nil }
      guard ours.count < members.count else { return event }
      // That the wagon carries other boxes now is what ends a ride: strangers' numbers go, the
      // statement stays.
      var sifted = event
      sifted.details?.members = ours
      return sifted
    }
  }
}
