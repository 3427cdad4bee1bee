import Answers
import Freight
import RouteBook
import Tracking

/// The words of a manifest, in one language.
struct ManifestWords {
  let language: Language
  let book: RouteBook?
  let words: Wording

  init(language: Language, book: RouteBook? = nil) {
    self.language = language
    self.book = book
    words = Wording(language: language)
  }

  func callAsFunction(_ phrase: Wording.Phrase) -> String { words(phrase) }

  func callAsFunction(
    en: @autoclosure () -> String, zh: @autoclosure () -> String, ru: @autoclosure () -> String
  ) -> String { words(en: en(), zh: zh(), ru: ru()) }

  func routeName(_ id: String?) -> String? {
    id.map { book?.findRoute($0)?.names[language] ?? $0 }
  }

  /// `stalled 4 d 21 h, since 2026-02-15, port closed; late 2 d 6 h, since 2026-02-20`: a cell is no
  /// place for sentences.
  func alerts(_ alerts: [Alert]) -> String? {
    guard !alerts.isEmpty else { return nil }
    return alerts.map(alert).joined(separator: language == .zh ? "；" : "; ")
  }

  func alert(_ alert: Alert) -> String {
    var text = words.alert(alert.kind)
    if alert.hours != nil { text += " " + words.span(alert) }
    // With its year: a sheet is read long after, and boxes stand longer than one would think.
    let since = (book?.local(alert.since, at: alert.place) ?? alert.since).localDate
    var parts = [text]
    if alert.kind != .stalled, alert.kind != .late, let place = alert.place {
      parts.append(book?.findPlace(place)?.names[language] ?? place.slug)
    }
    // What is late is so since a day that may be yet to come.
    parts.append(
      alert.kind == .late
        ? words(en: "due \(since)", zh: "应于\(since)到达", ru: "срок \(since)")
        : words(en: "since \(since)", zh: "自\(since)", ru: "с \(since)"))
    if alert.kind == .stalled, let cause = alert.detail.flatMap(words.cause) { parts.append(cause) }
    return parts.joined(separator: language == .zh ? "，" : ", ")
  }

  func customs(_ procedures: [ManifestBox.Customs]) -> String? {
    guard !procedures.isEmpty else { return nil }
    return procedures.map { procedure in
      let state = words.activity(procedure.isReleased ? .customsReleased : .customsSelected)
      return [words.procedure(procedure.procedure), state, procedure.at.localDate.description]
        .filter { !$0.isEmpty }
        .joined(separator: " ")
    }.joined(separator: language == .zh ? "；" : "; ")
  }

  func changes(_ changes: [ManifestChange]) -> String? {
    guard !changes.isEmpty else { return nil }
    return changes.map(change).joined(separator: language == .zh ? "；" : "; ")
  }

  private func change(_ change: ManifestChange) -> String {
    switch change {
    case .listed: words(en: "new", zh: "新增", ru: "новый")
    case .moved(let from, let to): "\(from ?? "?") → \(to ?? "?")"
    case .train(let from, let to):
      "\(words(en: "train", zh: "班列", ru: "поезд")) \(from ?? "–") → \(to ?? "–")"
    case .alertRaised(let kind): "+ " + words.alert(kind)
    case .alertCleared(let kind): "− " + words.alert(kind)
    case .estimate(let hours):
      words(
        hours > 0
          ? .init(
            en: "ETA \(words.duration(hours: hours)) later",
            zh: "预计到达推迟\(words.duration(hours: hours))",
            ru: "прибытие позже на \(words.duration(hours: hours))")
          : .init(
            en: "ETA \(words.duration(hours: -hours)) earlier",
            zh: "预计到达提前\(words.duration(hours: -hours))",
            ru: "прибытие раньше на \(words.duration(hours: -hours))"))
    }
  }
}

extension ManifestColumn {
  /// What stands in the row of a goods item; columns of the box repeat in each of its rows.
  ///
  /// - Parameter item: nil for a box of whose goods nothing is known.
  func value(_ box: ManifestBox, _ item: Cargo?, _ words: ManifestWords, line: Int = 0) -> Cell {
    switch self {
    case .line: .integer(line)
    case .train: .known(box.train?.number)
    case .departure: box.departure.map(Cell.date) ?? .empty
    case .route: .known(words.routeName(box.route))
    case .container: .known(box.container.text)
    case .type: .known(box.containerType)
    case .wagon: .known(box.wagon?.text)
    case .vessel: .known(box.vessel?.description)
    case .state: .known(words.words.state(box.state))
    case .place: .known(box.placeName)
    case .activity:
      .known(
        box.activity.map { words.words.activity($0, by: box.vessel == nil ? nil : .voyage) })
    case .since: .minute(box.activityAt)
    case .kmLeft: box.kilometresLeft.map(Cell.integer) ?? .empty
    case .eta: .minute(box.arrived == nil ? box.estimate?.p50 : nil)
    case .etaFrom: .minute(box.arrived == nil ? box.estimate?.p10 : nil)
    case .etaTo: .minute(box.arrived == nil ? box.estimate?.p90 : nil)
    case .arrived: .minute(box.arrived)
    case .due: .minute(box.due)
    case .deviationHours: .number(box.deviationHours, digits: 1)
    case .origin: .known(box.origin)
    case .destination: .known(box.destination)
    case .notes, .consignor, .consignee, .customer, .hs, .goods, .packages, .grossKilograms, .un:
      goods(box, item)
    case .seals: .known(box.seals.joined(separator: ", "))
    case .customs: .known(words.customs(box.customs))
    case .alerts: .known(words.alerts(box.alerts))
    case .lastReport: .minute(box.lastReport)
    case .silentHours: .number(box.silentHours, digits: 1)
    case .changes: .known(words.changes(box.changes))
    }
  }

  private func goods(_ box: ManifestBox, _ item: Cargo?) -> Cell {
    switch self {
    case .notes: .known(box.notes(of: item).map(\.number).joined(separator: ", "))
    case .consignor: .known(item?.consignor)
    case .consignee: .known(item?.consignee)
    case .customer: .known(item?.customer)
    case .hs: .known(item?.commodity?.digits)
    case .goods: .known(item?.description)
    case .packages: item?.packages.map(Cell.integer) ?? .empty
    case .grossKilograms: .number(item?.grossKilograms, digits: 3)
    case .un: .known(item?.dangerousGoods.map { "UN\($0.digits)" })
    default: .empty
    }
  }
}

extension Cell {
  static func known(_ text: String?) -> Cell {
    guard let text, !text.isEmpty else { return .empty }
    return .text(text)
  }

  /// To the minute, as people read it.
  static func minute(_ instant: Instant?) -> Cell {
    guard let instant else { return .empty }
    guard instant.precision != .day else { return .date(instant.localDate) }
    let fraction = instant.localMicrosecondOfDay % Instant.microsecondsPerMinute
    return .time(instant.adding(microseconds: -fraction))
  }

  static func number(_ value: Double?, digits: Int) -> Cell {
    guard let value, value.isFinite else { return .empty }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    // No minus before a zero.
    let rounded = (value * scale).rounded() / scale
    return .number(rounded == 0 ? 0 : rounded)
  }
}
