import Feeds
import Freight
import RouteBook

/// Reads messages of one feed: recognises the format and decodes. Needs no ledger.
public struct MessageDecoder: Sendable {
  let book: RouteBook
  let options: FeedOptions

  public init(book: RouteBook, options: FeedOptions) {
    self.book = book
    self.options = options
  }

  /// - Parameters:
  ///   - receivedAt: UTC microseconds.
  ///   - firstLine: the line of the file that the message begins on, less one.
  /// - Returns: the format's name, nil where none fits.
  func decode(
    _ body: [UInt8], receivedAt: Int64, firstLine: Int = 0
  ) -> (format: String?, decoded: Decoded) {
    guard body.count <= Limits.messageBytes else {
      let detail =
        "more than \(Limits.messageBytes) bytes (messageBytes) in one document or line: "
        + "send it in parts"
      let position: Position = firstLine > 0 ? .line(firstLine + 1) : .none
      return (nil, Decoded(rejections: [Rejection(.tooLarge, at: position, detail)]))
    }
    switch Formats.recognise(body, named: options.format) {
    case .failure(let rejection): return (nil, Decoded(rejections: [rejection]))
    case .success(let format):
      var context = DecodingContext(
        feed: options.feed, receivedAt: Instant(microseconds: receivedAt), zone: options.zone,
        dateOrder: options.dateOrder, isStrict: options.isStrict, places: book)
      context.fallbackZone = options.fallbackZone
      context.codes = options.codes
      context.usesRailwayDay = options.usesRailwayDay
      var decoded = format.decode(body, in: context)
      if firstLine > 0 { decoded.shiftLines(by: firstLine) }
      for index in decoded.events.indices { decoded.events[index].source.format = format.name }
      return (format.name, decoded)
    }
  }

  /// Reads bytes until nil and tells what would come of them; nothing is kept, so nothing is known
  /// of duplicates.
  ///
  /// - Parameter read: the next bytes of the file; nil at its end.
  public func examine(
    receivedAt: Int64, read: () throws -> [UInt8]?, progress: (Int) -> Void = { _ in }
  ) throws -> IntakeOutcome {
    var outcome = IntakeOutcome()
    var done = 0
    try FileReading(format: options.format).run(
      read: read,
      work: { body, firstLine in
        let (format, decoded) = decode(body, receivedAt: receivedAt, firstLine: firstLine)
        return (size: body.count, format: format, decoded: decoded)
      },
      keep: { message in
        outcome.format = outcome.format ?? message.format
        outcome.accepted += message.decoded.events.count
        outcome.add(message.decoded.rejections, message.decoded.warnings)
        done += message.size
        progress(done)
      })
    return outcome
  }
}

extension RouteBook: PlaceDirectory {}

extension Decoded {
  /// Line positions of a message that was cut from a larger file, in the file's own numbering.
  mutating func shiftLines(by lines: Int) {
    func shifted(_ position: Position) -> Position {
      guard case .line(let line, let column) = position else { return position }
      return .line(line + lines, column: column)
    }
    for index in rejections.indices {
      rejections[index].position = shifted(rejections[index].position)
    }
    for index in warnings.indices { warnings[index].position = shifted(warnings[index].position) }
    for index in events.indices {
      events[index].source.position = shifted(events[index].source.position)
    }
  }
}
