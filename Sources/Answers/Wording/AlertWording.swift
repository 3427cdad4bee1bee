import Freight
import RouteBook
import Tracking

extension Wording {
  /// One plain sentence: what, where, since when, against what it is measured.
  package func sentence(_ alert: Alert, book: RouteBook) -> String {
    let place = alert.place.flatMap { book.findPlace($0)?.names[language] }
    let since = time(book.local(alert.since, at: alert.place))
    var parts = [self.alert(alert.kind)]
    switch alert.kind {
    case .stalled:
      parts.append(stalled(alert, place: place, since: since))
      if let cause = alert.detail.flatMap(cause) { parts.append(cause) }
    case .silent:
      let hours = span(alert)
      let limit = duration(hours: alert.limitHours ?? 0)
      parts.append(
        self(
          .init(
            en: "no news for \(hours), expected within \(limit)", zh: "\(hours)无消息，应在\(limit)内",
            ru: "нет вестей \(hours), ожидались за \(limit)")))
    case .late:
      let hours = span(alert)
      parts.append(
        self(
          .init(
            en: "\(hours) behind plan, due \(since)", zh: "比计划晚\(hours)，应于\(since)到达",
            ru: "позже плана на \(hours), срок \(since)")))
    default:
      if let place { parts.append(place) }
      // Off its route it is at the place itself.
      let untold: Set<Alert.Kind> = [.implausible, .missedMilestone, .offRoute]
      if let detail = alert.detail, !untold.contains(alert.kind) {
        parts.append(alert.kind == .customsHold ? procedure(detail) : detail)
      }
      parts.append(self(.init(en: "since \(since)", zh: "自\(since)", ru: "с \(since)")))
    }
    return parts.joined(separator: language == .zh ? "，" : " · ")
  }

  /// `3 d 21 h`, or of boxes that differ `3 d 21 h – 10 d 11 h`.
  package func span(_ alert: Alert) -> String {
    let most = duration(hours: alert.hours ?? 0)
    guard let least = alert.leastHours.map(duration(hours:)), least != most else { return most }
    return "\(least) – \(most)"
  }

  private func stalled(_ alert: Alert, place: String?, since: String) -> String {
    let hours = span(alert)
    let limit = duration(hours: alert.limitHours ?? 0)
    let bound = self(
      alert.isLimitTypical
        ? .init(
          en: "9 in 10 leave within \(limit)", zh: "九成在\(limit)内离开",
          ru: "9 из 10 уходят за \(limit)")
        : .init(en: "limit \(limit)", zh: "上限\(limit)", ru: "предел \(limit)"))
    guard let at = place else {
      return self(
        .init(
          en: "\(hours) in one place, \(bound)", zh: "停留\(hours)，\(bound)",
          ru: "\(hours) на одном месте, \(bound)"))
    }
    return self(
      .init(
        en: "\(hours) at \(at), \(bound)", zh: "在\(at)\(hours)，\(bound)",
        ru: "\(hours) на ст. \(at), \(bound)"))
  }

  /// A customs procedure, `CN export`, with its word in the language.
  package func procedure(_ text: String) -> String {
    text.split(separator: " ").map { word in
      switch word {
      case "export": self(.init(en: "export", zh: "出口", ru: "экспорт"))
      case "import": self(.init(en: "import", zh: "进口", ru: "импорт"))
      case "transit": self(.init(en: "transit", zh: "过境", ru: "транзит"))
      default: String(word)
      }
    }.joined(separator: " ")
  }

  /// What keeps it there, as a finding has it.
  package func cause(_ finding: String) -> String? {
    switch Journey.Finding.Kind(rawValue: finding) {
    case .portClosed: activity(.portClosed)
    case .customsHold: alert(.customsHold)
    case .held: activity(.held)
    case .abandoned: activity(.abandoned)
    case .awaitingVessel: activity(.awaitingVessel)
    default: nil
    }
  }

  /// What holds a box though it is no alert yet.
  package func sentence(_ finding: Journey.Finding, book: RouteBook) -> String? {
    let since = time(book.local(Instant(microseconds: finding.since), at: finding.place))
    let what: String
    switch finding.kind {
    case .held, .abandoned, .awaitingVessel, .portClosed:
      what = cause(finding.kind.rawValue) ?? ""
    default: return nil
    }
    let place = finding.place.flatMap { book.findPlace($0)?.names[language] }
    let tail = [place, finding.detail].compactMap(\.self).joined(separator: ", ")
    let from = self(.init(en: "since \(since)", zh: "自\(since)", ru: "с \(since)"))
    return [what, tail, from].filter { !$0.isEmpty }.joined(
      separator: language == .zh ? "，" : " · ")
  }

  /// What was assumed in reading the reports.
  package func assumptions(_ assumptions: Assumptions) -> [String] {
    var texts: [String] = []
    if assumptions.contains(.year) {
      texts.append(self(.init(en: "year inferred", zh: "年份为推断", ru: "год выведен")))
    }
    if assumptions.contains(.zone) {
      texts.append(
        self(.init(en: "zone of the place assumed", zh: "按当地时区理解", ru: "время принято местным")))
    }
    if assumptions.contains(.dateOrder) {
      texts.append(
        self(
          .init(en: "day and month order assumed", zh: "日月顺序为推断", ru: "порядок дня и месяца принят")
        ))
    }
    if assumptions.contains(.checkDigit) {
      texts.append(
        self(.init(en: "check digit wrong", zh: "校验位错误", ru: "контрольная цифра неверна")))
    }
    return texts
  }
}
