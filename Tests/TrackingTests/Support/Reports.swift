import Freight
import Testing
import Tracking

/// Short ways to say what was reported. Times without offset are UTC.
func time(_ text: String) -> Instant {
  let full =
    text.contains("T") ? text + (text.hasSuffix("Z") || text.contains("+") ? "" : "Z") : text
  do {
    return try RFC3339.parse(full) { _ in 0 }.instant
  } catch {
    Issue.record("not a time: \(text)")
    return Instant(microseconds: 0)
  }
}

let box = known(ContainerNumber("TRHU4307252"))
let otherBox = known(ContainerNumber("CSQU3054383"))
let train = known(TrainID("X9041@2026-02-02"))
let nextTrain = known(TrainID("X9041@2026-02-09"))
let chineseWagon = known(WagonNumber("5212345"))
let broadWagon = known(WagonNumber("94003894"))
let otherBroadWagon = known(WagonNumber("94139292"))
let leg = known(TrainLegID("7084-087-1306@2026-02-08"))
let voyage = known(VoyageID("BEKET ATA/2026-02-14"))
let otherVoyage = known(VoyageID("TURKESTAN/2026-02-16"))
let note = known(NoteNumber("smgs:30102233"))

/// A literal that is right by construction; a wrong one stops the test run at once.
func known<T>(_ value: T?, _ line: Int = #line) -> T {
  guard let value else { preconditionFailure("wrong literal in a test, line \(line)") }
  return value
}

func report(
  _ subject: Subject, _ activity: Activity, _ place: String?, _ at: String, feed: String = "cr",
  key: String? = nil, updated: String? = nil, wagon: WagonNumber? = nil, train: TrainID? = nil,
  leg: TrainLegID? = nil, voyage: VoyageID? = nil, classifier: Classifier = .actual,
  retracts: Bool = false, recorded: String = "2026-06-01", reason: String? = nil,
  details: Details? = nil
) -> Event {
  var event = Event(
    feed: feed, senderKey: key, subject: subject, activity: activity, classifier: classifier,
    occurredAt: time(at), updatedAt: updated.map(time), isRetraction: retracts,
    place: place.flatMap { PlaceReference(text: $0) },
    conveyance: Conveyance(wagon: wagon, train: train, trainLeg: leg, voyage: voyage),
    reason: reason, details: details, recordedAt: time(recorded).microseconds)
  event.id = identity(event)
  return event
}

func report(
  _ container: ContainerNumber, _ activity: Activity, _ place: String?, _ at: String,
  feed: String = "cr", key: String? = nil, updated: String? = nil, wagon: WagonNumber? = nil,
  train: TrainID? = nil, leg: TrainLegID? = nil, voyage: VoyageID? = nil,
  recorded: String = "2026-06-01", reason: String? = nil, details: Details? = nil
) -> Event {
  report(
    .container(container), activity, place, at, feed: feed, key: key, updated: updated,
    wagon: wagon, train: train, leg: leg, voyage: voyage, recorded: recorded, reason: reason,
    details: details)
}

/// As the ledger makes them: the day, then a digest of the content (here FNV-1a, twice).
func identity(_ event: Event) -> EventID {
  func digest(_ seed: UInt64) -> UInt64 {
    EventRecord.content(event).reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
  return EventID(
    high: UInt64(event.occurredAt.utcDay) << 32 | digest(0xcbf2_9ce4_8422_2325) >> 32,
    low: digest(0x6c62_272e_07bb_0142))
}

/// The trip that the first train's list opens.
func listed(
  _ container: ContainerNumber = box, on wagon: WagonNumber? = chineseWagon,
  train: TrainID = train, at: String = "2026-02-02T02:00", notes: [NoteNumber] = [note],
  feed: String = "forwarder", updated: String? = nil
) -> Event {
  report(
    container, .loaded, "Nanchang", at, feed: feed, key: "\(train)|\(container)|loaded",
    updated: updated, wagon: wagon, train: train,
    details: Details(
      origin: PlaceReference(text: "Nanchang"), destination: PlaceReference(text: "Baku"),
      notes: notes))
}

func journeys(_ events: [Event], of container: ContainerNumber = box) throws -> [Journey] {
  try Corridor.tracker.journeys(of: container, in: EventList(events))
}

/// The only trip.
func journey(_ events: [Event], of container: ContainerNumber = box) throws -> Journey {
  let all = try journeys(events, of: container)
  try #require(all.count == 1, "\(all.count) trips: \(all.map(\.key))")
  return all[0]
}

extension Journey {
  var placeName: String? { position?.place?.slug ?? position?.asWritten }
  func has(_ kind: Finding.Kind) -> Bool { findings.contains { $0.kind == kind } }
  func hasOpen(_ kind: Finding.Kind) -> Bool { findings.contains { $0.kind == kind && $0.isOpen } }
}

func alerts(_ journey: Journey, now: String) -> Set<Alert.Kind> {
  Set(Corridor.tracker.view(of: journey, now: time(now).microseconds).alerts.map(\.kind))
}
