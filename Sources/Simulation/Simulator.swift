import Feeds
import Freight
import RouteBook

/// Realistic messages of trains that never ran: reloads, splits, sailings, dwell with fat tails, and
/// on request disorder. The same scenario gives the same bytes.
public struct Simulator: Sendable {
  public let scenario: Scenario

  /// UTC µs; nothing that would be received later is written.
  public let until: Int64?

  public init(_ scenario: Scenario, until: Int64? = nil) {
    self.scenario = scenario
    self.until = until
  }

  /// The formats that can be written.
  public static let formats = ["banlie-json", "sheet", "iftsta", "dcsa"]

  /// All reports of one train, in the order of their receipt.
  public func reports(ofTrain ordinal: Int) -> [Simulated] {
    let reports = TrainRun(scenario, ordinal: ordinal).reports
    guard let until else { return reports }
    return reports.filter { $0.receivedAt <= until }
  }

  /// Hands over every train's reports, train by train; memory stays flat however many trains.
  public func run(_ body: ([Simulated]) throws -> Void) rethrows {
    for ordinal in 0..<scenario.trains { try body(reports(ofTrain: ordinal)) }
  }

  /// Writes all of it in one of ``formats``, train by train. What a format cannot say it leaves out.
  public func write(_ format: String, _ body: (String) throws -> Void) rethrows {
    for ordinal in 0..<scenario.trains {
      let reports = reports(ofTrain: ordinal)
      switch format {
      case "sheet": try body(SheetWriter.loadingList(reports))
      case "iftsta": try body(IFTSTAWriter.interchange(reports, number: ordinal + 1))
      case "dcsa": try body(DCSAWriter.envelope(reports, isFirst: ordinal == 0))
      default: try body(lines(reports))
      }
    }
    if format == "dcsa" { try body(DCSAWriter.end) }
  }

  private func lines(_ reports: [Simulated]) -> String {
    var lines = ""
    lines.reserveCapacity(reports.count * 320)
    for report in reports {
      lines += BanlieJSON.encode(report.event)
      lines += "\n"
    }
    return lines
  }
}
