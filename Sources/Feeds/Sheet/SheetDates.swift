import Freight

/// Dates as people type them in sheets, with what had to be assumed.
struct SheetDates {
  let context: DecodingContext
  /// Told by the header's language where the feed does not say.
  var order: DateOrder?
  var serial = SheetSerial()

  struct Read {
    var local: LocalDateTime
    var assumptions: Assumptions
    /// What stood behind the date in the cell.
    var rest: String
  }

  /// Reads a cell of a date column. A real date is what it is; a number is a serial, or a date that
  /// somebody typed with a point and the spreadsheet took for a number.
  func read(
    _ cell: SheetCell, classifier: Classifier = .actual, after: CivilDate? = nil
  ) -> Result<Read, Rejection.Reason> {
    switch cell {
    case .empty, .time: return .failure(.invalidTime)
    case .date(let local): return .success(Read(local: local, assumptions: [], rest: ""))
    case .text(let text): return read(text, classifier: classifier, after: after)
    case .number(let number):
      if SheetSerial.plausible.contains(number), let local = serial.local(number) {
        return .success(Read(local: local, assumptions: [], rest: ""))
      }
      let text = cell.text
      // 2.10 and 2.1 are one number, but not one day: a guess would be nine days wrong.
      let isShort = text.utf8.count >= 3 && text.utf8.dropLast().last == UInt8(ascii: ".")
      if isShort, case .success(let long) = read(text + "0", classifier: classifier, after: after),
        long.rest.isEmpty
      {
        return .failure(.ambiguousDate)
      }
      return read(text, classifier: classifier, after: after)
    }
  }

  /// Reads a date at the beginning of the text.
  ///
  /// - Parameter after: for estimates: the year is the first that is not before this date.
  func read(
    _ text: String, classifier: Classifier = .actual, after: CivilDate? = nil
  ) -> Result<Read, Rejection.Reason> {
    var scanner = DateScanner(foldingFullWidth(text))
    guard let numbers = scanner.date() else { return .failure(.invalidTime) }
    var assumptions: Assumptions = []
    let date: CivilDate?
    switch numbers {
    case .serial(let days):
      guard let local = serial.local(days) else { return .failure(.invalidTime) }
      return .success(Read(local: local, assumptions: [], rest: scanner.rest))
    case .full(let year, let month, let day):
      date = CivilDate(year: year, month: month, day: day)
    case .monthDay(let month, let day):
      assumptions.insert(.year)
      date = inferYear(month: month, day: day, classifier: classifier, after: after)
    case .ambiguous(let first, let second, let year):
      guard let (month, day) = decide(first, second, &assumptions) else {
        return .failure(.ambiguousDate)
      }
      if let year {
        date = CivilDate(year: year, month: month, day: day)
      } else {
        assumptions.insert(.year)
        date = inferYear(month: month, day: day, classifier: classifier, after: after)
      }
    }
    guard let date else { return .failure(.invalidTime) }
    let local: LocalDateTime
    switch scanner.time() {
    case .none: local = LocalDateTime(date: date)
    case .some(let (hour, minute)):
      guard let timed = LocalDateTime(date: date, hour: hour, minute: minute) else {
        return .failure(.invalidTime)
      }
      local = timed
    }
    return .success(Read(local: local, assumptions: assumptions, rest: scanner.rest))
  }

  /// A train's departure: lists are sent weeks before it and tracking sheets months behind, so a date
  /// without a year is the one nearest to both.
  func readDeparture(_ text: String) -> Result<Read, Rejection.Reason> {
    read(text, classifier: .planned, after: earliestDeparture)
  }

  /// 65 days before the same date of the next year.
  var earliestDeparture: CivilDate { context.receivedAt.localDate.adding(days: -300) }

  /// Which of two numbers is the month: what only fits one way, else the feed, else the language.
  private func decide(
    _ first: Int, _ second: Int, _ assumptions: inout Assumptions
  ) -> (month: Int, day: Int)? {
    if first > 12, second <= 12 { return (second, first) }
    if second > 12, first <= 12 { return (first, second) }
    if first == second { return (first, second) }
    if let order = context.dateOrder {
      return order == .monthDay ? (first, second) : (second, first)
    }
    guard let order else { return nil }
    assumptions.insert(.dateOrder)
    return order == .monthDay ? (first, second) : (second, first)
  }

  /// The latest year that puts an actual at most one day after it was received; for estimates the
  /// first after departure.
  private func inferYear(
    month: Int, day: Int, classifier: Classifier, after: CivilDate?
  ) -> CivilDate? {
    let received = context.receivedAt.localDate
    if classifier == .actual {
      for year in stride(from: received.year + 1, through: received.year - 8, by: -1) {
        if let date = CivilDate(year: year, month: month, day: day),
          date <= received.adding(days: 1)
        {
          return date
        }
      }
      return nil
    }
    let start = after ?? received
    for year in start.year...start.year + 8 {
      if let date = CivilDate(year: year, month: month, day: day), date >= start { return date }
    }
    return nil
  }
}

/// Numbers and what stands between them, from the left.
private struct DateScanner {
  enum Numbers {
    case full(Int, Int, Int)
    case monthDay(Int, Int)
    case ambiguous(Int, Int, year: Int?)
    case serial(Double)
  }

  private var text: Substring

  init(_ text: String) { self.text = Substring(text.trimmingWhitespace()) }

  var rest: String { text.trimmingWhitespace() }

  private mutating func number() -> (value: Int, digits: Int)? {
    let digits = text.prefix { ("0"..."9").contains($0) }
    guard !digits.isEmpty, digits.count <= 5, let value = Int(digits) else { return nil }
    text = text.dropFirst(digits.count)
    return (value, digits.count)
  }

  private mutating func separator() -> Character? {
    guard let next = text.first, "-/.年月日 ".contains(next) else { return nil }
    text = text.dropFirst()
    return next
  }

  mutating func date() -> Numbers? {
    let start = text
    guard let first = number() else { return nil }
    if first.digits == 5, (30_000...60_000).contains(first.value) {
      var digits = String(first.value)
      if text.first == "." {
        let fraction = text.dropFirst().prefix { ("0"..."9").contains($0) }
        digits += "." + fraction
        text = text[fraction.endIndex...]
        if fraction.isEmpty { digits += "0" }
      }
      return Double(digits).map(Numbers.serial)
    }
    guard first.digits <= 4, let mark = separator(), let second = number(), second.digits <= 2
    else {
      text = start
      return nil
    }
    if first.digits == 4 {
      guard separator() != nil, let third = number(), third.digits <= 2 else {
        text = start
        return nil
      }
      if text.first == "日" { text = text.dropFirst() }
      return .full(first.value, second.value, third.value)
    }
    guard first.digits <= 2 else {
      text = start
      return nil
    }
    if mark == "月" {
      if text.first == "日" || text.first == "号" { text = text.dropFirst() }
      return .monthDay(first.value, second.value)
    }
    if let next = text.first, "-/.".contains(next) {
      let before = text
      text = text.dropFirst()
      if let year = number(), year.digits == 4 || year.digits == 2 {
        let full = year.digits == 2 ? 2_000 + year.value : year.value
        // With a year behind, day comes first everywhere but in America.
        if mark == "." { return .full(full, second.value, first.value) }
        return .ambiguous(first.value, second.value, year: full)
      }
      text = before
    }
    return .ambiguous(first.value, second.value, year: nil)
  }

  /// `14:30`, after a space or a T.
  mutating func time() -> (Int, Int)? {
    let start = text
    text = text.drop { $0 == " " || $0 == "T" }
    guard let hour = number(), hour.digits <= 2, let mark = text.first, mark == ":" || mark == "："
    else {
      text = start
      return nil
    }
    text = text.dropFirst()
    guard let minute = number(), minute.digits == 2 else {
      text = start
      return nil
    }
    if text.first == ":" {
      text = text.dropFirst()
      _ = number()
    }
    return (hour.value, minute.value)
  }
}
