import Freight

/// Makes reports of what happens: each in its sender's manner, with the time of its receipt.
struct Reporter {
  private(set) var reports: [Simulated] = []
  /// Of the stops, in their order.
  var sites: [Site]
  private var dice: Dice
  /// What the senders' own ids begin with: another for each train of each seed, or else two
  /// simulations would correct each other.
  private let idHead: String
  private var count = 0

  init(sites: [Site], dice: Dice, idHead: String) {
    self.sites = sites
    self.dice = dice
    self.idHead = idHead
  }

  /// - Parameters:
  ///   - index: the stop on whose clock it is told.
  ///   - key: the sender's own id; dislocation has one anyway.
  ///   - conveyance: what carried the subject.
  ///   - saidAt: when the sender said it, if not at once: a later issue of the same report.
  ///   - isDay: the sender gives the date only.
  ///   - place: where, if not at the stop.
  mutating func tell(
    _ sender: Sender, _ subject: Subject, _ activity: Activity, at index: Int, _ time: Int64,
    key: String? = nil, by conveyance: Conveyance = Conveyance(), reason: String? = nil,
    details: Details? = nil, saidAt: Int64? = nil, isDay: Bool = false,
    place: PlaceReference? = nil
  ) {
    let lag = dice.within(sender.lag) * (dice.chance(0.05) ? 1.6 : 1)
    let said = saidAt ?? time
    let received = said + Int64(lag * 3_600) * 1_000_000
    let offset = sites[index].offsetMinutes(at: time)
    var key = key
    if sender == .dislocation {
      count += 1
      key = "\(idHead)-\(count)"
    }
    let event = Event(
      feed: sender.feed, senderKey: key, subject: subject, activity: activity,
      occurredAt: Self.instant(time, offset, isDay: isDay), assumptions: .simulated,
      updatedAt: key.map { _ in
        // To the full minute, and never after the receipt.
        Instant(microseconds: said + Instant.microsecondsPerMinute, offsetMinutes: offset)
      }, place: place ?? sites[index].reference(by: sender), conveyance: conveyance,
      reason: reason, details: details)
    reports.append(Simulated(event: event, receivedAt: received))
  }

  private static func instant(_ time: Int64, _ offset: Int, isDay: Bool) -> Instant {
    let wall = time + Int64(offset) * Instant.microsecondsPerMinute
    guard isDay else {
      return Instant(
        microseconds: time / Instant.microsecondsPerMinute * Instant.microsecondsPerMinute,
        offsetMinutes: offset, precision: .minute)
    }
    return Instant(
      microseconds: time - wall % Instant.microsecondsPerDay, offsetMinutes: offset,
      precision: .day)
  }
}

extension [Simulated] {
  /// In the order of receipt; of equals the one made first.
  func orderedByReceipt() -> [Simulated] {
    let order = indices.sorted { (self[$0].receivedAt, $0) < (self[$1].receivedAt, $1) }
    return order.map { self[$0] }
  }
}
