import Answers
import Foundation

/// stdout carries data, stderr messages.
enum Console {
  static func complain(_ text: String) {
    FileHandle.standardError.write(
      Data((Columns.harmless(text, keepingColors: false) + "\n").utf8))
  }

  static func say(_ text: String) { write(text + "\n") }

  static func write(_ text: String) {
    FileHandle.standardOutput.write(
      Data(Columns.harmless(text, keepingColors: usesColor).utf8))
  }

  /// Moves the cursor and the like.
  static func steer(_ sequence: String) {
    FileHandle.standardOutput.write(Data(sequence.utf8))
  }

  static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// The terminal's columns; 0 where there is none.
  static var width: Int {
    if let text = ProcessInfo.processInfo.environment["COLUMNS"], let columns = Int(text) {
      return columns
    }
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return 0
  }

  /// NO_COLOR and pipes are honoured (https://no-color.org).
  static var usesColor: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isInteractive && environment["NO_COLOR"]?.isEmpty ?? true
      && environment["TERM"] != "dumb"
  }
}

/// `1 warning`, `2 warnings`.
func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
  "\(count) \(count == 1 ? one : many ?? one + "s")"
}

/// A progress line on stderr, redrawn at most ten times a second, only where a person watches.
struct ProgressLine {
  private let label: String
  private let total: Int?
  private var drawn = Date.distantPast
  private let isShown = Console.showsProgress

  init(_ label: String, total: Int? = nil) {
    self.label = label
    self.total = total
  }

  mutating func update(_ done: Int, _ text: String) {
    guard isShown, Date().timeIntervalSince(drawn) > 0.1 else { return }
    drawn = Date()
    var line = "\r\u{1B}[2K\(label)  "
    if let total, total > 0 {
      let cells = 24 * min(done, total) / total
      line +=
        String(repeating: "━", count: cells) + String(repeating: "┄", count: 24 - cells) + "  "
    }
    FileHandle.standardError.write(Data((line + text).utf8))
  }

  func end() {
    guard isShown else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[2K".utf8))
  }
}
