import Freight
import RouteBook

/// One element of `alert list --json`.
package enum AlertDocument {
  package static func object(_ group: AlertGroup, book: RouteBook) -> JSONText {
    let parts = DocumentParts(book: book, language: .en)
    guard case .object(let members) = parts.alert(group.alert) else { return .object([]) }
    let seen = group.acknowledgement.map { seen in
      JSONText.fields([
        "by": .text(seen.by), "at": parts.time(microseconds: seen.acknowledgedAt),
        "note": .text(seen.note),
      ])
    }
    var all: [(key: String, value: JSONText)] = [("subject", parts.subject(group.subject))]
    // The subject is the carrier here.
    all += members.filter { $0.key != "carrier" }
    all.append(("boxes", .strings(group.boxes.map(\.text).sorted())))
    if group.isSimulated { all.append(("simulated", .flag(true))) }
    if let seen { all.append(("acknowledged", seen)) }
    return .object(all)
  }
}
