import Dispatch
import Freight
import Ledger
import Synchronization
import Tracking

extension Intake {
  /// Reads bytes until nil, decodes beside the writer, and stores. Memory stays flat: at most a few
  /// messages are in work at once.
  ///
  /// Kill it anywhere and repeat: what was committed is known again by its bytes.
  /// - Parameters:
  ///   - read: the next bytes of the file; nil at its end.
  ///   - progress: called with the bytes stored so far.
  public func ingest(
    name: String?, receivedAt: Int64, read: () throws -> [UInt8]?,
    progress: (Int) -> Void = { _ in }
  ) throws -> Outcome {
    var outcome = Outcome()
    var done = 0
    try FileReading(format: options.format).run(
      read: read,
      work: { body, firstLine in
        prepare(body, receivedAt: receivedAt, firstLine: firstLine)
      },
      keep: { message in
        try store([message], name: name, receivedAt: receivedAt, into: &outcome)
        done += message.size
        progress(done)
      })
    return outcome
  }
}

/// Cuts a file into messages and has them worked on beside whoever keeps them, in order.
struct FileReading {
  let format: String?

  /// - Parameters:
  ///   - read: the next bytes; nil at the end.
  ///   - work: done on another core; given the message and its first line, less one.
  ///   - keep: takes what was worked out, one after another.
  func run<Value: Sendable>(
    read: () throws -> [UInt8]?,
    work: @escaping @Sendable (_ body: [UInt8], _ firstLine: Int) -> Value,
    keep: (Value) throws -> Void
  ) throws {
    var pipeline = Pipeline<Value>()
    var cutter = MessageCutter()
    var head: [UInt8] = []
    var isCut = false
    var line = 0

    func submit(_ body: [UInt8]) throws {
      let first = line
      if isCut { line += body.count { $0 == UInt8(ascii: "\n") } }
      if let finished = pipeline.submit({ work(body, first) }) { try keep(finished) }
    }

    while let bytes = try read() {
      if isCut {
        for body in cutter.take(bytes) { try submit(body) }
        continue
      }
      head += bytes
      guard head.count > Limits.messageBytes else { continue }
      guard isLineBased(head) else {
        // Too large as one document; the rest need not be read.
        break
      }
      isCut = true
      for body in cutter.take(head) { try submit(body) }
      head = []
    }
    if let rest = isCut ? cutter.finish() : head { try submit(rest) }
    while let finished = pipeline.next() { try keep(finished) }
  }

  /// JSON Lines can be cut anywhere between two lines; a sheet's rows need its header and an
  /// interchange its envelope.
  private func isLineBased(_ head: [UInt8]) -> Bool {
    guard format == nil || format == "auto" || format == "banlie-json" else { return false }
    let start = head.prefix(4_096).drop {
      $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF
    }
    guard start.first == UInt8(ascii: "{"), let end = start.firstIndex(of: UInt8(ascii: "\n"))
    else { return false }
    return start[..<end].last { $0 != 0x0D && $0 != 0x20 } == UInt8(ascii: "}")
  }
}

/// Decodes one message ahead of the writer, on a second core, in order.
struct Pipeline<Value: Sendable> {
  private final class Slot: Sendable {
    let value = Mutex<Value?>(nil)
    let ready = DispatchSemaphore(value: 0)
  }

  private var waiting: [Slot] = []
  private let depth = 2

  /// Starts the work; hands back the oldest finished one when enough are under way.
  mutating func submit(_ work: @escaping @Sendable () -> Value) -> Value? {
    let slot = Slot()
    DispatchQueue.global().async {
      let value = work()
      slot.value.withLock { $0 = value }
      slot.ready.signal()
    }
    waiting.append(slot)
    return waiting.count > depth ? next() : nil
  }

  /// The oldest, waited for; nil when none is left.
  mutating func next() -> Value? {
    guard !waiting.isEmpty else { return nil }
    let slot = waiting.removeFirst()
    slot.ready.wait()
    return slot.value.withLock { $0 }
  }
}
