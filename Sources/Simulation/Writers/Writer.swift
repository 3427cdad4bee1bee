import Feeds
import Freight
import RouteBook

/// Writes trains in one wire format, one after another. What a format cannot say is left out.
protocol Writer {
  /// What stands before the first train.
  var head: String { get }
  /// What stands after the last.
  var end: String { get }

  mutating func text(of train: SimulatedTrain) -> String
}

extension Simulator {
  /// The formats that can be written: our own JSON Lines; loading lists and tracking sheets as CSV;
  /// IFTSTA interchanges; a DCSA envelope.
  public static let formats = ["banlie-json", "sheet", "tracking-sheet", "iftsta", "dcsa"]

  /// Writes all of it in one of ``formats``, train by train; memory stays flat. What a format cannot
  /// say it leaves out.
  ///
  /// - Parameter format: another name than those of ``formats`` is taken for `banlie-json`.
  public func write(_ format: String, _ body: (String) throws -> Void) rethrows {
    var writer: any Writer =
      switch format {
      case "sheet": LoadingListWriter()
      case "tracking-sheet": TrackingSheetWriter(scenario)
      case "iftsta": IFTSTAWriter()
      case "dcsa": DCSAWriter(scenario)
      default: LineWriter()
      }
    if !writer.head.isEmpty { try body(writer.head) }
    for ordinal in 0..<scenario.trains { try body(writer.text(of: train(ordinal))) }
    if !writer.end.isEmpty { try body(writer.end) }
  }
}

/// Banlie's own format, a report a line.
struct LineWriter: Writer {
  var head: String { "" }
  var end: String { "" }

  func text(of train: SimulatedTrain) -> String {
    var lines = ""
    lines.reserveCapacity(train.reports.count * 360)
    for report in train.reports {
      lines += BanlieJSON.encode(report.event)
      lines += "\n"
    }
    return lines
  }
}

/// Digits with zeros in front.
func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
}
