import Freight

/// What people type into a status or remark column: `12.20位于阿拉木图`, `05.02 прибыл Достык`, or
/// several of these in one cell.
struct SheetNews {
  struct Item {
    var activity: Activity
    var classifier: Classifier
    /// Whether a word said what happened; a bare place is where it is.
    var hasVerb: Bool
    /// Empty where none is named.
    var place: String
    /// Nil where the text has no date.
    var date: SheetDates.Read?
  }

  /// In the order in which they were written.
  private(set) var items: [Item] = []
  /// News without doubt, but for a date that may be two days.
  private(set) var isAmbiguous = false

  /// Longer texts are letters, not news.
  private static let textBytes = 400
  /// More numbers than this before the date are no date either.
  private static let triedNumbers = 6

  init(_ text: String, dates: SheetDates, after departure: CivilDate?) {
    guard text.utf8.count <= Self.textBytes, !SheetWords.isNothing(text) else { return }
    var dates = dates
    // A Russian colleague's remark in a Chinese sheet has its own order.
    dates.order = SheetHeader.Language(of: text).dateOrder ?? dates.order
    for piece in SheetNews.pieces(foldingFullWidth(text), dates) {
      take(SheetWords(piece), dates, departure)
    }
  }

  private mutating func take(_ piece: SheetWords, _ dates: SheetDates, _ departure: CivilDate?) {
    var words = piece
    let isForecast = words.removeForecast()
    let classifier: Classifier = isForecast ? .estimated : .actual
    var date: SheetDates.Read?
    var isAmbiguous = false
    for start in words.numberStarts.prefix(Self.triedNumbers) {
      switch dates.read(words.text(from: start), classifier: classifier, after: departure) {
      case .success(let read):
        date = read
        words = SheetWords(words.text(to: start) + " " + read.rest)
      case .failure(let reason): isAmbiguous = isAmbiguous || reason == .ambiguousDate
      }
      if date != nil { break }
    }
    guard let said = words.said, !(isForecast && said.activity == .positioned) else { return }
    if date == nil, isAmbiguous, said.hasVerb { self.isAmbiguous = true }
    // A forecast without a date of its own tells nothing; neither does an ambiguous one.
    if date == nil, isAmbiguous || isForecast { return }
    items.append(
      Item(
        activity: said.activity, classifier: classifier, hasVerb: said.hasVerb, place: said.place,
        date: date))
  }

  /// Cut at `；` and line ends, and at a comma that a date follows.
  private static func pieces(_ text: String, _ dates: SheetDates) -> [String] {
    var pieces: [String] = []
    for line in text.split(whereSeparator: { ";。\n\r".contains($0) }) {
      var open = ""
      for part in line.split(whereSeparator: { ",，、".contains($0) }) {
        let part = part.trimmingWhitespace()
        if !open.isEmpty, startsWithDate(part, dates) {
          pieces.append(open)
          open = part
        } else {
          open += open.isEmpty ? part : "," + part
        }
      }
      if !open.isEmpty { pieces.append(open) }
    }
    return pieces
  }

  private static func startsWithDate(_ text: String, _ dates: SheetDates) -> Bool {
    guard let first = text.utf8.first, (0x30...0x39).contains(first) else { return false }
    switch dates.read(text) {
    case .success: return true
    case .failure(let reason): return reason == .ambiguousDate
    }
  }
}
