import Freight

extension EDIFACT {
  /// Reads messages one after another and checks their envelopes (ISO 9735-1: UNB…UNZ, UNG…UNE,
  /// UNH…UNT). Several interchanges may follow each other, and messages may come without UNB.
  ///
  /// Counts and references that disagree are warnings, for real senders get them wrong; strictly,
  /// they are rejections, and a message whose own UNT is wrong is not returned.
  struct InterchangeReader {
    private(set) var rejections: [Rejection] = []
    private(set) var warnings: [Warning] = []

    private let isStrict: Bool
    private var tokenizer: Tokenizer
    private var interchange: OpenInterchange?
    private var group: OpenGroup?
    private var message: OpenMessage?
    private var messagesSeen = 0
    private var sawAnything = false
    /// Segments outside of any message are one rejection a run, not one each.
    private var isInStrayRun = false
    private var isFinished = false

    init(_ bytes: [UInt8], isStrict: Bool) {
      tokenizer = Tokenizer(bytes)
      self.isStrict = isStrict
    }

    /// The next message whose envelope holds; nil at the end, when ``rejections`` are complete.
    mutating func next() -> Message? {
      while !isFinished, let token = tokenizer.next() {
        sawAnything = true
        if let message = take(token) { return message }
      }
      finish()
      return nil
    }

    private mutating func take(_ token: Tokenizer.Token) -> Message? {
      switch token {
      case .segment(let segment): return take(segment)
      case .badAdvice(let offset):
        reject(
          .malformedEnvelope, .byte(offset),
          "UNA gives characters that cannot separate data; the standard ones (:+.? ') are used")
      case .tooLong(let tag, let offset): takeTooLong(tag: tag, offset: offset)
      case .unterminated(let segment): takeUnterminated(segment)
      }
      return nil
    }

    private mutating func take(_ segment: Segment) -> Message? {
      if message != nil {
        if segment.tag == "UNT" { return closeMessage(segment) }
        guard Self.envelopeTags.contains(segment.tag) else {
          append(segment)
          return nil
        }
        abandonMessage(
          .malformedEnvelope, "\(segment.tag) follows without the message's UNT: ask for it again")
      }
      isInStrayRun = isInStrayRun && !Self.envelopeTags.contains(segment.tag)
      switch segment.tag {
      case "UNB": openInterchange(segment)
      case "UNG": openGroup(segment)
      case "UNH": openMessage(segment)
      case "UNE": closeGroup(segment)
      case "UNZ": closeInterchange(segment)
      default: takeStray(segment)
      }
      return nil
    }

    private static let envelopeTags: Set<String> = ["UNB", "UNG", "UNH", "UNT", "UNE", "UNZ"]

    // MARK: - Findings

    private mutating func reject(
      _ reason: Rejection.Reason, _ position: Position, _ detail: String
    ) {
      rejections.append(Rejection(reason, at: position, detail))
    }

    private mutating func warn(_ position: Position, _ detail: String) {
      warnings.append(Warning(at: position, detail))
    }

    /// A deviation of the kind that real senders commit.
    /// - Returns: whether what deviates may be used all the same.
    private mutating func tolerate(
      _ reason: Rejection.Reason, _ position: Position, _ detail: String
    ) -> Bool {
      if isStrict { reject(reason, position, detail) } else { warn(position, detail) }
      return !isStrict
    }
  }
}

// MARK: - Interchange and group

extension EDIFACT.InterchangeReader {
  private struct OpenInterchange {
    var header: EDIFACT.Interchange
    var offset: Int
    var messages = 0
    var groups = 0
  }

  private struct OpenGroup {
    var reference: String
    var offset: Int
    var messages = 0
  }

  private mutating func openInterchange(_ unb: EDIFACT.Segment) {
    if interchange != nil {
      reject(
        .truncated, .byte(unb.offset),
        "UNB begins an interchange before the last one's UNZ: messages may be missing before it")
    }
    let header = EDIFACT.Interchange(
      sender: unb[2], reference: unb[5], preparedAt: Self.preparedAt(unb[4, 1], unb[4, 2]))
    interchange = OpenInterchange(header: header, offset: unb.offset)
    group = nil
    if unb[1].isEmpty || header.sender.isEmpty || header.reference.isEmpty {
      reject(
        .malformedEnvelope, .byte(unb.offset),
        "UNB lacks its syntax identifier, sender or reference; its messages are read without them")
    }
    if !tokenizer.characterSet.isKnown {
      warn(
        .byte(unb.offset),
        "character set “\(unb[1].prefix(16))” is unknown; read as UTF-8, else Latin-1")
    }
    if unb[11] == "1" {
      warn(.byte(unb.offset), "the sender marks interchange \(header.reference) as a test")
    }
  }

  private mutating func openGroup(_ ung: EDIFACT.Segment) {
    interchange?.groups += 1
    group = OpenGroup(reference: ung[5], offset: ung.offset)
  }

  private mutating func closeGroup(_ une: EDIFACT.Segment) {
    guard let closed = group else {
      takeStray(une)
      return
    }
    group = nil
    if Int(une[1]) != closed.messages {
      _ = tolerate(
        .countMismatch, .byte(une.offset),
        "UNE counts \(shown(une[1])) messages, the group holds \(closed.messages)")
    }
    if une[2] != closed.reference {
      _ = tolerate(
        .referenceMismatch, .byte(une.offset),
        "UNE refers to group \(shown(une[2])), UNG to \(shown(closed.reference))")
    }
  }

  private mutating func closeInterchange(_ unz: EDIFACT.Segment) {
    guard let closed = interchange else {
      takeStray(unz)
      return
    }
    let count = closed.groups > 0 ? closed.groups : closed.messages
    if Int(unz[1]) != count {
      _ = tolerate(
        .countMismatch, .byte(unz.offset),
        "UNZ counts \(shown(unz[1])), the interchange holds \(count)"
          + (closed.groups > 0 ? " groups" : " messages"))
    }
    if unz[2] != closed.header.reference {
      _ = tolerate(
        .referenceMismatch, .byte(unz.offset),
        "UNZ refers to interchange \(shown(unz[2])), UNB to \(shown(closed.header.reference))")
    }
    if closed.messages == 0 {
      reject(.empty, .byte(closed.offset), "the interchange holds no message")
    }
    endInterchange(at: unz.offset)
  }

  private mutating func endInterchange(at offset: Int) {
    if tokenizer.sawForeignBytes {
      warn(
        .byte(offset),
        "bytes outside of \(tokenizer.characterSet.identifier) were read as UTF-8, else Latin-1")
    }
    if tokenizer.sawRepetition {
      warn(.byte(offset), "repeated elements: only the first repetition of each is read")
    }
    interchange = nil
    group = nil
    tokenizer.resetToStandard()
  }

  private mutating func takeStray(_ segment: EDIFACT.Segment) {
    guard !isInStrayRun else { return }
    isInStrayRun = true
    reject(
      .malformedEnvelope, .byte(segment.offset),
      "segment \(shown(segment.tag)) stands outside of any message (UNH…UNT) and is not read")
  }

  /// `220101:1021`, or with syntax version 4 `20220101:1021`.
  private static func preparedAt(_ date: String, _ time: String) -> LocalDateTime? {
    EDIFACT.localDateTime(date + time, format: date.utf8.count == 8 ? "203" : "201")
  }
}

// MARK: - Messages

extension EDIFACT.InterchangeReader {
  private struct OpenMessage {
    var number: Int
    var reference: String
    var segments: [EDIFACT.Segment]
    /// Counted as UNT counts, though the segment may not be kept.
    var count = 1
    /// The message was rejected already: its rest is passed over.
    var isLost = false
  }

  private mutating func openMessage(_ unh: EDIFACT.Segment) {
    messagesSeen += 1
    interchange?.messages += 1
    group?.messages += 1
    var unh = unh
    unh.number = 1
    var opened = OpenMessage(number: messagesSeen, reference: unh[1], segments: [unh])
    if interchange == nil {
      warn(.segment(message: messagesSeen, segment: 1), "the message comes without UNB")
    }
    if unh[1].isEmpty || unh[2, 1].isEmpty || unh[2, 2].isEmpty || unh[2, 3].isEmpty {
      opened.isLost = true
      reject(
        .malformedEnvelope, .segment(message: messagesSeen, segment: 1),
        "UNH lacks its reference or its type, version and release (found "
          + "\(shown(unh.composite(2).joined(separator: ":")))): the message cannot be read")
    }
    message = opened
  }

  private mutating func append(_ segment: EDIFACT.Segment) {
    // The open message is changed in place: a copy of it here would copy its segments each time.
    message?.count += 1
    guard message?.isLost == false, let count = message?.count else { return }
    guard count < Limits.edifactSegmentsPerMessage else {
      lose(
        .tooManyRecords,
        "the message has more than \(Limits.edifactSegmentsPerMessage) segments: split it")
      return
    }
    var numbered = segment
    numbered.number = count
    message?.segments.append(numbered)
  }

  private mutating func closeMessage(_ unt: EDIFACT.Segment) -> EDIFACT.Message? {
    guard var closed = message else { return nil }
    message = nil
    closed.count += 1
    guard !closed.isLost else { return nil }
    let position = Position.segment(message: closed.number, segment: closed.count)
    var isUsable = true
    if Int(unt[1]) != closed.count {
      isUsable = tolerate(
        .countMismatch, position,
        "UNT counts \(shown(unt[1])) segments, the message has \(closed.count) with UNH and UNT")
    }
    if unt[2] != closed.reference {
      let isTolerated = tolerate(
        .referenceMismatch, position,
        "UNT refers to message \(shown(unt[2])), UNH to \(shown(closed.reference))")
      isUsable = isUsable && isTolerated
    }
    guard isUsable, let unh = closed.segments.first else { return nil }
    return EDIFACT.Message(
      number: closed.number, interchange: interchange?.header ?? EDIFACT.Interchange(),
      type: unh[2, 1], version: unh[2, 2], release: unh[2, 3], segments: closed.segments)
  }

  /// Rejects the open message, whose end is still to come.
  private mutating func lose(_ reason: Rejection.Reason, _ detail: String) {
    guard let open = message, !open.isLost else { return }
    message?.isLost = true
    message?.segments = []
    reject(reason, .segment(message: open.number, segment: open.count), detail)
  }

  /// Rejects the open message, whose end will not come.
  private mutating func abandonMessage(_ reason: Rejection.Reason, _ detail: String) {
    lose(reason, detail)
    message = nil
  }

  private mutating func takeTooLong(tag: String, offset: Int) {
    let detail =
      "segment \(shown(tag)) is longer than \(Limits.edifactSegmentBytes) bytes (is its "
      + "terminator missing?)"
    if message != nil {
      message?.count += 1
      lose(.segmentTooLong, detail)
    } else {
      reject(.segmentTooLong, .byte(offset), detail)
    }
  }

  private mutating func takeUnterminated(_ segment: EDIFACT.Segment) {
    if segment.tag == "UNZ", segment.elements.count >= 2, message == nil, interchange != nil {
      closeInterchange(segment)
      _ = tolerate(.truncated, .byte(segment.offset), "the last UNZ lacks its terminator")
      return
    }
    // A message that was complete but for the last byte of its UNT is not taken: a digit of the
    // count may be missing as well.
    finishTruncated(at: segment.offset)
  }

  private mutating func finish() {
    guard !isFinished else { return }
    isFinished = true
    if message != nil || interchange != nil {
      finishTruncated(at: nil)
    } else if let open = group {
      reject(
        .truncated, .byte(open.offset),
        "the group ends without its UNE: messages may be missing, send the whole again")
    } else if !sawAnything {
      reject(.empty, .none, "there is no segment in it")
    }
  }

  private mutating func finishTruncated(at offset: Int?) {
    isFinished = true
    if let open = message, !open.isLost {
      abandonMessage(
        .truncated,
        "the data end inside message \(open.number), after segment \(open.count): send it again")
    } else if let offset {
      reject(
        .truncated, .byte(offset),
        "the data end inside a segment: messages may be missing, send the whole again")
    } else if let open = interchange, message == nil {
      reject(
        .truncated, .byte(open.offset),
        "the interchange ends without its UNZ: messages may be missing, send the whole again")
    }
    message = nil
    if interchange != nil { endInterchange(at: offset ?? 0) }
  }

  /// What was found, short enough for a sentence.
  private func shown(_ text: String) -> String {
    text.isEmpty ? "nothing" : "“\(text.prefix(35))”"
  }
}
