import Freight

extension TAF.Mapper {
  /// 4005 TrainRunningInformation and 4004 TrainRunningForecast: a train at its reporting points.
  mutating func mapRunning(
    _ classifier: Classifier, _ type: TAF.MessageType
  ) throws(Rejection) {
    let train = try train(of: message)
    let reports = message.all("TrainLocationReport")
    guard !reports.isEmpty else {
      throw rejection(
        .missingField, message, "\(message.name) has no TrainLocationReport: it tells nothing")
    }
    let carrier = carrier(message.first("ResponsibleRU"))
    for report in reports {
      do throws(Rejection) {
        var event = try locationEvent(report, of: train, type)
        event.classifier = classifier
        event.conveyance.carrier = carrier
        decoded.events.append(event)
      } catch {
        reject(error)
      }
    }
  }

  private mutating func locationEvent(
    _ report: XMLElement, of train: TAF.Train, _ type: TAF.MessageType
  ) throws(Rejection) -> Event {
    // Before TrainLocationReport had a type of its own its facts stood one level down.
    let facts = report.first("TrainLocationStatusReport") ?? report
    guard let place = place(report.first("Location") ?? report.first("LocationIdent")) else {
      throw rejection(
        .missingField, report, "TrainLocationReport has no Location with a code or name")
    }
    let code = TAF.twoDigits(try required(["TrainLocationStatus"], of: facts).text ?? "")
    let rawCode = "\(type.rawValue):\(TAF.clipped(code, to: 32))"
    let time = try required(["LocationDateTime", "TimeAtLocation"], of: facts)
    var event = event(
      [type.rawValue, train.identity, key(place), code], .trainLeg(train.id),
      TAF.activity(rawCode, code, in: TAF.trainLocationStatuses, context),
      at: try instant(time, at: place), report)
    event.place = place
    event.rawCode = rawCode
    event.reason = delay(report, facts)
    return event
  }

  func carrier(_ element: XMLElement?) -> String? {
    (element?.text).map { TAF.clipped($0, to: 256) }
  }

  // MARK: - Delay

  private mutating func delay(_ report: XMLElement, _ facts: XMLElement) -> String? {
    let booked =
      report.first("TrainDelay", "AgainstBooked") ?? facts.first("TrainDelayAgainstBooked")
    guard let element = booked ?? report.first("TrainDelay", "AgainstReferenced"),
      let text = element.text
    else { return nil }
    guard let minutes = Self.delayMinutes(text) else {
      warn(element, "\(element.name) is \(quoted(text)): a delay is written as +0010, in minutes")
      return nil
    }
    let reference = booked == nil ? "referenced" : "booked"
    return minutes == 0
      ? nil : "\(abs(minutes)) min \(minutes > 0 ? "late" : "early") on the \(reference) time"
  }

  /// `DeltaTime`: a sign and four digits; older senders write plain minutes.
  static func delayMinutes(_ text: String) -> Int? {
    let isEarly = text.utf8.first == UInt8(ascii: "-")
    let digits = isEarly || text.utf8.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
    guard (1...5).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let minutes = Int(digits)
    else { return nil }
    return isEarly ? -minutes : minutes
  }

  // MARK: - Interruption

  /// 4006 TrainRunningInterruption: a train that stands, will stand, or runs on.
  mutating func mapInterruption() throws(Rejection) {
    let train = try train(of: message)
    guard let point = message.first("InterruptionPoint") else {
      throw rejection(
        .missingField, message, "\(message.name) has no InterruptionPoint: it tells nothing")
    }
    let facts = point.first("Interruption") ?? point
    let place = place(point.first("Location"))
    let status = message.first("TrainRunningInterruptionStatus")
    let state = status?.first("TrainInterrupted")?.text ?? status?.text ?? "1"
    var time = try required(["InterruptionDateTime"], of: facts)
    var meaning: (activity: Activity, classifier: Classifier) = (.held, .actual)
    switch state {
    case "0":
      // InterruptionDateTime still says when it began; that it ended is known from the message.
      meaning = (.resumed, .actual)
      time = messageTime ?? time
    case "2": meaning = (.delayed, .estimated)
    case "1": break
    default:
      if let status { warn(status, "TrainInterrupted is \(quoted(state)): taken for 1") }
    }
    let cause = facts.first("InterruptionReason")?.text
    let rawCode = cause.map { "4006:\(TAF.clipped($0, to: 32))" }
    var event = event(
      ["4006", train.identity, key(place), state], .trainLeg(train.id),
      rawCode.flatMap { context.codes[$0] } ?? meaning.activity,
      at: try instant(time, at: place), point)
    event.classifier = meaning.classifier
    event.place = place
    event.rawCode = rawCode
    event.reason = reason(cause, facts, point)
    event.conveyance.carrier = carrier(message.first("ResponsibleRU"))
    decoded.events.append(event)
  }

  private func reason(
    _ cause: String?, _ facts: XMLElement, _ point: XMLElement
  ) -> String? {
    var words = cause.map { [TAF.delayCauses[$0] ?? "cause \($0)"] } ?? []
    words += facts.all("InterruptionDescription").compactMap(\.text)
    words += point.all("Remarks").compactMap(\.text)
    if let detail = point.first("DetailedDescriptionOfLocation")?.text { words.append(detail) }
    let duration = point.first("InterruptionDuration")
    if let end = duration?.first("LatestEndDateTime") ?? duration?.first("EarliestEndDateTime"),
      let text = end.text
    {
      words.append("until \(text)")
    }
    return words.isEmpty ? nil : TAF.clipped(words.joined(separator: "; "))
  }
}
