import Freight

extension SQLiteReader {
  func id(of subject: Subject) throws -> Int64? {
    try id(kind: subject.kind, name: subject.id)
  }

  func id(kind: Subject.Kind, name: String) throws -> Int64? {
    let statement = try prepare("SELECT id FROM subjects WHERE kind = ? AND name = ?")
    statement.bind(1, Int(kind.rawValue))
    statement.bind(2, name)
    return try statement.first { $0.int64(0) }
  }

  func knows(_ subject: Subject) throws -> Bool { try id(of: subject) != nil }

  func subjects(kind: Subject.Kind, prefix: String, limit: Int) throws -> [Subject] {
    try subjects(kind: kind, prefix: prefix, limit: limit, descending: false)
  }

  private func subjects(
    kind: Subject.Kind, prefix: String, limit: Int, descending: Bool
  ) throws -> [Subject] {
    let statement = try prepare(
      """
      SELECT kind, name FROM subjects WHERE kind = ?1 AND name >= ?2 AND name < ?3
      ORDER BY name \(descending ? "DESC" : "") LIMIT ?4
      """)
    statement.bind(1, Int(kind.rawValue))
    statement.bind(2, prefix)
    // No character sorts after the last one of Unicode.
    statement.bind(3, prefix + "\u{10FFFF}")
    statement.bind(4, limit)
    return try statement.all(Self.subject)
  }

  func search(_ text: String, limit: Int) throws -> [Subject] {
    var found: [Subject] = []
    func keep(_ candidates: [Subject]) {
      for candidate in candidates where found.count < limit && !found.contains(candidate) {
        found.append(candidate)
      }
    }
    for subject in Self.readings(of: text) where try knows(subject) { keep([subject]) }
    for (kind, prefix) in Self.prefixes(of: text) {
      // Names end in dates: those asked about are among the newest.
      keep(try subjects(kind: kind, prefix: prefix, limit: limit, descending: true).reversed())
    }
    return found
  }

  /// What the text names completely, most specific kind first.
  private static func readings(of text: String) -> [Subject] {
    var readings: [Subject] = []
    if let container = ContainerNumber(text) ?? ContainerNumber.completing(text) {
      readings.append(.container(container))
    }
    if let train = TrainID(text) { readings.append(.train(train)) }
    if let leg = TrainLegID(text) { readings.append(.trainLeg(leg)) }
    if let voyage = VoyageID(text) { readings.append(.voyage(voyage)) }
    if let wagon = WagonNumber(text) { readings.append(.wagon(wagon)) }
    if text.contains(":"), let note = NoteNumber(text) { readings.append(.consignment(note)) }
    for kind in NoteNumber.Kind.allCases {
      if let note = NoteNumber(kind: kind, text) { readings.append(.consignment(note)) }
    }
    return readings
  }

  /// What the text is the first part of: a train without its date, a vessel without its voyage.
  private static func prefixes(of text: String) -> [(Subject.Kind, String)] {
    var prefixes: [(Subject.Kind, String)] = []
    if let number = TrainID.normalised(number: text) { prefixes.append((.train, number + "@")) }
    if let index = TrainIndex(text) { prefixes.append((.trainLeg, "\(index)@")) }
    if let voyage = VoyageID(vessel: text, voyage: "0") {
      prefixes.append((.voyage, voyage.vessel + "/"))
    }
    return prefixes
  }

  func carriers(of subject: Subject) throws -> [Subject] {
    try related(
      to: subject,
      """
      SELECT kind, name FROM contains JOIN subjects ON id = carrier WHERE carried = ?
      ORDER BY kind, name
      """)
  }

  func carried(by subject: Subject) throws -> [Subject] {
    try related(
      to: subject,
      """
      SELECT kind, name FROM contains JOIN subjects ON id = carried WHERE carrier = ?
      ORDER BY kind, name
      """)
  }

  func covered(by note: NoteNumber) throws -> [Subject] {
    try related(
      to: .consignment(note),
      """
      SELECT kind, name FROM subjects WHERE id IN (
        SELECT subject FROM covers WHERE note = ?1
        UNION SELECT carried FROM contains WHERE carrier = ?1)
      ORDER BY kind, name
      """)
  }

  private func related(to subject: Subject, _ sql: String) throws -> [Subject] {
    guard let id = try id(of: subject) else { return [] }
    let statement = try prepare(sql)
    statement.bind(1, id)
    return try statement.all(Self.subject)
  }

  /// A row that begins with kind and name.
  static func subject(_ row: Columns) throws -> Subject {
    guard let kind = Subject.Kind(rawValue: UInt8(truncatingIfNeeded: row.int64(0))),
      let subject = Subject(kind: kind, id: row.text(1))
    else { throw LedgerError.damaged("no subject is named \(row.text(1))") }
    return subject
  }
}
