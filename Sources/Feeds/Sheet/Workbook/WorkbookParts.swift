import Freight

/// Names of parts: always inside the archive, whatever a relation's target says.
enum PartName {
  /// `xl/_rels/workbook.xml.rels`
  static func relations(of part: String) -> String {
    let cut = part.lastIndex(of: "/").map { part.index(after: $0) } ?? part.startIndex
    return part[..<cut] + "_rels/" + part[cut...] + ".rels"
  }

  /// A target relative to the part that names it; `..` above the root stays at the root.
  static func resolved(_ target: String, from part: String) -> String {
    let target = target.replacing("\\", with: "/")
    var steps: [Substring] = target.hasPrefix("/") ? [] : part.split(separator: "/").dropLast()
    for step in target.split(separator: "/") where step != "." {
      if step == ".." { _ = steps.popLast() } else { steps.append(step) }
    }
    return steps.joined(separator: "/")
  }
}

/// `xl/workbook.xml`: the sheets in the order of their tabs.
final class WorkbookPart: XMLHandler {
  struct Sheet {
    /// What positions name, as Excel limits it.
    var name: String
    var relation: String
    var isVisible: Bool
  }

  private(set) var sheets: [Sheet] = []
  private(set) var isFrom1904 = false

  func start(_ tag: XMLTag, line: Int) throws(XMLFailure) {
    if tag.isNamed("sheet") {
      let name = tag.attribute("name").map(XMLText.decoded) ?? "Sheet\(sheets.count + 1)"
      let state = tag.attribute("state")
      sheets.append(
        Sheet(
          name: String(String.UnicodeScalarView(name.unicodeScalars.prefix(31))),
          relation: tag.attribute("id") ?? "",
          isVisible: state == nil || state == "visible"))
    } else if tag.isNamed("workbookPr") {
      let value = tag.attribute("date1904")
      isFrom1904 = value == "1" || value == "true"
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
  func end() {}
}

/// A part's relations to others.
final class RelationsPart: XMLHandler {
  struct Relation {
    /// The last word of its type's address: strict and transitional files differ in the rest.
    var kind: String
    var target: String
  }

  private(set) var all: [String: Relation] = [:]

  func start(_ tag: XMLTag, line: Int) throws(XMLFailure) {
    // External targets are addresses elsewhere: nothing is fetched.
    guard tag.isNamed("Relationship"), tag.attribute("TargetMode") != "External",
      let id = tag.attribute("Id"), let target = tag.attribute("Target")
    else { return }
    let kind = tag.attribute("Type")?.split(separator: "/").last.map(String.init) ?? ""
    all[id] = Relation(kind: kind, target: XMLText.decoded(target))
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
  func end() {}

  func target(ofKind kind: String, from part: String) -> String? {
    all.filter { $0.value.kind == kind }.min { $0.key < $1.key }
      .map { PartName.resolved($0.value.target, from: part) }
  }
}

enum XMLText {
  /// The parser hands an ampersand in an attribute on as it would stand in another.
  static func decoded(_ attribute: String) -> String {
    attribute.replacing("&#38;", with: "&")
  }
}

/// `xl/styles.xml`: which styles show a number as a date.
final class StylesPart: XMLHandler {
  /// By the number that a cell's `s` gives.
  private(set) var kinds: [SheetSerial.Kind] = []
  private var customDates: Set<Int> = []
  private var depth = 0
  private var formatsDepth: Int?

  func start(_ tag: XMLTag, line: Int) throws(XMLFailure) {
    depth += 1
    if tag.isNamed("numFmt") {
      if let id = tag.attribute("numFmtId").flatMap({ Int($0) }),
        let code = tag.attribute("formatCode"), StylesPart.isDate(XMLText.decoded(code))
      {
        customDates.insert(id)
      }
    } else if tag.isNamed("cellXfs") {
      formatsDepth = depth
    } else if formatsDepth == depth - 1, tag.isNamed("xf") {
      let id = tag.attribute("numFmtId").flatMap { Int($0) } ?? 0
      kinds.append(StylesPart.isBuiltInDate(id) || customDates.contains(id) ? .date : .number)
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

  func end() {
    if formatsDepth == depth { formatsDepth = nil }
    depth -= 1
  }

  /// ISO/IEC 29500-1 §18.8.30: 14–22 and 45–47 everywhere, 27–36 and 50–58 in East Asian Excel.
  static func isBuiltInDate(_ id: Int) -> Bool {
    switch id {
    case 14...22, 27...36, 45...47, 50...58: true
    default: false
    }
  }

  /// Whether a format's code has parts of a date outside quotes, brackets and escapes.
  static func isDate(_ code: String) -> Bool {
    var isQuoted = false
    var isEscaped = false
    // Colours, conditions and locales stand in brackets; so do elapsed hours, which are no date.
    var isBracketed = false
    for scalar in code.unicodeScalars {
      if isEscaped {
        isEscaped = false
      } else if isQuoted {
        isQuoted = scalar != "\""
      } else if isBracketed {
        isBracketed = scalar != "]"
      } else {
        switch scalar {
        case "\"": isQuoted = true
        case "[": isBracketed = true
        // The character behind these is shown, skipped or repeated as it is.
        case "\\", "_", "*": isEscaped = true
        case "d", "D", "m", "M", "y", "Y", "h", "H", "s", "S", "年", "月", "日": return true
        case ";": return false
        default: break
        }
      }
    }
    return false
  }
}
