import Freight

/// A short text and what the words in it say. On bytes: a sheet may have a hundred thousand of these.
struct SheetWords {
  struct Said {
    var hasVerb: Bool
    var activity: Activity
    /// Empty where none is named.
    var place: String
  }

  private let written: [UInt8]
  /// The same in small letters, byte for byte.
  private let folded: [UInt8]

  init(_ text: String) {
    written = Array(text.utf8)
    folded = SheetWords.folded(written)
  }

  /// Whether a text is one of those that say that there is nothing to say.
  static func isNothing(_ text: String) -> Bool {
    text.utf8.count < 40 && nothing.contains(text.lowercased().trimmingWhitespace())
  }

  /// Where a run of digits begins that is no continuation of a date or a number.
  var numberStarts: [Int] {
    var starts: [Int] = []
    var wasNumber = false
    for (index, byte) in folded.enumerated() {
      let isDigit = (0x30...0x39).contains(byte)
      if isDigit, !wasNumber { starts.append(index) }
      wasNumber = isDigit || wasNumber && [0x2D, 0x2E, 0x2F].contains(byte)
    }
    return starts
  }

  func text(from start: Int) -> String { String(decoding: written[start...], as: UTF8.self) }
  func text(to end: Int) -> String { String(decoding: written[..<end], as: UTF8.self) }

  /// True when it told of what is expected; the word that said so is gone.
  mutating func removeForecast() -> Bool {
    for word in Self.forecasts {
      guard let found = range(of: word, in: 0..<folded.count) else { continue }
      self = SheetWords(text(to: found.lowerBound) + " " + text(from: found.upperBound))
      return true
    }
    return false
  }

  /// What a text without its date says; nil when that is nothing.
  var said: Said? {
    if let waiting = awaitedVessel { return waiting }
    var end = folded.count
    // Behind a denial nothing has happened; before it may stand where the box waits.
    for word in Self.denials {
      if let found = range(of: word, in: 0..<end) { end = found.lowerBound }
    }
    let whole = trimmed(0..<end)
    var first: (range: Range<Int>, verb: Verb)?
    for verb in Self.verbs {
      guard let found = range(of: verb.word, in: whole),
        found.lowerBound < first?.range.lowerBound ?? Int.max
      else { continue }
      first = (found, verb)
    }
    guard let first else {
      let name = place(in: whole)
      guard isPlace(name) else { return nil }
      return Said(hasVerb: locative(whole) != nil, activity: .positioned, place: name)
    }
    let rest = trimmed(first.range.upperBound..<whole.upperBound)
    let behind = first.verb.hasPlace || locative(rest) != nil ? place(in: rest) : ""
    let before = place(in: whole.lowerBound..<first.range.lowerBound)
    guard behind.count <= 40, !behind.isEmpty || before.count <= 40 else { return nil }
    let name = [behind, before].first(where: isPlace)
    guard first.verb.activity != .positioned || name != nil else { return nil }
    return Said(hasVerb: true, activity: first.verb.activity, place: name ?? "")
  }

  /// `2.15在阿克套待船`: waiting is what happens there.
  private var awaitedVessel: Said? {
    for word in Self.waits {
      guard let found = range(of: word, in: 0..<folded.count) else { continue }
      let name = place(in: 0..<found.lowerBound)
      return Said(hasVerb: true, activity: .awaitingVessel, place: isPlace(name) ? name : "")
    }
    return nil
  }

  /// `提箱`, `清关`, `на складе` are no places, whoever writes them into a column of places.
  private func isPlace(_ name: String) -> Bool {
    guard name.count <= 40, name.contains(where: \.isLetter), !SheetWords.isNothing(name) else {
      return false
    }
    let words = SheetWords(name)
    let whole = 0..<words.folded.count
    return !Self.places.contains(words.folded)
      && !Self.deeds.contains { words.range(of: $0, in: whole) != nil }
  }

  // MARK: - Places

  private func place(in range: Range<Int>) -> String {
    var rest = trimmed(range)
    while let start = locative(rest)?.upperBound ?? filler(startOf: rest)?.upperBound {
      rest = trimmed(start..<rest.upperBound)
    }
    var end = rest.lowerBound
    while end < rest.upperBound, !Self.isStop(folded, end) { end += 1 }
    rest = trimmed(rest.lowerBound..<end)
    while let end = filler(endOf: rest)?.lowerBound { rest = trimmed(rest.lowerBound..<end) }
    return String(decoding: written[rest], as: UTF8.self)
  }

  private func locative(_ range: Range<Int>) -> Range<Int>? {
    for word in Self.locatives {
      if let found = match(word, at: range.lowerBound, in: range) { return found }
    }
    return nil
  }

  private func filler(startOf range: Range<Int>) -> Range<Int>? {
    for word in Self.fillers where word.count < range.count {
      if let found = match(word, at: range.lowerBound, in: range) { return found }
    }
    return nil
  }

  private func filler(endOf range: Range<Int>) -> Range<Int>? {
    for word in Self.fillers where word.count <= range.count {
      if let found = match(word, at: range.upperBound - word.count, in: range) { return found }
    }
    return nil
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    let rest = SheetBytes.trimmed(folded[range])
    return rest.startIndex..<rest.endIndex
  }

  // MARK: - Words

  private func range(of word: [UInt8], in range: Range<Int>) -> Range<Int>? {
    guard range.count >= word.count else { return nil }
    for start in range.lowerBound...(range.upperBound - word.count) where folded[start] == word[0] {
      if let found = match(word, at: start, in: range) { return found }
    }
    return nil
  }

  /// Chinese stands without spaces; other words must be whole: `at` is not in Atyrau, `на` not in
  /// Навои.
  private func match(_ word: [UInt8], at start: Int, in range: Range<Int>) -> Range<Int>? {
    let end = start + word.count
    guard end <= range.upperBound else { return nil }
    for index in word.indices where folded[start + index] != word[index] { return nil }
    if word[0] >= 0xE3 { return start..<end }
    if start > range.lowerBound, isLetter(before: start) { return nil }
    if end < range.upperBound, word[word.count - 1] != UInt8(ascii: "."), isLetter(at: end) {
      return nil
    }
    return start..<end
  }

  private func isLetter(at index: Int) -> Bool {
    let byte = folded[index]
    return byte >= 0x61 && byte <= 0x7A || byte >= 0xC3 && byte < 0xE3
  }

  private func isLetter(before index: Int) -> Bool {
    var lead = index - 1
    while lead > 0, folded[lead] & 0xC0 == 0x80 { lead -= 1 }
    return isLetter(at: lead)
  }

  /// Small letters of ASCII and Cyrillic, in as many bytes as the capitals.
  private static func folded(_ bytes: [UInt8]) -> [UInt8] {
    var folded = bytes
    for index in bytes.indices {
      let byte = bytes[index]
      if byte >= 0x41, byte <= 0x5A {
        folded[index] = byte + 0x20
      } else if byte == 0xD0, index + 1 < bytes.count {
        switch bytes[index + 1] {
        case 0x90...0x9F: folded[index + 1] = bytes[index + 1] + 0x20
        case 0xA0...0xAF:
          folded[index] = 0xD1
          folded[index + 1] = bytes[index + 1] - 0x20
        case 0x81:
          folded[index] = 0xD1
          folded[index + 1] = 0x91
        default: break
        }
      }
    }
    return folded
  }

  /// `，` `；` `。` and `（` end a place as their ASCII siblings do.
  private static func isStop(_ bytes: [UInt8], _ index: Int) -> Bool {
    switch bytes[index] {
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("): return true
    case 0xE3: return bytes[index...].starts(with: "。".utf8)
    case 0xEF:
      return bytes[index...].starts(with: "，".utf8) || bytes[index...].starts(with: "；".utf8)
        || bytes[index...].starts(with: "（".utf8)
    default: return false
    }
  }
}

extension SheetWords {
  fileprivate struct Verb {
    var word: [UInt8]
    var activity: Activity
    /// Whether a place may follow without a word such as 在 or `на`.
    var hasPlace: Bool
  }

  private static let verbs =
    placeVerbs.map { Verb(word: Array($0.0.utf8), activity: $0.1, hasPlace: true) }
    + plainVerbs.map { Verb(word: Array($0.0.utf8), activity: $0.1, hasPlace: false) }

  /// Of words that begin alike the longer comes first.
  private static let placeVerbs: [(String, Activity)] = [
    ("位于", .positioned), ("停靠", .positioned), ("停留", .positioned), ("滞留", .positioned),
    ("已到达", .arrived), ("到达", .arrived), ("抵达", .arrived), ("离开", .departed), ("驶离", .departed),
    ("发车", .departed), ("通过", .passed), ("途经", .passed), ("换装", .reloaded),
    ("出境", .crossedBorder), ("交付", .delivered),
    ("arrived", .arrived), ("left", .departed), ("departed", .departed), ("passed", .passed),
    ("reloaded", .reloaded), ("delivered", .delivered), ("located", .positioned),
    ("прибыл", .arrived), ("прибыла", .arrived), ("прибыли", .arrived), ("убыл", .departed),
    ("отправлен", .departed), ("отправлена", .departed), ("проследовал", .passed),
    ("перегружен", .reloaded), ("находится", .positioned), ("стоит", .positioned),
    ("простаивает", .positioned), ("выдан", .delivered), ("已到港", .arrived), ("已到站", .arrived),
    ("到港", .arrived), ("抵港", .arrived), ("到站", .arrived), ("已到", .arrived),
  ]

  private static let plainVerbs: [(String, Activity)] = [
    ("装船", .loaded), ("卸船", .discharged), ("提箱", .pickedUp), ("提柜", .pickedUp),
    ("还空箱", .emptyReturned), ("还空", .emptyReturned), ("还箱", .emptyReturned),
    ("布控", .customsSelected), ("查验后放行", .customsReleased), ("查验完毕放行", .customsReleased),
    ("查验放行", .customsReleased), ("查验", .inspected), ("放行", .customsReleased),
    ("甩箱", .rolled), ("漏装", .rolled),
    ("loaded", .loaded), ("discharged", .discharged), ("picked up", .pickedUp),
    ("empty returned", .emptyReturned), ("inspected", .inspected), ("held", .held),
    ("погружен", .loaded), ("выгружен", .discharged), ("задержан", .held), ("задержана", .held),
    ("порожний возвращен", .emptyReturned),
  ]

  private static let waits = bytes(["等待装船", "待装船", "待船", "等船", "ожидает судна", "ждет судна"])

  /// These name a place, but only at the beginning. The longest first.
  private static let locatives = bytes([
    "目前在", "现在", "正在", "在", "at", "in", "near", "from", "to", "на станции", "на станцию",
    "со станции", "на ст.", "ст.", "ст", "на", "в", "из", "с",
  ])

  private static let denials = bytes([
    "等待", "待", "未", "没", "尚", "准备", "即将", "免查验", "无查验", "not", "awaiting", "waiting",
    "будет", "не", "ожидает", "ждет", "ждёт", "в ожидании", "готовится",
  ])

  private static let forecasts = bytes([
    "预计", "预期", "计划", "eta", "etd", "expected", "estimated", "planned", "ожидается",
    "ожидаемое", "план", "планируется",
  ])

  /// What stands around a place without being part of it.
  private static let fillers = bytes([
    "列车", "班列", "正在", "已经", "已", "于", "了", "被", "海关", "客户", "完毕", "完成", "train", "поезд",
  ])

  /// Kinds of places: which one is meant they do not say.
  private static let places = Set(
    bytes([
      "港", "港口", "码头", "堆场", "场站", "仓库", "车站", "站", "口岸", "边境", "海关", "船上", "海上", "境外", "国外",
      "port", "terminal", "warehouse", "depot", "yard", "border", "station", "customs", "sea",
      "порт", "порту", "терминал", "терминале", "склад", "склада", "складе", "станция", "станции",
      "граница", "границе", "таможня", "таможне", "море", "судно", "судне",
    ]))

  /// What is done to a box stands in no place's name.
  private static let deeds = bytes([
    "清关", "报关", "查验", "布控", "放行", "提箱", "提货", "提柜", "还空", "还箱", "装船", "卸船", "装车", "卸车", "派送",
    "安排", "办理", "处理", "关闭", "漏装", "甩箱", "大风", "clearance", "customs", "loading", "unloading",
    "waiting", "delivery", "inspection", "оформление", "растаможка", "ожидание", "погрузка",
    "погрузки", "выгрузка", "выгрузки", "досмотр", "таможенное",
  ])

  private static let nothing: Set<String> = [
    "", "-", "—", "/", "无", "无动态", "暂无", "暂无动态", "在途", "途中", "途", "运输中", "运输途中", "正常",
    "待更新", "同上", "in transit", "transit", "on the way", "no news", "n/a", "в пути", "пути", "нет",
    "нет данных", "без изменений",
  ]

  private static func bytes(_ words: [String]) -> [[UInt8]] { words.map { Array($0.utf8) } }
}
