/// One report, as a decoder understood it. The fold makes journeys of these and of nothing else.
///
/// A value whose fields are shared by its copies: folding a box hands some hundred reports about, and
/// copying seventeen fields each time was a third of its cost. What is shared never changes; a copy
/// that is changed gets fields of its own.
public struct Event: Sendable {
  private var shared: Shared

  private final class Shared: Sendable {
    let fields: Fields
    init(_ fields: Fields) { self.fields = fields }
  }

  private struct Fields: Hashable {
    var feed: String
    var senderKey: String?
    var subject: Subject
    var activity: Activity
    var classifier: Classifier
    var occurredAt: Instant
    var assumptions: Assumptions
    var updatedAt: Instant?
    var isRetraction: Bool
    var place: PlaceReference?
    var conveyance: Conveyance
    var reason: String?
    var rawCode: String?
    var details: Details?
    var source: Source
    var receivedAt: Int64?
    var recordedAt: Int64
    var id: EventID
  }

  private mutating func change(_ body: (inout Fields) -> Void) {
    var fields = shared.fields
    body(&fields)
    shared = Shared(fields)
  }

  /// The configured source that this came through: trust, zone and expected interval hang on it.
  public var feed: String {
    get { shared.fields.feed }
    set { change { $0.feed = newValue } }
  }

  /// The sender's own identity for the report, or the *slot* of a sheet (train, box, milestone
  /// column). Nil: the report is identified by its content. With the feed it names the report of
  /// which this event is one version.
  public var senderKey: String? {
    get { shared.fields.senderKey }
    set { change { $0.senderKey = newValue } }
  }

  public var subject: Subject {
    get { shared.fields.subject }
    set { change { $0.subject = newValue } }
  }

  public var activity: Activity {
    get { shared.fields.activity }
    set { change { $0.activity = newValue } }
  }

  public var classifier: Classifier {
    get { shared.fields.classifier }
    set { change { $0.classifier = newValue } }
  }

  public var occurredAt: Instant {
    get { shared.fields.occurredAt }
    set { change { $0.occurredAt = newValue } }
  }

  public var assumptions: Assumptions {
    get { shared.fields.assumptions }
    set { change { $0.assumptions = newValue } }
  }

  /// When the sender last changed this report, by the sender's clock; the later version stands.
  public var updatedAt: Instant? {
    get { shared.fields.updatedAt }
    set { change { $0.updatedAt = newValue } }
  }

  /// The sender takes the report named by `senderKey` back.
  public var isRetraction: Bool {
    get { shared.fields.isRetraction }
    set { change { $0.isRetraction = newValue } }
  }

  public var place: PlaceReference? {
    get { shared.fields.place }
    set { change { $0.place = newValue } }
  }

  public var conveyance: Conveyance {
    get { shared.fields.conveyance }
    set { change { $0.conveyance = newValue } }
  }

  /// The sender's reason or free text, as written.
  public var reason: String? {
    get { shared.fields.reason }
    set { change { $0.reason = newValue } }
  }

  /// The sender's own code for what happened, when it had one; always there for `unmapped`.
  public var rawCode: String? {
    get { shared.fields.rawCode }
    set { change { $0.rawCode = newValue } }
  }

  public var details: Details? {
    get { shared.fields.details }
    set { change { $0.details = newValue } }
  }

  /// Where in which message it stood. Not part of its content.
  public var source: Source {
    get { shared.fields.source }
    set { change { $0.source = newValue } }
  }

  /// When it came (UTC µs), if that was long before the ledger learnt it: an old message was decoded
  /// anew. Not part of its content.
  public var receivedAt: Int64? {
    get { shared.fields.receivedAt }
    set { change { $0.receivedAt = newValue } }
  }

  /// When the ledger learnt it (UTC µs); given by the ledger. Not part of its content.
  public var recordedAt: Int64 {
    get { shared.fields.recordedAt }
    set { change { $0.recordedAt = newValue } }
  }

  /// The ledger's name for this version of the report; `.none` before it has one.
  public var id: EventID {
    get { shared.fields.id }
    set { change { $0.id = newValue } }
  }

  public init(
    feed: String, senderKey: String? = nil, subject: Subject, activity: Activity,
    classifier: Classifier = .actual, occurredAt: Instant, assumptions: Assumptions = [],
    updatedAt: Instant? = nil, isRetraction: Bool = false, place: PlaceReference? = nil,
    conveyance: Conveyance = Conveyance(), reason: String? = nil, rawCode: String? = nil,
    details: Details? = nil, source: Source = Source(), receivedAt: Int64? = nil,
    recordedAt: Int64 = 0, id: EventID = .none
  ) {
    shared = Shared(
      Fields(
        feed: feed, senderKey: senderKey, subject: subject, activity: activity,
        classifier: classifier, occurredAt: occurredAt, assumptions: assumptions,
        updatedAt: updatedAt, isRetraction: isRetraction, place: place, conveyance: conveyance,
        reason: reason, rawCode: rawCode, details: details, source: source,
        receivedAt: receivedAt, recordedAt: recordedAt, id: id))
  }
}

extension Event: Hashable {
  public static func == (a: Self, b: Self) -> Bool {
    a.shared === b.shared || a.shared.fields == b.shared.fields
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(subject)
    hasher.combine(activity)
    hasher.combine(occurredAt)
  }
}

/// The ledger's name for one version of a report: the UTC day of its time, then a digest of its
/// content. The same report has the same id on every ledger, whatever order reports came in.
public struct EventID: Hashable, Comparable, Sendable {
  public let high: UInt64
  public let low: UInt64

  public static let none = EventID(high: 0, low: 0)

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// From the 16 bytes of a ledger key, big-endian.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    func word(_ part: some Sequence<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
    self.init(high: word(bytes.prefix(8)), low: word(bytes.suffix(8)))
  }

  /// Parses the 32 hexadecimal digits of ``description``.
  public init?(_ text: String) {
    guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }

  public static func < (a: Self, b: Self) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

extension EventID: CustomStringConvertible {
  public var description: String {
    func hex(_ value: UInt64) -> String {
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
    return hex(high) + hex(low)
  }
}

/// What carried the subject, as far as the report says.
public struct Conveyance: Hashable, Sendable {
  public var wagon: WagonNumber?
  public var train: TrainID?
  public var trainLeg: TrainLegID?
  public var voyage: VoyageID?
  /// A train number without a date: shown, and matched only against a train already known for
  /// the box, since numbers are used again next week.
  public var trainNumber: String?
  /// The operator, as written.
  public var carrier: String?

  public init(
    wagon: WagonNumber? = nil, train: TrainID? = nil, trainLeg: TrainLegID? = nil,
    voyage: VoyageID? = nil, trainNumber: String? = nil, carrier: String? = nil
  ) {
    self.wagon = wagon
    self.train = train
    self.trainLeg = trainLeg
    self.voyage = voyage
    self.trainNumber = trainNumber
    self.carrier = carrier
  }

  /// The carriers named here that have a history of their own, nearest to the box first.
  public var subjects: [Subject] {
    var all: [Subject] = []
    if let wagon { all.append(.wagon(wagon)) }
    if let trainLeg { all.append(.trainLeg(trainLeg)) }
    if let voyage { all.append(.voyage(voyage)) }
    if let train { all.append(.train(train)) }
    return all
  }

  public var isEmpty: Bool {
    wagon == nil && train == nil && trainLeg == nil && voyage == nil && trainNumber == nil
      && carrier == nil
  }
}

/// The rarer fields of a report.
public struct Details: Hashable, Sendable {
  public var origin: PlaceReference?
  public var destination: PlaceReference?
  /// The planned local departure date, where no train identity carries it.
  public var plannedDeparture: CivilDate?
  /// A route file's id, when the sender names one.
  public var route: String?
  /// Numbers of the transport contracts; the first is the one in force.
  public var notes: [NoteNumber]
  public var cargo: [Cargo]
  public var seals: [String]
  /// Size and type code (ISO 6346): `45G1`.
  public var containerType: String?
  public var grossKilograms: Double?
  public var tareKilograms: Double?
  public var remainingKilometres: Int?
  /// True: reported empty. False: reported laden. Nil: nothing said.
  public var isEmpty: Bool?
  /// What the subject carries: a *statement*. Nil names nothing and ends nothing; an empty list
  /// says that it carries none.
  public var members: [Member]?
  /// For a statement: whether it is a full list of what the subject carries (a loading list, a
  /// reload list, a consist), so that what is missing from a later issue was left off.
  public var isFullStatement: Bool
  /// On a reload: the wagon that the box left.
  public var fromWagon: WagonNumber?
  /// Customs: ISO 3166 country and the procedure, as far as told (`export`, `transit`, `import`).
  public var customsCountry: String?
  public var customsProcedure: String?
  /// For `amended`: the number that is right.
  public var correctedNumber: Subject?

  public init(
    origin: PlaceReference? = nil, destination: PlaceReference? = nil,
    plannedDeparture: CivilDate? = nil, route: String? = nil, notes: [NoteNumber] = [],
    cargo: [Cargo] = [], seals: [String] = [], containerType: String? = nil,
    grossKilograms: Double? = nil, tareKilograms: Double? = nil, remainingKilometres: Int? = nil,
    isEmpty: Bool? = nil, members: [Member]? = nil, isFullStatement: Bool = false,
    fromWagon: WagonNumber? = nil, customsCountry: String? = nil, customsProcedure: String? = nil,
    correctedNumber: Subject? = nil
  ) {
    self.origin = origin
    self.destination = destination
    self.plannedDeparture = plannedDeparture
    self.route = route
    self.notes = notes
    self.cargo = cargo
    self.seals = seals
    self.containerType = containerType
    self.grossKilograms = grossKilograms
    self.tareKilograms = tareKilograms
    self.remainingKilometres = remainingKilometres
    self.isEmpty = isEmpty
    self.members = members
    self.isFullStatement = isFullStatement
    self.fromWagon = fromWagon
    self.customsCountry = customsCountry
    self.customsProcedure = customsProcedure
    self.correctedNumber = correctedNumber
  }
}

/// One line of a statement: a box on a wagon (or the wagon unknown), or a wagon without boxes named.
public struct Member: Hashable, Sendable {
  public var container: ContainerNumber?
  public var wagon: WagonNumber?

  public init(container: ContainerNumber? = nil, wagon: WagonNumber? = nil) {
    self.container = container
    self.wagon = wagon
  }
}

/// Where a report stood: the message in the inbox and the place in it.
public struct Source: Hashable, Sendable {
  /// The wire format that was decoded.
  public var format: String
  /// The inbox row; zero before there is one.
  public var message: Int64
  public var position: Position

  public init(format: String = "", message: Int64 = 0, position: Position = .none) {
    self.format = format
    self.message = message
    self.position = position
  }
}

/// A position in a message, in the terms of its format.
public enum Position: Hashable, Sendable {
  case none
  /// One-based line of a text, and column where known.
  case line(Int, column: Int? = nil)
  /// One-based row and column letters of a sheet: `Sheet1!C7`.
  case cell(String)
  /// One-based message and segment of an interchange.
  case segment(message: Int, segment: Int)
  /// A JSON path: `$.events[3].eventDateTime`.
  case path(String)
  case byte(Int)
}

extension Position: CustomStringConvertible {
  public var description: String {
    switch self {
    case .none: ""
    case .line(let line, nil): "line \(line)"
    case .line(let line, let column?): "line \(line), column \(column)"
    case .cell(let cell): "cell \(cell)"
    case .segment(let message, let segment): "message \(message), segment \(segment)"
    case .path(let path): path
    case .byte(let offset): "byte \(offset)"
    }
  }
}

extension Event {
  /// Everything that the report mentions and that has a history of its own: whose journeys a new
  /// report may change. The subject comes first; members and corrected numbers are included.
  public var mentioned: [Subject] {
    var all = [subject]
    for member in details?.members ?? [] {
      if let container = member.container { all.append(.container(container)) }
      if let wagon = member.wagon { all.append(.wagon(wagon)) }
    }
    if let corrected = details?.correctedNumber { all.append(corrected) }
    return all
  }

  /// Pairs (carrier, carried): a report on the carrier may move what is carried.
  public var containments: [(carrier: Subject, carried: Subject)] {
    var all: [(carrier: Subject, carried: Subject)] = []
    for carrier in conveyance.subjects where carrier != subject {
      // A train's own report that names its voyage or leg says where the train is, and the leg or
      // vessel then carries the train.
      all.append((carrier, subject))
    }
    for member in details?.members ?? [] {
      let wagon = member.wagon.map(Subject.wagon)
      if let container = member.container.map(Subject.container) {
        if let wagon, wagon != subject { all.append((wagon, container)) }
        if container != subject { all.append((subject, container)) }
      }
      if let wagon, wagon != subject { all.append((subject, wagon)) }
    }
    if let corrected = details?.correctedNumber { all.append((subject, corrected)) }
    return all
  }
}
