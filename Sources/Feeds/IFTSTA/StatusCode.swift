import Freight

extension IFTSTA {
  /// What STS says: C555 (9011 until D.99A, 4405 from D.99B, 1131, 3055, text), C556 reason.
  struct StatusCode: Equatable, Sendable {
    var code: String
    var list: String
    var agency: String
    /// 9010 / 4404: the sender's own words.
    var text: String
    /// 9012, or 9013 as a code, of every C556.
    var reasons: [String]
    /// The composite as it came: `P::HS`, `1:D2:21`.
    var written: String

    init(_ status: EDIFACT.Segment) {
      // UPS and others leave C555 out and write their code into C601, where the category belongs.
      let element = status.composite(2).isEmpty ? 1 : 2
      code = status[element, 1]
      list = status[element, 2]
      agency = status[element, 3]
      text = status[element, 4]
      isMisplaced = element == 1
      reasons = (3...7).compactMap { place in
        let words = status[place, 4]
        if !words.isEmpty { return words }
        let parts = status.composite(place)
        return parts.isEmpty ? nil : "9013:" + parts.joined(separator: ":")
      }
      written = IFTSTA.clipped(
        status.composite(element).prefix(3).map { $0 }.joined(separator: ":").trimmingColons(),
        to: Limits.identifierBytes)
    }

    /// In the place of the category: no code of the directory, whatever its digits.
    let isMisplaced: Bool
  }

  /// One reading of codes: whose, since when, of which list, and what they mean.
  struct CodeTable: Sendable {
    /// UNB's sender; nil for anyone.
    var partner: String?
    var directories = Directory.all.lowerBound...Directory.latest
    /// DE 1131; nil for any, `""` for none.
    var lists: Set<String>?
    /// DE 3055; nil for any, `""` for none.
    var agencies: Set<String>?
    var meanings: [String: Activity]

    func covers(_ code: StatusCode, from sender: String, in directory: Directory) -> Bool {
      (partner == nil || partner == sender) && directories.contains(directory)
        && lists?.contains(code.list.uppercased()) != false
        && agencies?.contains(code.agency.uppercased()) != false
    }
  }

  /// What a status means: by the feed's own table, else by the first table that covers its code list
  /// and knows the code, else by its text where that says it plainly, else `unmapped`.
  ///
  /// - Parameter own: codes as the sender writes them, `VD::22` or `VD`.
  static func activity(
    _ code: StatusCode, from sender: String, in directory: Directory,
    own: [String: Activity] = [:]
  ) -> Activity {
    if let known = own[code.written] ?? own[code.code], !code.written.isEmpty { return known }
    if !code.isMisplaced, !code.code.isEmpty {
      for table in codeTables where table.covers(code, from: sender, in: directory) {
        if let activity = table.meanings[code.code.uppercased().droppingLeadingZeros()] {
          return activity
        }
      }
    }
    return activity(saidBy: code.text) ?? .unmapped
  }
}

extension String {
  fileprivate func trimmingColons() -> String {
    var text = self[...]
    while text.last == ":" { text.removeLast() }
    return String(text)
  }

  /// `024` is the code 24.
  fileprivate func droppingLeadingZeros() -> String {
    guard utf8.count > 1, utf8.first == 0x30 else { return self }
    let rest = drop { $0 == "0" }
    return rest.isEmpty ? "0" : String(rest)
  }
}
