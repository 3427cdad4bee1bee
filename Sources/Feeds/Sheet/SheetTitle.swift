import Freight

/// What the rows above the header say of the whole sheet: `南昌—巴库 X9041 2026年2月2日`, or with a name
/// before each, in one cell or in several: `班列号：X9041  发车日期：2026年2月2日  到站：巴库`.
struct SheetTitle {
  var train: String?
  var date: CivilDate?
  /// What the date had to be helped with.
  var assumptions: Assumptions = []
  var origin: String?
  var destination: String?
  /// When the sheet was drawn up, by its own word.
  var drawnUp: LocalDateTime?
  var isSimulated = false

  /// Longer texts are letters.
  private static let cellBytes = 1_000

  private let dates: SheetDates
  private var route: SheetTitleRoute
  /// `X9041/0202`: a date only where no other stands.
  private var dateBehindTrain: String?

  init(_ table: SheetTable, before header: Int, dates: SheetDates) {
    self.dates = dates
    route = SheetTitleRoute(places: dates.context.places)
    var free: [String] = []
    for index in 0..<header {
      let cells = table.row(index).texts.filter { (1...Self.cellBytes).contains($0.utf8.count) }
      if cells.contains(where: { $0.has(word: "SIMULATED") }) { isSimulated = true }
      take(cells.flatMap { SheetTitlePiece.pieces(of: foldingFullWidth($0)) }, &free)
    }
    // What has a name before it counts before what has none.
    for text in free { scan(text) }
    if date == nil, let text = dateBehindTrain { _ = takeDate(text) }
    origin = origin ?? route.best?.origin
    destination = destination ?? route.best?.destination
  }

  private mutating func take(_ pieces: [SheetTitlePiece], _ free: inout [String]) {
    var index = 0
    while index < pieces.count {
      var (label, text) = (pieces[index].label, pieces[index].text)
      index += 1
      // The name in a cell, and what it is of in the next.
      if label != nil, text.isEmpty, index < pieces.count, pieces[index].label == nil {
        text = pieces[index].text
        index += 1
      }
      switch label {
      case .train: text = takeTrain(text)
      case .departure: text = takeDate(text) ?? text
      case .origin: if origin == nil { origin = SheetTitlePiece.name(&text) }
      case .destination: if destination == nil { destination = SheetTitlePiece.name(&text) }
      case .drawnUp:
        guard case .success(let read) = dates.read(text) else { continue }
        drawnUp = read.local
        text = read.rest
      case .other:
        // Nobody knows of what the first word tells.
        let word = text.prefix { !$0.isWhitespace }
        if SheetTitlePiece.train(in: String(word)) == nil { text.removeFirst(word.count) }
      case .date, nil: break
      }
      free.append(text)
    }
  }

  /// - Returns: what else stands there.
  private mutating func takeTrain(_ text: String) -> String {
    let words = text.split(maxSplits: 1, whereSeparator: Self.separates).map(String.init)
    guard let word = words.first else { return text }
    let rest = words.count > 1 ? words[1] : ""
    if let found = SheetTitlePiece.train(in: word) {
      keep(found)
      return found.rest + " " + rest
    }
    guard let number = TrainID.normalised(number: word) else { return text }
    train = train ?? number
    return rest
  }

  private static func words(_ text: String) -> ArraySlice<String> {
    text.split(whereSeparator: separates).map(String.init)[...]
  }

  private static func separates(_ character: Character) -> Bool {
    character.isWhitespace || ",;，；、|".contains(character)
  }

  private mutating func keep(_ found: (number: String, behind: String?, rest: String)) {
    train = train ?? found.number
    dateBehindTrain = dateBehindTrain ?? found.behind
  }

  /// - Returns: what stands behind the date; nil where there is none.
  private mutating func takeDate(_ text: String) -> String? {
    guard case .success(let read) = dates.readDeparture(text) else { return nil }
    if date == nil {
      date = read.local.date
      assumptions = read.assumptions
    }
    return read.rest
  }

  /// A text in which numbers, dates and places stand without names.
  private mutating func scan(_ text: String) {
    var words: [String] = []
    var rest = Self.words(text)
    while let word = rest.popFirst() {
      if train == nil, let found = SheetTitlePiece.train(in: word) {
        keep(found)
        route.take(words)
        words = []
        rest = Self.words(found.rest) + rest
      } else if date == nil, SheetTitlePiece.isDate(word, dates) {
        _ = takeDate(word)
        route.take(words)
        words = []
      } else {
        words.append(word)
      }
    }
    route.take(words)
  }
}

/// A part of a title's cell, with the name that stands before it.
struct SheetTitlePiece {
  enum Label {
    case train, departure, origin, destination, drawnUp
    /// `日期`: of which day it says not.
    case date
    case other
  }

  var label: Label?
  var text: String

  private static let drawnUpMarks = [
    "制表日期", "更新日期", "更新时间", "Report date", "report date", "Дата отчета", "дата отчета",
  ]

  /// A cell cut before each name: `Train No.: X9041   Departure: 02.02.2026   Nanchang - Baku`.
  static func pieces(of cell: String) -> [SheetTitlePiece] {
    if let label = label(cell) { return [SheetTitlePiece(label: label, text: "")] }
    var pieces = [SheetTitlePiece(text: "")]
    var rest = Substring(cell)
    while let colon = colon(in: rest) {
      let before = rest[..<colon]
      let (start, label) = name(endOf: before)
      pieces[pieces.count - 1].text = before[..<start].trimmingWhitespace()
      pieces.append(SheetTitlePiece(label: label, text: ""))
      rest = rest[rest.index(after: colon)...]
    }
    pieces[pieces.count - 1].text = rest.trimmingWhitespace()
    if pieces.count == 1, let mark = drawnUpMarks.first(where: cell.hasPrefix) {
      return [
        SheetTitlePiece(label: .drawnUp, text: cell.dropFirst(mark.count).trimmingWhitespace())
      ]
    }
    return pieces.filter { $0.label != nil || !$0.text.isEmpty }
  }

  /// The first that is not within a time of day.
  private static func colon(in text: Substring) -> Substring.Index? {
    text.indices.first { index in
      guard text[index] == ":" else { return false }
      let behind = text[text.index(after: index)...].first
      let before = text[..<index].last
      return !(before?.isNumber ?? false) || !(behind?.isNumber ?? false)
    }
  }

  /// Where the name before a colon begins: the most words that are a known one, else one word.
  private static func name(endOf text: Substring) -> (Substring.Index, Label) {
    var starts: [Substring.Index] = []
    var wasSpace = true
    for index in text.indices {
      if !text[index].isWhitespace, wasSpace { starts.append(index) }
      wasSpace = text[index].isWhitespace
    }
    for start in starts {
      if let label = label(String(text[start...])) { return (start, label) }
    }
    return (starts.last ?? text.startIndex, .other)
  }

  private static func label(_ text: String) -> Label? {
    guard text.utf8.count < 64 else { return nil }
    switch SheetColumn(header: text) {
    case .trainNumber: return .train
    case .departureDate, .milestone(.departed, nil, _): return .departure
    case .origin: return .origin
    case .destination: return .destination
    case .reportDate: return .drawnUp
    default: return ["日期", "date", "дата"].contains(SheetColumn.normalised(text)) ? .date : nil
    }
  }

  /// Takes the place at the beginning: a Chinese name ends with the word, others may have several.
  static func name(_ text: inout String) -> String? {
    let isChinese = SheetHeader.Language(of: text) == .chinese
    let end =
      text.indices.first { index in
        if ",;，；、".contains(text[index]) { return true }
        guard text[index].isWhitespace else { return false }
        let next = text.index(after: index)
        return isChinese || next < text.endIndex && text[next].isWhitespace
      } ?? text.endIndex
    let name = text[..<end].trimmingWhitespace()
    text = String(text[end...])
    return name.isEmpty ? nil : name
  }

  /// A number with letters before it, alone in the word or among Chinese ones: `X9041次2月2日`.
  static func train(in word: String) -> (number: String, behind: String?, rest: String)? {
    func isOfNumber(_ character: Character) -> Bool {
      character.isASCII && (character.isLetter || character.isNumber)
    }
    if !word.contains("/"), let number = TrainID.normalised(number: word),
      number.first?.isLetter == true
    {
      return (number, nil, "")
    }
    guard let start = word.firstIndex(where: { $0.isASCII && $0.isLetter }) else { return nil }
    let run = word[start...].prefix(while: isOfNumber)
    guard let number = TrainID.normalised(number: String(run)), number.first?.isLetter == true
    else { return nil }
    let isAlone = run.startIndex == word.startIndex
    guard isAlone || number.count > 3 else { return nil }
    var rest = word[run.endIndex...]
    var behind: String?
    if rest.first == "/" {
      let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
      rest = rest[digits.endIndex...]
      // `X9041/9042` is the train and the one back.
      if digits.count == 4, let date = Int(digits), abs(date - (Int(number.suffix(4)) ?? 0)) > 1 {
        behind = "\(date / 100)月\(date % 100)日"
      }
    }
    // `EN590-K5` and the like are no numbers.
    guard rest.first.map({ !$0.isASCII }) ?? true else { return nil }
    if rest.first == "次" { rest = rest.dropFirst() }
    return (number, behind, (String(word[..<start]) + " " + rest).trimmingWhitespace())
  }

  /// Whether a word is a date, perhaps with what happens then: `2月2日发车`.
  static func isDate(_ word: String, _ dates: SheetDates) -> Bool {
    guard case .success(let read) = dates.readDeparture(word) else { return false }
    return ["", "发车", "发运", "开行", "出发", "开", "发", "г.", "г"].contains(read.rest)
  }
}

/// Looks for `origin—destination` among a title's words.
struct SheetTitleRoute {
  private let places: any PlaceDirectory
  private(set) var best: (origin: String, destination: String)?
  private var score = 0

  /// Never part of a name.
  private static let dashes = Set("—–―−~～→")
  /// Words of which one side may be made without being a place.
  private static let listWords = [
    "清单", "发运表", "装车", "运踪", "日报", "计划", "list", "report", "tracking", "список", "справка",
  ]
  private static let trainWords = ["班列", "列车", "专列"]

  init(places: any PlaceDirectory) { self.places = places }

  /// Words that stand beside each other.
  mutating func take(_ words: [String]) {
    var parts: [String] = []
    for word in words {
      let sides = word.split { Self.dashes.contains($0) }.map(String.init)
      if sides.count > 1 {
        offer(sides[0], sides[sides.count - 1], atLeast: 0)
        parts.append(word)
      } else {
        // A dash that has a space on one side or on both.
        if let first = word.first, Self.isDash(first) { parts.append("-") }
        var name = word.drop(while: Self.isDash)
        let isOpen = name.last.map(Self.isDash) ?? false
        while let last = name.last, Self.isDash(last) { name.removeLast() }
        if !name.isEmpty { parts.append(String(name)) }
        if isOpen { parts.append("-") }
      }
    }
    for (index, part) in parts.enumerated() {
      if part == "-" { takeSides(parts[..<index], parts[(index + 1)...]) } else { takeWord(part) }
    }
  }

  private static func isDash(_ character: Character) -> Bool {
    character == "-" || dashes.contains(character)
  }

  private mutating func takeWord(_ word: String) {
    for (mark, least) in [("-", 0), ("至", 0), ("到", 2)] {
      let parts = word.split(separator: mark).map(String.init)
      guard parts.count > 1 else { continue }
      // Some names have a dash of their own.
      if parts.count > 2, isKnown(parts[0]), isKnown(parts[parts.count - 1]) {
        offer(parts[0], parts[parts.count - 1], atLeast: 2)
      } else {
        offer(parts[0], parts.dropFirst().joined(separator: mark), atLeast: least)
      }
    }
  }

  /// The longest names that the route book knows, else one word on each side.
  private mutating func takeSides(_ before: ArraySlice<String>, _ behind: ArraySlice<String>) {
    guard let left = before.split(separator: "-").last, before.last != "-",
      let right = behind.split(separator: "-").first, behind.first != "-"
    else { return }
    let origin =
      left.indices.lazy.map { left[$0...].joined(separator: " ") }.first(where: isKnown)
      ?? left[left.endIndex - 1]
    let destination =
      right.indices.reversed().lazy.map { right[...$0].joined(separator: " ") }
      .first(where: isKnown) ?? right[right.startIndex]
    offer(origin, destination, atLeast: 1)
  }

  /// - Parameter least: how many of the two the route book must know.
  private mutating func offer(_ left: String, _ right: String, atLeast least: Int) {
    var least = least
    var sides = [left, right].map { $0.trimmingWhitespace() }
    for index in sides.indices {
      // `江西-中亚班列` is the name of a service unless both are places.
      for word in Self.trainWords where sides[index].hasSuffix(word) {
        sides[index].removeLast(word.count)
        least = 2
      }
      let lower = sides[index].lowercased()
      guard sides[index].contains(where: \.isLetter), !sides[index].contains(where: \.isNumber),
        sides[index].count <= 40, !Self.listWords.contains(where: lower.has(word:))
      else { return }
    }
    let known = sides.count(where: isKnown)
    guard known >= least, best == nil || known > score else { return }
    best = (sides[0], sides[1])
    score = known
  }

  private func isKnown(_ name: String) -> Bool {
    name.utf8.count <= 120 && PlaceReference(text: name).flatMap { places.zone(of: $0) } != nil
  }
}
