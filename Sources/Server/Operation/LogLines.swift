import Answers
import Foundation
import Freight
import Logging

/// Logs as JSON, one line an entry, on stderr: for journald and whatever reads it.
package struct LogLines: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level = .info
  private let label: String

  package init(label: String) { self.label = label }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let now = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    var members: [(key: String, value: JSONText)] = [
      ("time", .string(now.rfc3339)), ("level", .string(event.level.rawValue)),
      ("message", .string("\(event.message)")),
    ]
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    members += all.sorted { $0.key < $1.key }.map { ($0.key, .string("\($0.value)")) }
    FileHandle.standardError.write(Data((JSONText.object(members).compact + "\n").utf8))
  }
}
