/// How delays changed on all services lately, by planned time still to run and by present delay:
/// what is expected of a run of which nothing better is known. Made once a day from the history.
public struct PooledChanges: Hashable, Sendable {
  /// Middles of the cells. The inner ones are those of the reference model for passenger trains;
  /// the outer ones go on in such steps, to weeks of travel and of delay.
  static let remainingHours: [Double] = [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
  static let delayMinutes: [Double] = [
    -960, -240, -60, -5, 5, 15, 30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 30720,
  ]
  /// Quantiles kept of each cell: 1/20, 2/20, … 19/20.
  static let levelCount = 19
  static let logHours = remainingHours.map(Arithmetic.log2)

  /// Changes of the last three weeks; where fewer than `enoughRuns` runs made any, of twice as
  /// long, and so on to about a year.
  static let windowDays = 21
  static let longestWindowDays = 336
  static let enoughRuns = 20
  /// With fewer nothing can be said in general.
  static let fewestRuns = 5
  /// Below this a cell says nothing of its own: one run makes many like changes.
  static let fewestChanges = 20

  /// `levelCount` changes in minutes for each cell, rising; cells without data have their nearest
  /// neighbour's.
  private(set) var quantiles: [Double]

  /// Nil where too little has happened.
  init?(_ history: RunHistory, before moment: Double) {
    let newest = Self.newestNews(history, before: moment)
    func start(_ days: Int) -> Double { moment - Double(days) * 1440 }
    var days = Self.windowDays
    while days < Self.longestWindowDays,
      newest.count(where: { $0 >= start(days) }) < Self.enoughRuns
    {
      days *= 2
    }
    let cells = Cells(history, from: start(days), before: moment)
    guard cells.runs >= Self.fewestRuns, let quantiles = cells.quantiles() else { return nil }
    self.quantiles = quantiles
  }

  /// When each run was heard of last, of those that were.
  private static func newestNews(_ history: RunHistory, before moment: Double) -> [Double] {
    history.lines.flatMap { line in
      line.runs.indices.compactMap { row in
        line.itineraries[row].map { line.knownAt[row * line.stride + $0] }
          .filter { $0 < moment }.max()
      }
    }
  }

  /// From a record; nil where it has another shape.
  public init?(record: [Double]) {
    let count = Self.remainingHours.count * Self.delayMinutes.count * Self.levelCount
    guard record.count == count, record.allSatisfy(\.isFinite) else { return nil }
    quantiles = record
  }

  public var record: [Double] { quantiles }

  /// The `levelCount` changes to be expected, between the four nearest cells.
  func changes(remainingMinutes: Double, delay: Double) -> [Double] {
    let hours = Self.position(Arithmetic.log2(max(remainingMinutes, 1) / 60), in: Self.logHours)
    let late = Self.position(delay, in: Self.delayMinutes)
    let width = Self.delayMinutes.count
    let corner = (hours.index * width + late.index) * Self.levelCount
    let (right, down) = (Self.levelCount, width * Self.levelCount)
    return (corner..<corner + Self.levelCount).map { cell in
      func between(_ cell: Int) -> Double {
        quantiles[cell] + late.part * (quantiles[cell + right] - quantiles[cell])
      }
      return between(cell) + hours.part * (between(cell + down) - between(cell))
    }
  }

  private static func position(
    _ value: Double, in middles: [Double]
  ) -> (index: Int, part: Double) {
    var index = 0
    while index < middles.count - 2, value >= middles[index + 1] { index += 1 }
    let part = (value - middles[index]) / (middles[index + 1] - middles[index])
    return (index, part.clamped(0, 1))
  }
}

/// The changes of a window, sorted into cells.
private struct Cells {
  private var changes: [[Double]]
  private(set) var runs = 0

  private static let hourEdges = edges(PooledChanges.logHours)
  private static let delayEdges = edges(PooledChanges.delayMinutes)

  init(_ history: RunHistory, from start: Double, before end: Double) {
    changes = Array(
      repeating: [],
      count: PooledChanges.remainingHours.count * PooledChanges.delayMinutes.count)
    for line in history.lines {
      for row in line.runs.indices where add(line, row, from: start, before: end) { runs += 1 }
    }
  }

  private mutating func add(
    _ line: RunHistory.Line, _ row: Int, from start: Double, before end: Double
  ) -> Bool {
    var seen: [(planned: Double, delay: Double, knownAt: Double, cell: Int)] = []
    for column in line.itineraries[row] {
      let cell = row * line.stride + column
      guard line.knownAt[cell] < end else { continue }
      let delay = line.actual[cell] - line.planned[cell]
      let delayCell = Self.cell(of: delay, edges: Self.delayEdges)
      seen.append((line.planned[cell], delay, line.knownAt[cell], delayCell))
    }
    var found = false
    for (index, later) in seen.enumerated() {
      for earlier in seen[..<index] where max(later.knownAt, earlier.knownAt) >= start {
        let remaining = Arithmetic.log2(max(later.planned - earlier.planned, 1) / 60)
        let hourCell = Self.cell(of: remaining, edges: Self.hourEdges)
        changes[hourCell * PooledChanges.delayMinutes.count + earlier.cell].append(
          later.delay - earlier.delay)
        found = true
      }
    }
    return found
  }

  func quantiles() -> [Double]? {
    let full = changes.indices.filter { changes[$0].count >= PooledChanges.fewestChanges }
    guard !full.isEmpty else { return nil }
    var own: [Int: [Double]] = [:]
    for cell in full {
      let sorted = changes[cell].sorted()
      own[cell] = (1...PooledChanges.levelCount).map { level in
        let part = Double(level) / Double(PooledChanges.levelCount + 1)
        let position = part * Double(sorted.count - 1)
        let below = Int(position)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
      }
    }
    let width = PooledChanges.delayMinutes.count
    return changes.indices.flatMap { cell -> [Double] in
      let nearest = full.min { Self.steps($0, cell, width) < Self.steps($1, cell, width) }
      return nearest.flatMap { own[$0] } ?? []
    }
  }

  private static func steps(_ one: Int, _ other: Int, _ width: Int) -> Int {
    abs(one / width - other / width) + abs(one % width - other % width)
  }

  private static func edges(_ middles: [Double]) -> [Double] {
    zip(middles, middles.dropFirst()).map { ($0 + $1) / 2 }
  }

  private static func cell(of value: Double, edges: [Double]) -> Int {
    var cell = 0
    while cell < edges.count, value > edges[cell] { cell += 1 }
    return cell
  }
}
