import Freight

extension IFTSTA {
  /// Every reading of status codes, most particular first: README.md gives the source of each.
  ///
  /// A partner's private list is one more element here, with its name in `partner`.
  static let codeTables: [CodeTable] = [
    // UNECE Recommendation 24, when the sender names it.
    CodeTable(lists: ["24", "R24", "REC24", "REC 24", "UNREC24"], meanings: recommendation24),
    // 3055: 22 ISA (the ocean carriers' agreement, as INTTRA uses it), 116 ANSI ASC X12.
    CodeTable(agencies: ["22", "116"], meanings: oceanCodes),
    // Codes of the directory itself: no list, and no agency but the UN (6).
    CodeTable(
      directories: Directory.d95B...Directory.d99A, lists: [""], agencies: ["", "6"],
      meanings: statusEvents9011),
    CodeTable(
      directories: Directory.d99B...Directory.latest, lists: [""], agencies: ["", "6"],
      meanings: statusDescriptions4405),
  ]

  /// UNECE Recommendation 24 (Trade and Transport Status Codes). What it says of customs and
  /// papers other than clearance, of damage and of refused deliveries stays unmapped: it moves
  /// nothing.
  static let recommendation24: [String: Activity] = [
    "1": .arrived, "3": .arrived, "6": .booked, "7": .cancelled, "12": .customsReleased,
    "13": .pickedUp, "16": .crossedBorder, "17": .held, "20": .delayed, "21": .delivered,
    "22": .delivered, "24": .departed, "25": .delayed, "26": .discharged, "28": .stripped,
    "29": .discharged, "31": .positioned, "40": .arrived, "41": .handedOver, "44": .rerouted,
    "48": .loaded, "57": .rolled, "67": .positioned, "70": .loaded, "79": .loaded,
    "80": .returned, "82": .returned, "83": .sealed, "90": .held, "92": .loaded, "93": .stuffed,
    "94": .stuffed, "100": .reloaded, "101": .delayed, "126": .customsPresented,
    "127": .departed, "208": .resealed, "228": .customsSelected, "270": .delayed,
    "271": .delayed, "272": .delayed, "273": .delayed, "314": .delayed, "315": .held,
    "326": .held, "346": .discharged, "349": .handedOver, "355": .positioned,
    "356": .positioned, "357": .positioned, "359": .noteIssued, "364": .arrived,
    "365": .departed, "366": .handedOver, "368": .reloaded, "371": .stripped, "373": .held,
    "374": .held, "376": .held,
  ]

  /// DE 9011 (D.95B … D.99A): the first hundred numbers of Recommendation 24, with differences at
  /// 40 (“at port”, not yet “arrived”), 42, 43 and 59.
  static let statusEvents9011: [String: Activity] = {
    var meanings = recommendation24.filter { Int($0.key).map { $0 <= 103 } ?? false }
    meanings["40"] = .positioned
    meanings["42"] = .handedOver
    meanings["43"] = .handedOver
    meanings["59"] = .discharged
    return meanings
  }()

  /// DE 4405 (from D.99B) without a code list. Its own list speaks of states of any business
  /// object (1 = to be done, 2 = done, 56 = estimated); transport senders write numbers of
  /// Recommendation 24 there. Read so, except where 4405's own meaning may be meant of a transport:
  /// a false arrival costs more than a status shown as it came.
  static let statusDescriptions4405: [String: Activity] = recommendation24.filter {
    !ambiguous4405.contains($0.key)
  }

  /// 1 to be done, 2 done, 3 passed on, 6 minimum, 7 fixed, 17 requested, 41 rejected, 44 replaced,
  /// 57 undefined incident, 67 preliminary, 70 issued, 79, 80 (publication issue), 82
  /// supplementary, 90 disputed.
  private static let ambiguous4405: Set<String> = [
    "1", "2", "3", "6", "7", "17", "41", "44", "57", "67", "70", "79", "80", "82", "90",
  ]

  /// The ocean carriers' container status codes, the same as in ANSI X12 315.
  static let oceanCodes: [String: Activity] = [
    "A": .arrived, "AE": .loaded, "AF": .pickedUp, "AL": .loaded, "AM": .loaded, "AO": .loaded,
    "AR": .arrived, "AV": .availableForPickup, "CA": .cancelled, "CT": .customsReleased,
    "D": .delivered, "I": .gatedIn, "OA": .gatedOut, "P": .departed, "RD": .emptyReturned,
    "RL": .departed, "SD": .delayed, "UR": .discharged, "UV": .discharged, "VA": .arrived,
    "VD": .departed, "X1": .arrived, "X6": .positioned,
  ]

  // MARK: - Words

  /// The activity that an English status text names, if it names one and no more: `Rail Departed
  /// from In-Transit Locat`. Plans and denials are not read.
  static func activity(saidBy text: String) -> Activity? {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    guard !words.isEmpty, Set(words).isDisjoint(with: doubt) else { return nil }
    let line = " " + words.joined(separator: " ") + " "
    var said: Set<Activity> = []
    for (phrase, activity) in phrases where line.contains(" \(phrase) ") { said.insert(activity) }
    // “empty … returned” says more than either word.
    if said.contains(.returned), words.contains("empty") { return .emptyReturned }
    return said.count == 1 ? said.first : nil
  }

  /// Words that turn a statement into a plan, a denial or a notice.
  private static let doubt: Set<String> = [
    "not", "no", "never", "estimated", "expected", "scheduled", "planned", "eta", "etd", "will",
    "pending", "awaiting", "waiting", "before", "notice", "notification", "refused",
    "failed", "unable", "cancelled", "canceled", "if", "when", "until", "late", "missed",
  ]

  private static let phrases: [(String, Activity)] = [
    ("departed", .departed), ("rail departure", .departed), ("train departure", .departed),
    ("vessel departure", .departed), ("arrived", .arrived), ("rail arrival", .arrived),
    ("train arrival", .arrived), ("vessel arrival", .arrived), ("loaded", .loaded),
    ("unloaded", .discharged), ("discharged", .discharged), ("gate in", .gatedIn),
    ("gated in", .gatedIn), ("in gate", .gatedIn), ("gate out", .gatedOut),
    ("gated out", .gatedOut), ("out gate", .gatedOut), ("picked up", .pickedUp),
    ("delivered", .delivered), ("delayed", .delayed), ("crossed border", .crossedBorder),
    ("border crossed", .crossedBorder), ("customs released", .customsReleased),
    ("customs cleared", .customsReleased), ("cleared customs", .customsReleased),
    ("cleared by customs", .customsReleased), ("customs hold", .held),
    ("held by customs", .held), ("reloaded", .reloaded), ("transshipped", .reloaded),
    ("transhipped", .reloaded), ("available for pickup", .availableForPickup),
    ("available for pick up", .availableForPickup), ("returned", .returned),
    ("stuffed", .stuffed), ("stripped", .stripped), ("passed", .passed),
  ]
}
