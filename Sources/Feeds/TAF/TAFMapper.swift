import Freight

extension TAF {
  /// Turns one message into events, rejections and warnings.
  struct Mapper {
    let found: Found
    let context: DecodingContext
    var decoded = Decoded()

    /// Read from the header before the message's own part.
    private(set) var sender = ""
    private(set) var isRetraction = false
    /// MessageDateTime: when the sender wrote this version.
    private(set) var updatedAt: Instant
    private(set) var updateAssumptions: Assumptions = []

    var message: XMLElement { found.element }
    let messageTime: XMLElement?

    init(_ found: Found, in context: DecodingContext) {
      self.found = found
      self.context = context
      messageTime = found.element.first("MessageHeader", "MessageReference", "MessageDateTime")
      updatedAt = context.receivedAt
    }

    mutating func map() {
      do throws(Rejection) {
        let type = try type()
        try readHeader()
        switch type {
        case .runningInformation: try mapRunning(.actual, type)
        case .forecast: try mapRunning(.estimated, type)
        case .interruption: try mapInterruption()
        case .composition: try mapComposition()
        case .wagonStatus: try mapWagonStatuses()
        }
      } catch {
        reject(error)
      }
    }

    // MARK: - Header

    /// By the root's name; by MessageType where the name is another's.
    private mutating func type() throws(Rejection) -> MessageType {
      let element = message.first("MessageHeader", "MessageReference", "MessageType")
      let number = element?.text
      guard let type = MessageType(rootName: message.name) else {
        if let number, let type = MessageType(rawValue: number) { return type }
        throw rejection(
          .unsupportedMessage, message,
          "\(clipped(message.name, to: 64))\(number.map { " (\(clipped($0, to: 16)))" } ?? "") "
            + "tells nothing of a journey: read are 3003, 4004, 4005, 4006 and 5020")
      }
      if let element, let number, number != type.rawValue {
        try tolerate(
          .invalidCode, element,
          "MessageType is \(quoted(number)) in a \(message.name), which is \(type.rawValue)")
      }
      return type
    }

    private mutating func readHeader() throws(Rejection) {
      sender = message.first("MessageHeader", "Sender")?.text ?? ""
      if let status = message.first("MessageStatus"), let code = status.text {
        isRetraction = code == "3"
        if !["1", "2", "3"].contains(code) {
          try tolerate(
            .invalidCode, status, "MessageStatus is \(quoted(code)): 1 new, 2 modified, 3 deleted")
        }
      }
      guard let time = messageTime else {
        updateAssumptions = .updateTime
        return
      }
      try readUpdateTime(time)
    }

    private mutating func readUpdateTime(_ element: XMLElement) throws(Rejection) {
      do throws(Rejection) {
        updatedAt = try instant(element, at: nil).instant
      } catch {
        if context.isStrict { throw error }
        updateAssumptions = .updateTime
        warn(element, "\(error.detail); the time of receipt stands for it as update time")
      }
    }

    // MARK: - What the parts share

    /// An event as this message tells it; who calls fills in the rest.
    func event(
      _ key: [String], _ subject: Subject, _ activity: Activity, at placed: PlacedTime,
      _ element: XMLElement
    ) -> Event {
      Event(
        feed: context.feed, senderKey: senderKey(key), subject: subject, activity: activity,
        occurredAt: placed.instant, assumptions: placed.assumptions.union(updateAssumptions),
        updatedAt: updatedAt, isRetraction: isRetraction,
        source: Source(format: TAF.name, position: found.position(of: element)))
    }

    /// The report's identity: the message's number, its sender, and what makes it one report.
    private func senderKey(_ parts: [String]) -> String {
      ([parts[0], sender] + parts.dropFirst()).map {
        clipped($0.replacing("|", with: "/"), to: 128)
      }.joined(separator: "|")
    }

    func rejection(
      _ reason: Rejection.Reason, _ element: XMLElement, _ detail: String
    ) -> Rejection {
      Rejection(reason, at: found.position(of: element), detail)
    }

    mutating func reject(_ rejection: Rejection) { decoded.rejections.append(rejection) }

    mutating func warn(_ element: XMLElement, _ detail: String) {
      decoded.warnings.append(Warning(at: found.position(of: element), detail))
    }

    /// A deviation that costs nothing: strictly a rejection, else a warning.
    mutating func tolerate(
      _ reason: Rejection.Reason, _ element: XMLElement, _ detail: String
    ) throws(Rejection) {
      if context.isStrict { throw rejection(reason, element, detail) }
      warn(element, detail)
    }

    /// The text of the first of these children that has one.
    func required(_ names: [String], of element: XMLElement) throws(Rejection) -> XMLElement {
      for name in names {
        if let child = element.first(name), child.text != nil { return child }
      }
      throw rejection(
        .missingField, element, "\(element.name) has no \(names[0]): nothing to report without it")
    }
  }

  static func clipped(_ text: String, to limit: Int = Limits.textBytes) -> String {
    IFTSTA.clipped(text, to: limit)
  }
}
