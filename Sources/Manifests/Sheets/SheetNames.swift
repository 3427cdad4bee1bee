/// The names of a workbook's sheets, as Excel takes them: at most 31 UTF-16 units, none twice in
/// whatever capitals, none of `[ ] : * ? / \`, no apostrophe at either end, not `History`.
///
/// `#` goes too, although Excel allows it: in a link it parts the file from the place.
package struct SheetNames: Sendable {
  private var taken: Set<String> = []

  package init() {}

  /// The name that comes nearest to the one wished for.
  package mutating func take(_ wish: String) -> String {
    let base = Self.clean(wish)
    var name = base
    var number = 1
    // Excel keeps this one for itself.
    if name.lowercased() == "history" { name = "\(base)_" }
    while !taken.insert(name.lowercased()).inserted {
      number += 1
      let suffix = " (\(number))"
      name = Self.prefix(base, SheetLimits.nameUnits - suffix.utf16.count) + suffix
    }
    return name
  }

  static func clean(_ wish: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in wish.unicodeScalars {
      switch scalar {
      case "[": scalars.append("(")
      case "]": scalars.append(")")
      case ":", "*", "?", "/", "\\", "#": scalars.append("-")
      case _ where scalar.properties.generalCategory == .control || scalar.value >= 0xFFFE:
        scalars.append(scalar.value > 0xFFFF ? scalar : " ")
      default: scalars.append(scalar)
      }
    }
    let name = trimmed(prefix(trimmed(String(scalars)), SheetLimits.nameUnits))
    return name.isEmpty ? "Sheet" : name
  }

  private static func trimmed(_ name: String) -> String {
    func isEdge(_ character: Character) -> Bool { character.isWhitespace || character == "'" }
    let start = name.drop(while: isEdge)
    return String(start.reversed().drop(while: isEdge).reversed())
  }

  /// As many whole characters as fit into that many UTF-16 units.
  private static func prefix(_ name: String, _ units: Int) -> String {
    var rest = units
    return String(
      name.prefix { character in
        rest -= character.utf16.count
        return rest >= 0
      })
  }

  /// `'X9041'!`: always in quotes, since a train's number may look like a cell's.
  static func quoted(_ name: String) -> String {
    "'" + name.replacing("'", with: "''") + "'"
  }
}
