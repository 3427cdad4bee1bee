import Freight

extension IFTSTA {
  /// Makes events of one message: each status becomes one event a subject, and each dated stop of
  /// its conveyance one more.
  struct Mapper {
    let message: EDIFACT.Message
    let directory: Directory
    let context: DecodingContext
    let groups: Groups
    var decoded = Decoded()
    /// Containers whose check digit was complained of already.
    var flagged: Set<ContainerNumber> = []

    /// BGM's function (1225): 1 cancellation, 3 deletion, 17 cancellation before a reissue.
    private let isRetraction: Bool
    /// BGM's document number, or for a correction the one it corrects (RFF+ACW).
    private let document: String
    private var updatedAt = Instant(microseconds: 0)
    private var updateAssumptions: Assumptions = []
    private var identified: [String: [Event]] = [:]

    init(_ message: EDIFACT.Message, directory: Directory, context: DecodingContext) {
      self.message = message
      self.directory = directory
      self.context = context
      groups = Groups(message.segments)
      let function = groups.beginning?[3] ?? ""
      isRetraction = ["1", "3", "17"].contains(function)
      let previous = groups.header.references.first { $0[1, 1] == "ACW" }?[1, 2] ?? ""
      let isCorrection = isRetraction || function == "4" || function == "5"
      document =
        isCorrection && !previous.isEmpty ? previous : groups.beginning?[2, 1] ?? ""
      (updatedAt, updateAssumptions) = updateTime()
    }

    mutating func map() {
      if let unknown = groups.unknown.first {
        warn(unknown, "segment “\(unknown.tag.prefix(8))” is no segment of IFTSTA; passed over")
      }
      if groups.consignments.isEmpty, let header = message.segments.first {
        reject(.missingField, header, "the message holds no status (STS)")
      }
      for (index, consignment) in groups.consignments.enumerated() {
        if consignment.statuses.isEmpty, let header = consignment.header {
          reject(.missingField, header, "the consignment (CNI) has no status (STS)")
        }
        for status in consignment.statuses where !isOverLimit {
          map(Report(status, of: consignment, index: index, in: self))
        }
      }
    }

    /// Headers multiply with statuses, stops with boxes: a small message can say very much.
    var isOverLimit: Bool {
      decoded.events.count + decoded.rejections.count > Limits.recordsPerMessage
    }

    mutating func reject(_ reason: Rejection.Reason, _ at: EDIFACT.Segment, _ detail: String) {
      decoded.rejections.append(Rejection(reason, at: message.position(at), detail))
    }

    mutating func warn(_ at: EDIFACT.Segment, _ detail: String) {
      decoded.warnings.append(Warning(at: message.position(at), detail))
    }

    private mutating func map(_ report: Report) {
      let subjects = subjects(of: report)
      guard !subjects.isEmpty else { return }
      mapStatus(report, of: subjects)
      for leg in report.status.legs + groups.header.legs {
        let conveyance = IFTSTA.conveyance(leg)
        for stop in leg.stops where !isOverLimit {
          map(stop, conveyance: conveyance, of: subjects, in: report)
        }
      }
    }

    private mutating func mapStatus(_ report: Report, of subjects: [Reported]) {
      guard let time = statusTime(of: report) else { return }
      for reported in subjects {
        var details = report.details(of: reported)
        var activity = report.activity
        if details?.isEmpty == true, activity == .returned { activity = .emptyReturned }
        if activity.isCustoms {
          details = details ?? Details()
          details?.customsCountry = report.place?.country
        }
        var conveyance = report.conveyance
        conveyance.wagon = reported.wagon ?? conveyance.wagon
        let event = event(
          reported, activity, at: time, report.place, conveyance, rawCode: report.code.written,
          reason: report.reason, details: details, report.segment)
        append(
          event, key: [report.code.written, report.place?.identity ?? ""], isMovement: false, report
        )
      }
    }

    /// DTM of group 7: 178 and 186 happened, 132 and 133 are expected, 232 and 189 are scheduled.
    private mutating func map(
      _ stop: Stop, conveyance: Conveyance, of subjects: [Reported], in report: Report
    ) {
      guard let location = Location(stop.location) else { return }
      for dtm in stop.times where !isOverLimit {
        guard let (activity, classifier) = Self.movements[dtm[1, 1]], !dtm[1, 2].isEmpty,
          var time = resolved(dtm, at: location.place)
        else { continue }
        time.classifier = classifier
        for reported in subjects {
          let isCalling = callingLocations.contains(location.qualifier)
          let event = event(
            reported, activity, at: time, location.place, isCalling ? conveyance : Conveyance(),
            rawCode: "DTM \(dtm[1, 1])", details: report.details(of: reported), dtm)
          let slot = ["DTM \(dtm[1, 1])", "LOC \(location.qualifier)", location.place.identity]
          append(event, key: slot, isMovement: true, report)
        }
      }
    }

    static let movements: [String: (Activity, Classifier)] = [
      "178": (.arrived, .actual), "186": (.departed, .actual),
      "132": (.arrived, .estimated), "133": (.departed, .estimated),
      "232": (.arrived, .planned), "189": (.departed, .planned),
    ]

    private func event(
      _ reported: Reported, _ activity: Activity, at time: ReportTime, _ place: PlaceReference?,
      _ conveyance: Conveyance, rawCode: String, reason: String? = nil, details: Details?,
      _ segment: EDIFACT.Segment
    ) -> Event {
      Event(
        feed: context.feed, subject: reported.subject, activity: activity,
        classifier: time.classifier, occurredAt: time.instant,
        assumptions: time.assumptions.union(reported.assumptions).union(updateAssumptions),
        updatedAt: updatedAt, isRetraction: isRetraction, place: place, conveyance: conveyance,
        reason: reason, rawCode: rawCode, details: details,
        source: Source(format: IFTSTA.name, position: message.position(segment)))
    }

    // MARK: - Identity

    /// Gives the event its key (see README.md, “Identity”) and keeps it.
    ///
    /// A status belongs to its document, so that a correction of that document supersedes it. A
    /// conveyance's stop belongs to the consignment and voyage: every later message tells it anew,
    /// and the newest estimate stands.
    private mutating func append(
      _ event: Event, key slot: [String], isMovement: Bool, _ report: Report
    ) {
      var event = event
      let consignment = report.notes.first?.description ?? ""
      let transport = event.conveyance.voyage?.description ?? event.conveyance.trainNumber ?? ""
      var parts = [message.interchange.sender]
      if !isMovement || (consignment.isEmpty && transport.isEmpty) {
        parts += [document, report.consignmentNumber]
        // Without a document number nothing tells this trip's status from the next one's.
        if document.isEmpty { parts.append(event.occurredAt.localDate.description) }
      }
      parts += [consignment, transport, event.subject.id] + slot
      let base = parts.map(\.withoutBars).joined(separator: "|")
      let (ordinal, isRepeated) = ordinal(of: event, among: base)
      // A conveyance stands under each status of its message again: that is no report of its own.
      if isRepeated && isMovement { return }
      event.senderKey = ordinal == 1 ? base : "\(base)#\(ordinal)"
      decoded.events.append(event)
    }

    /// The same words twice in one message are one report; other words for the same slot (two
    /// delays at one place) are told apart by their order.
    private mutating func ordinal(
      of event: Event, among base: String
    ) -> (ordinal: Int, isRepeated: Bool) {
      guard let known = identified[base] else {
        identified[base] = [event]
        return (1, false)
      }
      let meaning = event.withoutSource
      if let place = known.firstIndex(where: { $0.withoutSource == meaning }) {
        return (place + 1, true)
      }
      identified[base]?.append(event)
      return (known.count + 1, false)
    }
  }
}

extension Event {
  /// What it says, wherever it stood.
  fileprivate var withoutSource: Event {
    var event = self
    event.source = Source()
    return event
  }
}

extension String {
  /// Bars part the fields of a key.
  fileprivate var withoutBars: String {
    utf8.contains(UInt8(ascii: "|")) ? replacing("|", with: "/") : self
  }
}

extension Activity {
  fileprivate var isCustoms: Bool {
    self == .customsPresented || self == .customsSelected || self == .customsReleased
  }
}

extension PlaceReference {
  /// The codes without the text, which a sender may spell anew each time.
  fileprivate var identity: String { PlaceReference(codes: codes)?.key ?? key }

  /// ISO 3166 country, from the UN/LOCODE.
  fileprivate var country: String? {
    for case .unlocode(let code) in codes { return String(code.prefix(2)) }
    return nil
  }
}
