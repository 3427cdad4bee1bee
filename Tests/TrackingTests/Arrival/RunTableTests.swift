import Testing

@testable import Tracking

@Suite struct RunTableTests {
  private func read(_ text: String) throws -> RunTable { try RunTable(csv: Array(text.utf8)) }

  @Test func rowsInAnyOrderMakeRuns() throws {
    let table = try read(
      """
      train,runDate,seq,station,dist_km,sched_min,actual_min,delay_min
      7,2020-01-02,1,B,10,160,170.0,10.0
      7,2020-01-02,0,A,0,100,101.0,1.0
      7,2020-01-01,0,A,0,40,40.0,0.0
      """)
    #expect(table.problems.isEmpty)
    #expect(table.runs.map(\.date) == ["2020-01-01", "2020-01-02"])
    #expect(table.runs[1].stops.map(\.milestone.name) == ["A", "B"])
    #expect(table.runs[1].stops.map(\.actualAt) == [101, 170])
  }

  @Test func missingTimesAreFilledOrLeftUnseen() throws {
    let table = try read(
      """
      delay_min,train,runDate,seq,station,sched_min,actual_min
      5,7,2020-01-01,0,A,100,
      ,7,2020-01-01,1,B,160,NaN
      3,7,2020-01-01,2,C,,203
      """)
    #expect(table.problems.isEmpty)
    #expect(table.runs[0].stops.map(\.actualAt) == [105, nil, 203])
    #expect(table.runs[0].stops.map(\.plannedAt) == [100, 160, 200])
  }

  @Test func withoutDelaysTheTableIsAsGood() throws {
    let table = try read("train,runDate,seq,station,sched_min,actual_min\n7,2020-01-01,0,A,1,2\n")
    #expect(table.runs[0].stops[0].actualAt == 2)
  }

  @Test func everyBadRowIsReportedWithItsLineAndReason() throws {
    let table = try read(
      #"""
      train,runDate,seq,station,sched_min,actual_min
      7,2020-01-01,0,A,100,100
      7,2020-01-01,1,B,160
      7,2020-01-01,x,B,160,161
      7,01.02.2020,1,B,160,161
      7,2020-01-01,1,,160,161
      7,2020-01-01,1,B,,161
      7,2020-01-01,1,B,soon,161
      7,2020-01-01,0,A,100,105

      7,2020-01-01,1,"B,160,161
      7,2020-01-01,1,B,160,1e300
      7,2020-01-01,1,"B ""north""",160,161
      """#)
    #expect(
      table.problems == [
        RunTable.Problem(line: 3, reason: .fieldCount(found: 5, expected: 6)),
        RunTable.Problem(line: 4, reason: .notANumber(column: "seq", value: "x")),
        RunTable.Problem(line: 5, reason: .notADate("01.02.2020")),
        RunTable.Problem(line: 6, reason: .emptyField(column: "station")),
        RunTable.Problem(line: 7, reason: .noPlannedTime),
        RunTable.Problem(line: 8, reason: .notANumber(column: "sched_min", value: "soon")),
        RunTable.Problem(line: 9, reason: .duplicate(ofLine: 2)),
        RunTable.Problem(line: 11, reason: .unclosedQuote),
        RunTable.Problem(line: 12, reason: .notANumber(column: "actual_min", value: "1e300")),
      ])
    #expect(table.rowCount == 2)
    #expect(table.runs[0].stops[1].milestone.name == #"B "north""#)
  }

  @Test func aTableOfAnotherKindIsRefused() {
    #expect(throws: RunTable.Failure.noHeader) { try read("") }
    #expect(throws: RunTable.Failure.missingColumns(["runDate", "sched_min", "actual_min"])) {
      try read("train,seq,station\n")
    }
  }

  @Test func aLoopCallsTwice() throws {
    let table = try read(
      """
      \u{FEFF}train,runDate,seq,station,sched_min,actual_min\r
      7,2020-01-01,0,A,100,100\r
      7,2020-01-01,1,B,160,161\r
      7,2020-01-01,2,A,200,201\r
      """)
    #expect(table.runs[0].stops.map(\.milestone.name) == ["A", "B", "A#2"])
  }
}
