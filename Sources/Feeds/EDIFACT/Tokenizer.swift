import Freight

extension EDIFACT {
  /// Cuts bytes into segments, one at a time.
  ///
  /// Line breaks are no data in EDIFACT: senders put them between segments, or every 80 bytes, right
  /// through a number. They are dropped wherever they stand, unless UNA makes one the terminator.
  struct Tokenizer {
    enum Token: Equatable {
      case segment(Segment)
      /// A UNA that cannot be used.
      case badAdvice(offset: Int)
      /// A segment over ``Limits/edifactSegmentBytes``: skipped as far as its terminator.
      case tooLong(tag: String, offset: Int)
      /// The bytes ended inside a segment.
      case unterminated(Segment)
    }

    private let bytes: [UInt8]
    private var position: Int
    private(set) var characters = ServiceCharacters.standard {
      didSet { isSpecial = Self.specials(of: characters) }
    }
    /// By byte: whether it is more than a part of a component.
    private var isSpecial = specials(of: .standard)
    private(set) var characterSet = CharacterSet.standard
    /// Bytes outside of the declared character set were met since the last UNB.
    private(set) var sawForeignBytes = false
    /// A repeated element was met; only its first repetition is read.
    private(set) var sawRepetition = false

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
      position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// What UNA and UNB set ends with their interchange.
    mutating func resetToStandard() {
      characters = .standard
      characterSet = .standard
      sawForeignBytes = false
      sawRepetition = false
    }

    mutating func next() -> Token? {
      skipFiller()
      guard position < bytes.count else { return nil }
      if bytes[position...].starts(with: "UNA".utf8) { return advice() }
      return segment()
    }

    // MARK: - Between segments

    /// White space, end-of-file marks and empty segments.
    private mutating func skipFiller() {
      while position < bytes.count {
        switch bytes[position] {
        case 0x00, 0x09...0x0D, 0x1A, 0x20, characters.terminator: position += 1
        default: return
        }
      }
    }

    private mutating func advice() -> Token? {
      let start = position
      let end = start + ServiceCharacters.adviceBytes
      guard end <= bytes.count else {
        position = bytes.count
        return .unterminated(Segment(tag: "UNA", elements: [], offset: start))
      }
      position = end
      guard let characters = ServiceCharacters(advice: bytes[start..<end]) else {
        return .badAdvice(offset: start)
      }
      self.characters = characters
      return next()
    }

    // MARK: - Segments

    private mutating func segment() -> Token {
      var draft = Draft()
      let start = position
      let limit = start + Limits.edifactSegmentBytes
      while position < bytes.count {
        appendPlain(to: &draft, before: min(bytes.count, limit + 1))
        guard position < bytes.count else { break }
        let byte = bytes[position]
        if byte != characters.terminator, position >= limit {
          position += 1
          skipToTerminator()
          return .tooLong(tag: draft.elements.first?.first ?? "", offset: start)
        }
        position += 1
        switch byte {
        case characters.terminator: return .segment(finish(&draft, at: start))
        case 0x0A, 0x0D: continue
        case characters.release: appendReleased(to: &draft)
        case characters.component: endComponent(&draft)
        case characters.element: endElement(&draft)
        case characters.repetition: endRepetition(&draft)
        default: draft.component.append(byte)
        }
      }
      return .unterminated(finish(&draft, at: start))
    }

    /// Most bytes are plain, so they are taken by runs.
    private mutating func appendPlain(to draft: inout Draft, before end: Int) {
      let start = position
      while position < end, !isSpecial[Int(bytes[position])] { position += 1 }
      if position > start { draft.component.append(contentsOf: bytes[start..<position]) }
    }

    private static func specials(of characters: ServiceCharacters) -> [Bool] {
      var special = [Bool](repeating: false, count: 256)
      let all = [
        0x0A, 0x0D, characters.terminator, characters.release, characters.component,
        characters.element, characters.repetition,
      ]
      for case let byte? in all { special[Int(byte)] = true }
      return special
    }

    /// The next byte that is no line break, whatever it means otherwise.
    private mutating func appendReleased(to draft: inout Draft) {
      while position < bytes.count, bytes[position] == 0x0A || bytes[position] == 0x0D {
        position += 1
      }
      guard position < bytes.count else { return }
      draft.component.append(bytes[position])
      position += 1
    }

    private mutating func skipToTerminator() {
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        if byte == characters.terminator { return }
        if byte == characters.release { position += 1 }
      }
    }

    /// What is being read: elements so far, the tag among them.
    private struct Draft {
      var elements: [[String]] = []
      var components: [String] = []
      var component: [UInt8] = []
      /// Within a further repetition of an element, which is not kept.
      var isRepeating = false

      init() {
        // Segments of statuses have a handful; growing by doubling costs more than the room.
        elements.reserveCapacity(6)
        component.reserveCapacity(24)
      }
    }

    private mutating func endComponent(_ draft: inout Draft) {
      defer { draft.component.removeAll(keepingCapacity: true) }
      guard !draft.isRepeating else { return }
      if draft.elements.count == 1, draft.components.isEmpty, draft.elements[0] == ["UNB"] {
        characterSet = CharacterSet(identifier: String(decoding: draft.component, as: UTF8.self))
      }
      let (text, isForeign) = characterSet.decode(draft.component)
      if isForeign { sawForeignBytes = true }
      draft.components.append(text.trimmingSpaces())
    }

    private mutating func endElement(_ draft: inout Draft) {
      endComponent(&draft)
      draft.elements.append(draft.components)
      draft.components = []
      draft.isRepeating = false
    }

    private mutating func endRepetition(_ draft: inout Draft) {
      endComponent(&draft)
      draft.isRepeating = true
      sawRepetition = true
    }

    private mutating func finish(_ draft: inout Draft, at offset: Int) -> Segment {
      endElement(&draft)
      // A tag may carry explicit nesting (`CNI:1:2`): the tag is its first component.
      return Segment(
        tag: draft.elements.first?.first ?? "", elements: Array(draft.elements.dropFirst()),
        offset: offset)
    }
  }
}

extension String {
  /// Without blanks at its ends: fixed-width systems pad what they send.
  fileprivate func trimmingSpaces() -> String {
    guard utf8.first == 0x20 || utf8.last == 0x20 else { return self }
    return trimmingWhitespace()
  }
}
