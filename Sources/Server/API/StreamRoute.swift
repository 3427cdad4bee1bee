import Answers
import Freight
import HTTPTypes
import Hummingbird
import Intake
import Ledger
import NIOCore
import ServiceLifecycle
import Tracking

/// `GET /v1/stream`: what the ledger learns, as it does, as server-sent events (HTML Living Standard
/// §9.2). An event's id is the ledger's sequence number: a client that comes back with
/// `Last-Event-ID` misses nothing.
struct StreamRoute {
  let premises: Premises

  /// Reports read at once for a client that lags behind.
  private static let batch = 200

  func add(to router: Router<Visit>) {
    router.get("/v1/stream") { request, visit in try await answer(request, visit) }
  }

  private func answer(_ request: Request, _ visit: Visit) async throws -> Response {
    let viewer = try visit.viewer
    let query = try Query(request, ["lastEventId"])
    guard let pass = visit.pass else { throw visit.unknown }
    let last = request.headers[.lastEventID] ?? query.text("lastEventId")
    let start: Int64
    if let last {
      guard let seq = Int64(last), seq >= 0 else {
        throw Problem.wrongQuery("Last-Event-ID is a number that the stream gave, not “\(last)”")
      }
      // After an older copy was put back, what it knows already may be ahead of the ledger.
      start = min(seq, try await premises.read { try $0.highestSeq() })
    } else {
      start = try await premises.read { try $0.highestSeq() }
    }
    let feed = EventFeed(premises: premises, viewer: viewer)
    return try respond(from: start, pass) { try await feed.next(after: $0, limit: $1) }
  }

  /// The events behind a report, as text, and the last report looked at; nil where there is none.
  typealias Next =
    @Sendable (_ after: Int64, _ limit: Int) async throws -> (text: String, seq: Int64)?

  /// Ends with the pass too: when it expires, or with the first sign after it was revoked.
  ///
  /// - Parameter next: makes events of what lies in the ledger.
  func respond(from start: Int64, _ pass: Pass, _ next: @escaping Next) throws -> Response {
    let limits = premises.settings.limits
    if let over = premises.watch.isFull(for: pass.owner, limits) {
      throw Problem.tryLater(
        .serviceUnavailable, "tooManyStreams", "over the limit \(over)", afterSeconds: 30)
    }
    let premises = premises
    let left = pass.expiresAt.map { Duration.microseconds($0 - premises.clock()) }
    let body = ResponseBody { writer in
      // Only now, with somebody there to read: of many answers the body is never asked for.
      guard let (changes, stop) = premises.watch.follow(for: pass.owner, limits) else { return }
      defer { stop() }
      var seq = start
      // Says at once that the stream is open.
      try await writer.write(ByteBuffer(string: ": follows from \(seq)\nretry: 2000\n\n"))
      try await withGracefulShutdownHandler {
        let ticks = Ticks(changes, every: premises.settings.heartbeat, for: left)
        for await tick in ticks {
          guard try await pass.isValid(premises) else { break }
          if tick == .beat { try await writer.write(ByteBuffer(string: ":\n\n")) }
          // A beat may have taken the place of a change.
          while let part = try await next(seq, Self.batch), try await pass.isValid(premises) {
            if !part.text.isEmpty { try await writer.write(ByteBuffer(string: part.text)) }
            seq = part.seq
          }
        }
      } onGracefulShutdown: {
        stop()
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: body)
  }
}

/// What one viewer learns from the ledger's reports.
struct EventFeed: Sendable {
  let premises: Premises
  let viewer: Viewer

  /// The events behind a report; nil where there is none behind it.
  func next(after seq: Int64, limit: Int) async throws -> (text: String, seq: Int64)? {
    let outlook = premises.outlook(viewer)
    return try await premises.read { reader in
      let events = try reader.events(after: seq, limit: limit)
      guard let last = events.last else { return nil }
      let document = EventsDocument(book: outlook.book)
      var text = ""
      let boxes = viewer.seesAll ? nil : Boxes(outlook, reader)
      for recorded in events {
        if let boxes {
          for box in try boxes.visible(recorded.event) {
            text += Self.written(
              document.object(box.row), subject: .container(box.container), recorded.seq)
          }
        } else {
          let row = EvidenceRow(
            event: recorded.event, via: nil, isSuperseded: false, isPlausible: true)
          text += Self.written(document.object(row), subject: nil, recorded.seq)
        }
      }
      return (text, last.seq)
    }
  }

  private static func written(_ report: JSONText, subject: Subject?, _ seq: Int64) -> String {
    let data = JSONText.fields([
      "seq": .integer(seq),
      "box": subject.map { .string($0.id) }, "report": report,
    ])
    return "id: \(seq)\nevent: report\ndata: \(data.compact)\n\n"
  }

  /// Which boxes a report tells of, as far as the viewer may know. Boxes are folded once a batch.
  private final class Boxes {
    private let lookup: Lookup
    private let reader: any LedgerReader
    private let outlook: Outlook
    private var journeys: [ContainerNumber: [Journey]] = [:]

    init(_ outlook: Outlook, _ reader: any LedgerReader) {
      self.outlook = outlook
      self.reader = reader
      lookup = Lookup(outlook, reader)
    }

    func visible(_ event: Event) throws -> [(container: ContainerNumber, row: EvidenceRow)] {
      let boxes = try event.mentioned.reduce(into: Set<ContainerNumber>()) {
        $0.formUnion(try lookup.containers(of: $1))
      }
      return try boxes.sorted().compactMap { box in
        let trips = try journeys[box] ?? lookup.journeys(of: .container(box), asOf: nil)
        journeys[box] = trips
        let entry = trips.lazy.flatMap(\.timeline).first { $0.evidence == event.id }
        guard let entry else { return nil }
        return (
          box,
          EvidenceRow(
            event: event, via: entry.via, isSuperseded: false, isPlausible: entry.isPlausible
          ).withoutOrigins(box)
        )
      }
    }
  }
}

/// Changes, and a beat where there are none for a while, until the time is over.
private struct Ticks: AsyncSequence {
  enum Element { case change, beat }

  private let changes: AsyncStream<Int64>
  private let every: Duration
  private let end: ContinuousClock.Instant?

  /// - Parameter length: nil without an end.
  init(_ changes: AsyncStream<Int64>, every: Duration, for length: Duration?) {
    self.changes = changes
    self.every = every
    end = length.map { .now.advanced(by: $0) }
  }

  func makeAsyncIterator() -> AsyncStream<Element>.Iterator {
    let (changes, every, end) = (changes, every, end)
    let stream = AsyncStream(Element.self, bufferingPolicy: .bufferingNewest(1)) { continuation in
      let task = Task {
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            for await _ in changes { continuation.yield(.change) }
          }
          group.addTask {
            while !Task.isCancelled {
              let rest = end.map { ContinuousClock.now.duration(to: $0) } ?? every
              guard rest > .zero else { return }
              do { try await Task.sleep(for: Swift.min(rest, every)) } catch { return }
              continuation.yield(.beat)
            }
          }
          await group.next()
          continuation.finish()
          group.cancelAll()
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
    return stream.makeAsyncIterator()
  }
}
