import Freight

extension IFTSTA {
  /// LOC: qualifier (3227), place (C517), the terminal or track within it (C519).
  struct Location {
    let qualifier: String
    let place: PlaceReference

    /// Nil where LOC names nothing.
    init?(_ segment: EDIFACT.Segment) {
      qualifier = segment[1]
      var codes: [PlaceCode] = []
      if let code = Self.code(segment[2, 1], list: segment[2, 2], agency: segment[2, 3]) {
        codes.append(code)
      }
      // A country or region (1131 = 162) adds nothing that the code has not.
      if !segment[3, 1].isEmpty, segment[3, 2] != "162", segment[3, 1].utf8.count > 2 {
        let list = segment[3, 2].isEmpty ? "terminal" : segment[3, 2]
        codes.append(.other(list: Self.listName(list), code: segment[3, 1]))
      }
      let text = segment[2, 4].isEmpty ? segment[3, 4] : segment[2, 4]
      guard let place = PlaceReference(codes: codes, text: IFTSTA.clipped(text, to: 256))
      else { return nil }
      self.place = place
    }

    /// `139` and agency `6` say UN/LOCODE; senders give five letters under any list or none.
    private static func code(_ code: String, list: String, agency: String) -> PlaceCode? {
      guard !code.isEmpty else { return nil }
      if isUNLocode(code) { return .unlocode(code.uppercased()) }
      // Six digits from a railway are a station; UIC writes the country's two before them.
      if list.uppercased() == "ESR", let station = StationCode(code) { return .esr(station.text) }
      return .other(list: listName(list.isEmpty ? agency : list), code: code)
    }

    private static func listName(_ text: String) -> String {
      String(text.filter { $0 != "=" && $0 != "|" })
    }

    /// Two letters of a country, then three letters or digits 2…9.
    private static func isUNLocode(_ code: String) -> Bool {
      let bytes = Array(code.uppercased().utf8)
      func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
      return bytes.count == 5 && bytes.prefix(2).allSatisfy(isLetter)
        && bytes.dropFirst(2).allSatisfy { isLetter($0) || (0x32...0x39).contains($0) }
    }
  }

  /// Where a status happened: 175 activity, 172 reporting, 14 location of goods, 17 border.
  static let activityLocations = ["175", "172", "14", "17"]
  /// DE 3227 that name where a journey begins, best first: receipt, acceptance, despatch, departure,
  /// loading.
  static let originLocations = ["88", "10", "84", "80", "5", "76", "9"]
  /// … and where it ends: ultimate destination, delivery, destination, discharge.
  static let destinationLocations = ["20", "83", "7", "85", "8", "65", "60", "11", "12"]
  /// Places that the conveyance of a TDT itself calls at, as against the box's door or depot.
  static let callingLocations: Set<String> = [
    "5", "8", "9", "11", "12", "13", "60", "61", "76", "87", "94", "125", "152", "153", "170",
    "17", "29", "140",
  ]

  static func first(of qualifiers: [String], in locations: [Location]) -> PlaceReference? {
    for qualifier in qualifiers {
      if let match = locations.first(where: { $0.qualifier == qualifier }) { return match.place }
    }
    return nil
  }
}
