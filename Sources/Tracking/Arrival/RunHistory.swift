/// What earlier runs did: planned and actual times by service, run and milestone, each actual time
/// with the moment at which it became known. Flat rows, because every estimate reads all of them.
public struct RunHistory: Sendable {
  public enum Failure: Error, Hashable {
    case unknownRun(RunKey)
    case notInPlan(RunKey, MilestoneKey)
    case notANumber(RunKey, MilestoneKey)
  }

  /// Runs of one service. Row `r` and column `c` are at `r * stride + c`; NaN is "not known".
  struct Line: Sendable {
    var columns: [Int: Int] = [:]
    var stride = 0
    var runs: [RunKey] = []
    /// The columns of each run in the order in which it passes them.
    var itineraries: [[Int]] = []
    var planned: [Double] = []
    var actual: [Double] = []
    var knownAt: [Double] = []

    func delay(_ row: Int, _ column: Int, by moment: Double) -> Double {
      let cell = row * stride + column
      return knownAt[cell] <= moment ? actual[cell] - planned[cell] : .nan
    }

    /// Whether anything of a run was known.
    func hasNews(_ row: Int, by moment: Double) -> Bool {
      itineraries[row].contains { knownAt[row * stride + $0] <= moment }
    }
  }

  struct Place: Hashable, Sendable {
    var line: Int
    var row: Int
  }

  /// Two milestones that follow each other, on whatever service.
  struct Segment: Hashable, Sendable {
    var from: Int
    var to: Int
  }

  struct SegmentUse: Hashable, Sendable {
    var line: Int
    var from: Int
    var to: Int
  }

  private(set) var lines: [Line] = []
  private var lineOfService: [ServiceKey: Int] = [:]
  private var numbers: [MilestoneKey: Int] = [:]
  private(set) var places: [RunKey: Place] = [:]
  private var uses: [Segment: [SegmentUse]] = [:]

  public init() {}

  public var runCount: Int { places.count }

  /// Makes a run known with its plan. Said again, the newer plan stands and what was observed stays
  /// (a train that took another variant); a milestone no longer planned is forgotten.
  public mutating func begin(_ run: RunKey, of service: ServiceKey, plan: [PlannedMilestone]) {
    let line = lineNumber(service)
    var kept: [Int: (actual: Double, knownAt: Double)] = [:]
    if let old = places[run] {
      if old.line == line { kept = observations(at: old) }
      erase(old)
    }
    let itinerary = plan.map { column(of: $0.milestone, in: line) }
    let place = places[run].flatMap { $0.line == line ? $0 : nil } ?? addRow(run, in: line)
    places[run] = place
    lines[line].itineraries[place.row] = itinerary
    for (milestone, column) in zip(plan, itinerary) {
      let cell = place.row * lines[line].stride + column
      lines[line].planned[cell] = milestone.plannedAt
      guard let observed = kept[column] else { continue }
      lines[line].actual[cell] = observed.actual
      lines[line].knownAt[cell] = observed.knownAt
    }
    noteSegments(plan, itinerary, line)
  }

  /// Adds what was seen, or puts a correction in the place of what was said before.
  public mutating func observe(
    _ run: RunKey, at milestone: MilestoneKey, actual: Double, knownAt: Double
  ) throws(Failure) {
    guard actual.isFinite, knownAt.isFinite else { throw .notANumber(run, milestone) }
    let (place, cell) = try cell(run, milestone)
    lines[place.line].actual[cell] = actual
    lines[place.line].knownAt[cell] = knownAt
  }

  /// Takes back what was said of a milestone.
  public mutating func retract(_ run: RunKey, at milestone: MilestoneKey) throws(Failure) {
    let (place, cell) = try cell(run, milestone)
    lines[place.line].actual[cell] = .nan
    lines[place.line].knownAt[cell] = .nan
  }

  /// Forgets a run; nothing happens where it was not known.
  public mutating func remove(_ run: RunKey) {
    guard let place = places.removeValue(forKey: run) else { return }
    erase(place)
  }

  private func cell(
    _ run: RunKey, _ milestone: MilestoneKey
  ) throws(Failure) -> (Place, Int) {
    guard let place = places[run] else { throw .unknownRun(run) }
    let line = lines[place.line]
    guard let number = numbers[milestone], let column = line.columns[number],
      line.itineraries[place.row].contains(column)
    else { throw .notInPlan(run, milestone) }
    return (place, place.row * line.stride + column)
  }
}

// MARK: - Reading

extension RunHistory {
  func lineNumber(of service: ServiceKey) -> Int? { lineOfService[service] }

  func number(of milestone: MilestoneKey) -> Int? { numbers[milestone] }

  func uses(of segment: Segment) -> [SegmentUse] { uses[segment] ?? [] }

  /// The column of each planned milestone on a line; nil where no run of the service planned it.
  func columns(of plan: [PlannedMilestone], in line: Int) -> [Int?] {
    plan.map { milestone in
      numbers[milestone.milestone].flatMap { lines[line].columns[$0] }
    }
  }

  /// When the run was at a milestone, if that was known by `moment`.
  func actual(_ place: Place, _ column: Int, by moment: Double) -> Double? {
    let line = lines[place.line]
    let cell = place.row * line.stride + column
    return line.knownAt[cell] <= moment ? line.actual[cell] : nil
  }
}

// MARK: - Keeping

extension RunHistory {
  private mutating func lineNumber(_ service: ServiceKey) -> Int {
    if let known = lineOfService[service] { return known }
    lines.append(Line())
    lineOfService[service] = lines.count - 1
    return lines.count - 1
  }

  private mutating func column(of milestone: MilestoneKey, in line: Int) -> Int {
    let number = numbers[milestone] ?? numbers.count
    numbers[milestone] = number
    if let known = lines[line].columns[number] { return known }
    let column = lines[line].columns.count
    lines[line].columns[number] = column
    if column >= lines[line].stride { widen(line) }
    return column
  }

  /// Doubles the room for milestones: rows move once in a long while, not with every new station.
  private mutating func widen(_ number: Int) {
    let old = lines[number].stride
    let new = max(16, old * 2)
    func widened(_ values: [Double]) -> [Double] {
      var result = [Double](repeating: .nan, count: lines[number].runs.count * new)
      for row in 0..<lines[number].runs.count {
        for column in 0..<old { result[row * new + column] = values[row * old + column] }
      }
      return result
    }
    let (planned, actual, knownAt) = (
      widened(lines[number].planned), widened(lines[number].actual),
      widened(lines[number].knownAt)
    )
    lines[number].planned = planned
    lines[number].actual = actual
    lines[number].knownAt = knownAt
    lines[number].stride = new
  }

  private mutating func addRow(_ run: RunKey, in line: Int) -> Place {
    let empty = repeatElement(Double.nan, count: lines[line].stride)
    lines[line].runs.append(run)
    lines[line].itineraries.append([])
    lines[line].planned += empty
    lines[line].actual += empty
    lines[line].knownAt += empty
    return Place(line: line, row: lines[line].runs.count - 1)
  }

  private func observations(at place: Place) -> [Int: (actual: Double, knownAt: Double)] {
    let line = lines[place.line]
    var result: [Int: (actual: Double, knownAt: Double)] = [:]
    for column in line.itineraries[place.row] {
      let cell = place.row * line.stride + column
      if line.actual[cell].isFinite { result[column] = (line.actual[cell], line.knownAt[cell]) }
    }
    return result
  }

  private mutating func erase(_ place: Place) {
    let start = place.row * lines[place.line].stride
    for cell in start..<start + lines[place.line].stride {
      lines[place.line].planned[cell] = .nan
      lines[place.line].actual[cell] = .nan
      lines[place.line].knownAt[cell] = .nan
    }
    lines[place.line].itineraries[place.row] = []
  }

  private mutating func noteSegments(
    _ plan: [PlannedMilestone], _ itinerary: [Int], _ line: Int
  ) {
    for index in plan.indices.dropFirst() {
      guard let from = numbers[plan[index - 1].milestone], let to = numbers[plan[index].milestone]
      else { continue }
      let use = SegmentUse(line: line, from: itinerary[index - 1], to: itinerary[index])
      var known = uses[Segment(from: from, to: to)] ?? []
      guard !known.contains(use) else { continue }
      known.append(use)
      uses[Segment(from: from, to: to)] = known
    }
  }
}
