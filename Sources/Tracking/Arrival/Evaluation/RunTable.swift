/// Runs read from CSV with the columns train, runDate, seq, station, sched_min and actual_min or
/// delay_min, in any order, beside any others. Times are minutes since the epoch.
///
/// Rows may come in any order. A row that cannot be used is reported with its line and its reason;
/// a time that is missing is no fault: an empty actual_min is filled from delay_min, else it is a
/// milestone that nobody saw.
public struct RunTable: Sendable {
  public enum Failure: Error, Hashable {
    case noHeader
    case missingColumns([String])
  }

  public enum Reason: Hashable, Sendable {
    case fieldCount(found: Int, expected: Int)
    case unclosedQuote
    case notUTF8
    case emptyField(column: String)
    case notANumber(column: String, value: String)
    case notADate(String)
    /// Neither sched_min nor actual_min with delay_min.
    case noPlannedTime
    /// The same train, date and seq stood in an earlier line.
    case duplicate(ofLine: Int)
  }

  public struct Problem: Hashable, Sendable {
    /// 1 is the header.
    public var line: Int
    public var reason: Reason
  }

  /// By service and date.
  public private(set) var runs: [RecordedRun] = []
  /// By line.
  public private(set) var problems: [Problem] = []
  /// Rows used.
  public private(set) var rowCount = 0

  static let required = ["train", "runDate", "seq", "station", "sched_min"]

  public init(csv bytes: some Collection<UInt8>) throws(Failure) {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated().makeIterator()
    guard let (_, headerLine) = lines.next(), case .success(let header) = Fields.split(headerLine),
      header.contains(where: { !$0.isEmpty })
    else { throw .noHeader }
    let columns = try Columns(header)
    var rows: [RowKey: [Int: Row]] = [:]
    while let (index, line) = lines.next() {
      if Fields.isBlank(line) { continue }
      switch columns.row(line, number: index + 1) {
      case .failure(let fault): problems.append(Problem(line: index + 1, reason: fault.reason))
      case .success(let row):
        if let earlier = rows[row.key]?[row.sequence] {
          let reason = Reason.duplicate(ofLine: earlier.line)
          problems.append(Problem(line: index + 1, reason: reason))
        } else {
          rows[row.key, default: [:]][row.sequence] = row
          rowCount += 1
        }
      }
    }
    runs = rows.sorted { $0.key < $1.key }.map { key, stops in Self.run(key, stops) }
  }

  private static func run(_ key: RowKey, _ rows: [Int: Row]) -> RecordedRun {
    var visits: [String: Int] = [:]
    let stops = rows.sorted { $0.key < $1.key }.map { _, row -> RecordedRun.Stop in
      let visit = visits[row.station, default: 0] + 1
      visits[row.station] = visit
      // A loop calls twice; the second call is another milestone.
      let name = visit == 1 ? row.station : "\(row.station)#\(visit)"
      return RecordedRun.Stop(
        MilestoneKey(name), plannedAt: row.plannedAt, actualAt: row.actualAt)
    }
    return RecordedRun(service: ServiceKey(key.train), date: key.date, stops: stops)
  }

  fileprivate struct RowKey: Hashable, Comparable {
    var train: String
    var date: String

    static func < (one: Self, other: Self) -> Bool {
      (one.train, one.date) < (other.train, other.date)
    }
  }

  fileprivate struct Row {
    var key: RowKey
    var sequence: Int
    var station: String
    var plannedAt: Double
    var actualAt: Double?
    var line: Int
  }

  fileprivate struct Fault: Error { var reason: Reason }
}

/// Where the columns stand.
private struct Columns {
  let count: Int
  let positions: [String: Int]

  init(_ header: [String]) throws(RunTable.Failure) {
    count = header.count
    positions = Dictionary(
      header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var missing = RunTable.required.filter { positions[$0] == nil }
    if positions["actual_min"] == nil && positions["delay_min"] == nil {
      missing.append("actual_min")
    }
    guard missing.isEmpty else { throw .missingColumns(missing) }
  }

  func row(
    _ line: some Collection<UInt8>, number lineNumber: Int
  ) -> Result<RunTable.Row, RunTable.Fault> {
    do throws(RunTable.Fault) {
      let fields = try Fields.split(line).get()
      guard fields.count == count else {
        throw RunTable.Fault(reason: .fieldCount(found: fields.count, expected: count))
      }
      let train = try self.text("train", fields)
      let date = try self.text("runDate", fields)
      guard Fields.isDate(date) else { throw RunTable.Fault(reason: .notADate(date)) }
      let station = try self.text("station", fields)
      let sequenceText = try self.text("seq", fields)
      guard let sequence = Int(sequenceText) else {
        throw RunTable.Fault(reason: .notANumber(column: "seq", value: sequenceText))
      }
      let delay = try self.number("delay_min", fields)
      let actual = try self.number("actual_min", fields)
      let planned = try self.number("sched_min", fields)
      guard let plannedAt = planned ?? actual.flatMap({ at in delay.map { at - $0 } }) else {
        throw RunTable.Fault(reason: .noPlannedTime)
      }
      return .success(
        RunTable.Row(
          key: RunTable.RowKey(train: train, date: date), sequence: sequence, station: station,
          plannedAt: plannedAt, actualAt: actual ?? delay.map { plannedAt + $0 }, line: lineNumber))
    } catch {
      return .failure(error)
    }
  }

  private func text(
    _ column: String, _ fields: [String]
  ) throws(RunTable.Fault) -> String {
    let value = positions[column].map { fields[$0] } ?? ""
    guard !value.isEmpty else { throw RunTable.Fault(reason: .emptyField(column: column)) }
    return value
  }

  /// Nil where the column or the value is absent, in one of the ways in which tables say so.
  private func number(
    _ column: String, _ fields: [String]
  ) throws(RunTable.Fault) -> Double? {
    guard let position = positions[column] else { return nil }
    let value = fields[position]
    if Fields.absent.contains(value.lowercased()) { return nil }
    guard let number = Double(value), number.isFinite, abs(number) < Fields.limit else {
      throw RunTable.Fault(reason: .notANumber(column: column, value: value))
    }
    return number
  }
}

/// One line of CSV (RFC 4180, without line breaks inside quotes).
private enum Fields {
  static let absent: Set<String> = ["", "nan", "na", "null", "none"]
  /// Minutes of twenty thousand years: beyond, it is another unit.
  static let limit = 1e10

  static func isBlank(_ line: some Collection<UInt8>) -> Bool {
    line.allSatisfy { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: " ") }
  }

  static func split(_ line: some Collection<UInt8>) -> Result<[String], RunTable.Fault> {
    var bytes = Array(line)
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    var fields: [[UInt8]] = [[]]
    var isQuoted = false
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        // Inside quotes a doubled quote stands for one.
        if isQuoted, position < bytes.count, bytes[position] == byte {
          fields[fields.count - 1].append(byte)
          position += 1
        } else {
          isQuoted.toggle()
        }
      } else if byte == UInt8(ascii: ","), !isQuoted {
        fields.append([])
      } else {
        fields[fields.count - 1].append(byte)
      }
    }
    if isQuoted { return .failure(RunTable.Fault(reason: .unclosedQuote)) }
    var result: [String] = []
    for field in fields {
      guard let text = String(validating: trimmed(field), as: UTF8.self) else {
        return .failure(RunTable.Fault(reason: .notUTF8))
      }
      result.append(text)
    }
    return .success(result)
  }

  private static func trimmed(_ field: [UInt8]) -> ArraySlice<UInt8> {
    let space = UInt8(ascii: " ")
    guard let first = field.firstIndex(where: { $0 != space }),
      let last = field.lastIndex(where: { $0 != space })
    else { return [] }
    return field[first...last]
  }

  /// `2020-01-21`; the calendar is not checked further.
  static func isDate(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 10 else { return false }
    return bytes.enumerated().allSatisfy { index, byte in
      index == 4 || index == 7
        ? byte == UInt8(ascii: "-") : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
  }
}
