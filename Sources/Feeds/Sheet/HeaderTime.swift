import Freight

/// What a header says of its times besides what happened: whether they are planned or expected, or only how
/// early or late something may be. `到达日期（计划）`, `Estimated arrival`, `Прибытие не позднее`.
struct HeaderTime {
  /// A bound of an estimate is no time of its own.
  let isBound: Bool
  /// Nil where the header says nothing: the verb decides.
  let classifier: Classifier?
  /// Tells why or by how much, not when.
  let isAside: Bool

  init(_ header: String) {
    let text = foldingFullWidth(header).lowercased()
    let words = text.split { !$0.isLetter }.map { Self.plain(String($0)) }
    func has(_ parts: [String]) -> Bool { parts.contains(where: text.contains) }
    // `Latest ETA` is the newest one, `ETA latest` the last moment.
    let isLast = words.indices.contains(where: { index in
      words[index] == "latest"
        && !(words.indices.contains(index + 1) && Self.shortVerbs.contains(words[index + 1]))
    })
    isBound = isLast || words.contains("earliest") || has(Self.bounds)
    isAside = words.contains(where: Self.asideWords.contains) || has(Self.asides)
    if words.contains(where: Self.planWords.contains) || has(Self.plans) {
      classifier = .planned
    } else if words.contains(where: Self.estimateWords.contains) || has(Self.estimates) {
      classifier = .estimated
    } else {
      classifier = nil
    }
  }

  /// Whether a word, in small letters, says when and not where.
  static func isOfTime(_ word: String) -> Bool {
    let word = plain(word)
    return planWords.contains(word) || estimateWords.contains(word) || word == "latest"
  }

  /// A text in small letters without such Chinese words, which stand with no space around them.
  static func withoutChinese(_ text: String) -> String {
    (plans + estimates).reduce(text) { $0.replacing($1, with: "") }
  }

  private static func plain(_ word: String) -> String {
    word.replacing("ё", with: "е")
  }

  private static let bounds = [
    "最早", "最晚", "最迟", "не ранее", "не раньше", "не позднее", "не позже",
  ]
  private static let shortVerbs: Set = ["eta", "etd", "ata", "atd"]
  private static let plans = ["计划", "图定"]
  private static let planWords: Set = [
    "planned", "plan", "scheduled", "schedule", "план", "плану", "плановая", "плановое", "плановый",
    "планируемая", "планируемое",
  ]
  private static let estimates = ["预计"]
  private static let estimateWords: Set = [
    "estimated", "expected", "ожидаемая", "ожидаемое", "ожидаемый", "расчетная", "расчетное",
    "прогноз",
  ]
  private static let asides = ["偏差", "原因", "计划外", "未按", "延误"]
  private static let asideWords: Set = [
    "deviation", "reason", "delay", "unplanned", "rescheduled", "отклонение", "причина", "задержка",
  ]
}
