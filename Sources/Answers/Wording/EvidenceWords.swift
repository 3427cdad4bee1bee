import Freight
import Tracking

/// What a row of evidence says, on screens and pages alike.
package struct EvidenceWords {
  package let row: EvidenceRow
  package let words: Wording

  package init(row: EvidenceRow, words: Wording) {
    self.row = row
    self.words = words
  }

  /// `held: customs inspection, says Aigul`, `arrived (estimated)`.
  package var what: String {
    let event = row.event
    var what = words.activity(of: event, via: row.via)
    if event.activity == .unmapped, let raw = event.rawCode { what += " \(raw)" }
    if event.classifier != .actual { what += " (\(words.classifier(event.classifier)))" }
    if let reason = event.reason, !reason.isEmpty { what += ": \(reason)" }
    return what
  }

  /// `forwarder #2 cell C3 [year, zone]`.
  package var source: String {
    let event = row.event
    var source = "\(event.feed)"
    if event.source.message > 0 { source += " #\(event.source.message)" }
    let position = words.position(event.source.position)
    if !position.isEmpty { source += " \(position)" }
    let flags = words.flags(of: row)
    return flags.isEmpty ? source : "\(source) [\(flags.joined(separator: ", "))]"
  }
}

extension Wording {
  package func classifier(_ classifier: Classifier) -> String {
    switch classifier {
    case .actual: self(.init(en: "actual", zh: "实际", ru: "факт"))
    case .planned: self(.init(en: "planned", zh: "计划", ru: "план"))
    case .estimated: self(.init(en: "estimated", zh: "预计", ru: "прогноз"))
    }
  }

  /// Where in a message: `line 3, column 5`. A path is one in every language; of the message itself it is nothing.
  package func position(_ position: Position) -> String {
    switch position {
    case .none, .path("$"): ""
    case .line(let line, nil): self(en: "line \(line)", zh: "第\(line)行", ru: "строка \(line)")
    case .line(let line, let column?):
      self(
        en: "line \(line), column \(column)", zh: "第\(line)行第\(column)列",
        ru: "строка \(line), столбец \(column)")
    case .cell(let cell): self(en: "cell \(cell)", zh: "单元格\(cell)", ru: "ячейка \(cell)")
    case .segment(let message, let segment):
      self(
        en: "message \(message), segment \(segment)", zh: "第\(message)条报文第\(segment)段",
        ru: "сообщение \(message), сегмент \(segment)")
    case .path(let path): path
    case .byte(let offset): self(en: "byte \(offset)", zh: "第\(offset)字节", ru: "байт \(offset)")
    }
  }

  /// What was assumed of the report, and what became of it.
  fileprivate func flags(of row: EvidenceRow) -> [String] {
    var flags = row.event.assumptions.subtracting([.updateTime, .simulated]).names.map(flag)
    if !row.isPlausible { flags.append(flag("implausible")) }
    if row.isSuperseded { flags.append(flag("superseded")) }
    if row.event.assumptions.contains(.simulated) { flags.append(flag("simulated")) }
    return flags
  }

  private func flag(_ name: String) -> String {
    switch name {
    case "year": self(.init(en: name, zh: "年份推断", ru: "год выведен"))
    case "zone": self(.init(en: name, zh: "时区推断", ru: "пояс принят"))
    case "dateOrder": self(.init(en: name, zh: "日月顺序推断", ru: "порядок даты принят"))
    case "checkDigit": self(.init(en: name, zh: "校验位错误", ru: "неверная контр. цифра"))
    case "implausible": self(.init(en: name, zh: "存疑", ru: "сомнительно"))
    case "superseded": self(.init(en: name, zh: "已被更新", ru: "заменено"))
    case "simulated": self(.init(en: name, zh: "模拟", ru: "имитация"))
    default: name
    }
  }
}
