import Freight
import Yams

/// Where something stands in the files; line and column count from one, zero is unknown.
struct Position {
  var file: String
  var line = 0
  var column = 0

  init(file: String) { self.file = file }

  init(file: String, _ mark: Mark?) {
    self.file = file
    line = mark?.line ?? 0
    column = mark?.column ?? 0
  }
}

/// What has been read so far, and what was wrong with it: one object that all readers of one load
/// write to. What can be judged where it stands is noted at once; what depends on other files waits
/// for ``check(over:)``.
final class BookDraft {
  struct Placed<Value> {
    var value: Value
    var position: Position
  }

  /// The naming of a place or crossing that may be defined in another file.
  struct Mention {
    enum Kind {
      case place(PlaceID)
      case crossing(String, at: PlaceID)
    }

    var kind: Kind
    var position: Position
  }

  var places: [Placed<Place>] = []
  var crossings: [Placed<BorderCrossing>] = []
  var routes: [Placed<Route>] = []
  var mentions: [Mention] = []
  private(set) var problems: [RouteProblem] = []

  func note(_ position: Position, _ reason: String) {
    problems.append(
      RouteProblem(
        file: position.file, line: position.line, column: position.column, reason: reason))
  }
}
