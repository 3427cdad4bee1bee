import Freight
import RouteBook
import Tracking

/// Every word that people read, in one place per language. Missing ones cannot be: each entry names
/// all three.
package struct Wording {
  package let language: Language
  /// The year that goes without saying; nil where all do.
  private let presentYear: Int?

  /// - Parameter now: dates of other years than that of this moment (UTC µs) are shown with theirs.
  package init(language: Language, now: Int64? = nil) {
    self.language = language
    presentYear = now.map { Instant(microseconds: $0).localDate.year }
  }

  /// One text in the three languages.
  package struct Phrase {
    package let en: String
    package let zh: String
    package let ru: String

    package init(en: String, zh: String, ru: String) {
      self.en = en
      self.zh = zh
      self.ru = ru
    }
  }

  package func callAsFunction(_ phrase: Phrase) -> String {
    switch language {
    case .en: phrase.en
    case .zh: phrase.zh
    case .ru: phrase.ru
    }
  }

  /// The same of a phrase that is put together: in this language only.
  package func callAsFunction(
    en: @autoclosure () -> String, zh: @autoclosure () -> String, ru: @autoclosure () -> String
  ) -> String {
    switch language {
    case .en: en()
    case .zh: zh()
    case .ru: ru()
    }
  }

  package func state(_ state: Journey.State) -> String {
    self(Phrases.states[state] ?? Phrases.unknown)
  }
  /// - Parameter carrier: what did it, or carried the box: on ships some things have other words.
  package func activity(_ activity: Activity, by carrier: Subject.Kind? = nil) -> String {
    let ofShips = carrier == .voyage ? Phrases.activitiesOfShips[activity] : nil
    return self(ofShips ?? Phrases.activities[activity] ?? Phrases.unknown)
  }

  package func activity(of event: Event, via carrier: Subject? = nil) -> String {
    let isByShip = event.conveyance.voyage != nil || event.subject.kind == .voyage
    return activity(event.activity, by: isByShip ? .voyage : carrier?.kind)
  }
  package func alert(_ kind: Alert.Kind) -> String { self(Phrases.alerts[kind] ?? Phrases.unknown) }

  /// The kind of alert that somebody typed: its name, or the words for it on screens, in any case.
  package static func alert(meant text: String) -> Alert.Kind? {
    let text = text.lowercased()
    return Alert.Kind.allCases.first { kind in
      let phrase = Phrases.alerts[kind]
      return [kind.rawValue, phrase?.en, phrase?.zh, phrase?.ru].contains {
        $0?.lowercased() == text
      }
    }
  }
  package func carrier(_ kind: Subject.Kind) -> String {
    self(Phrases.carriers[kind] ?? Phrases.unknown)
  }
  /// `SMGS 30102233`, `提单 HLCU123`: what the contract is called, and its number.
  package func note(_ note: NoteNumber) -> String {
    let kind =
      switch note.kind {
      case .smgs: "SMGS"
      case .cim: "CIM"
      case .cimSmgs: "CIM/SMGS"
      case .billOfLading: self(.init(en: "B/L", zh: "提单", ru: "коносамент"))
      case .booking: self(.init(en: "booking", zh: "订舱", ru: "букинг"))
      case .house: self(.init(en: "house B/L", zh: "分单", ru: "домашний коносамент"))
      case .other: self(.init(en: "note", zh: "单号", ru: "документ"))
      }
    return "\(kind) \(note.number)"
  }

  package func role(_ role: Stop.Role) -> String { self(Phrases.roles[role] ?? Phrases.unknown) }

  // MARK: - Figures

  /// `3 h`, `2 d 7 h`: whole hours, days from two on.
  package func duration(hours: Double) -> String {
    let total = Int(hours.rounded())
    if total < 1 { return self(en: "under 1 h", zh: "不到1小时", ru: "менее 1 ч") }
    guard total >= 48 else {
      return self(en: "\(total) h", zh: "\(total)小时", ru: "\(total) ч")
    }
    let days = total / 24
    let rest = total % 24
    if rest == 0 { return self(en: "\(days) d", zh: "\(days)天", ru: "\(days) сут") }
    return self(en: "\(days) d \(rest) h", zh: "\(days)天\(rest)小时", ru: "\(days) сут \(rest) ч")
  }

  package func ago(minutes: Int) -> String {
    if minutes < 90 {
      return self(en: "\(minutes) min ago", zh: "\(minutes)分钟前", ru: "\(minutes) мин назад")
    }
    let span = duration(hours: Double(minutes) / 60)
    return self(en: "\(span) ago", zh: "\(span)前", ru: "\(span) назад")
  }

  /// `8 406 km`, with thin groups of three.
  package func kilometres(_ value: Double) -> String {
    self(en: "\(grouped(value)) km", zh: "\(grouped(value))公里", ru: "\(grouped(value)) км")
  }

  package func kilograms(_ value: Double) -> String {
    self(en: "\(grouped(value)) kg", zh: "\(grouped(value))公斤", ru: "\(grouped(value)) кг")
  }

  package func grouped(_ value: Double) -> String {
    // A sender may write any number.
    guard let whole = Int(exactly: value.rounded()) else { return "\(value)" }
    let digits = String(whole)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += " " }
      result.append(digit)
    }
    return result
  }

  package func boxes(_ count: Int) -> String {
    self(
      en: count == 1 ? "1 box" : "\(count) boxes", zh: "\(count)箱",
      ru: "\(count) \(russianPlural(count, "контейнер", "контейнера", "контейнеров"))")
  }

  package func packages(_ count: Int) -> String {
    self(
      en: count == 1 ? "1 package" : "\(count) packages", zh: "\(count)件",
      ru: "\(count) \(russianPlural(count, "место", "места", "мест"))")
  }

  package func russianPlural(_ count: Int, _ one: String, _ few: String, _ many: String) -> String {
    if (11...14).contains(count % 100) { return many }
    switch count % 10 {
    case 1: return one
    case 2...4: return few
    default: return many
    }
  }

  // MARK: - Times

  /// `6 Feb 10:00 +05`, `2月6日 10:00 +05`; a day alone where only the day was told.
  package func time(_ instant: Instant) -> String {
    let day = date(instant.localDate)
    guard instant.precision != .day else { return day }
    let minutes = Int(instant.localMicrosecondOfDay / Instant.microsecondsPerMinute)
    return "\(day) \(two(minutes / 60)):\(two(minutes % 60)) \(offset(instant.offsetMinutes))"
  }

  package func date(_ date: CivilDate) -> String {
    switch language {
    case .en: "\(date.day) \(Self.monthsEnglish[date.month - 1])\(year(of: date))"
    case .zh: "\(year(of: date))\(date.month)月\(date.day)日"
    case .ru: "\(date.day) \(Self.monthsRussian[date.month - 1])\(year(of: date))"
    }
  }

  /// Empty where it goes without saying.
  private func year(of date: CivilDate) -> String {
    guard let presentYear, presentYear != date.year else { return "" }
    return language == .zh ? "\(date.year)年" : " \(date.year)"
  }

  /// A window in days: `20–27 Feb`, `27 Feb – 2 Mar`.
  package func window(_ from: Instant, _ to: Instant) -> String {
    let first = from.localDate
    let last = to.localDate
    if first == last { return date(first) }
    if first.month == last.month, first.year == last.year {
      return self(
        en: "\(first.day)–\(date(last))",
        zh: "\(year(of: last))\(first.month)月\(first.day)–\(last.day)日",
        ru: "\(first.day)–\(date(last))")
    }
    return "\(date(first)) – \(date(last))"
  }

  private func offset(_ minutes: Int) -> String {
    let hours = "\(minutes < 0 ? "−" : "+")\(two(abs(minutes) / 60))"
    return minutes % 60 == 0 ? hours : "\(hours):\(two(abs(minutes) % 60))"
  }

  private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static let monthsEnglish = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  private static let monthsRussian = [
    "янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек",
  ]
}
