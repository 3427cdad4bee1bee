import Freight

/// Cuts a line-based file that is larger than one message into consecutive messages at line ends, so
/// that memory stays flat however large the file. The cuts depend on the bytes alone: the same file
/// sent again is cut the same, and its messages are known.
struct MessageCutter {
  /// A cut file's messages; much below the limit, so that several can be in work at once.
  static let targetBytes = 1 << 20

  private var rest: [UInt8] = []

  /// Takes the next bytes and returns the messages that are complete.
  mutating func take(_ bytes: some Collection<UInt8>) -> [[UInt8]] {
    rest.append(contentsOf: bytes)
    var messages: [[UInt8]] = []
    while rest.count > Self.targetBytes {
      guard let end = rest[..<Self.targetBytes].lastIndex(of: UInt8(ascii: "\n")) else {
        // One line longer than a message: it will be rejected as too large, alone.
        guard let next = rest[Self.targetBytes...].firstIndex(of: UInt8(ascii: "\n")) else { break }
        messages.append(Array(rest[...next]))
        rest.removeSubrange(...next)
        continue
      }
      messages.append(Array(rest[...end]))
      rest.removeSubrange(...end)
    }
    return messages
  }

  mutating func finish() -> [UInt8]? {
    defer { rest = [] }
    return rest.isEmpty ? nil : rest
  }
}
