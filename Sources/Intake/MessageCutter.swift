import Freight

/// Cuts a line-based file that is larger than one message into consecutive messages at line ends, so
/// that memory stays flat however large the file. The cuts depend on the bytes alone: the same file
/// sent again is cut the same, and its messages are known.
struct MessageCutter {
  /// A cut file's messages; much below the limit, so that several can be in work at once.
  static let targetBytes = 1 << 20

  private static let lineEnd = UInt8(ascii: "\n")

  private var rest: [UInt8] = []
  /// So many bytes of `rest` hold no line end.
  private var searched = 0
  /// Whether what comes belongs to a line that is too large already.
  private var isPassingOver = false

  /// The bytes that wait for more.
  var held: Int { rest.count }

  /// Takes the next bytes and returns the messages that are complete.
  ///
  /// A line that is over the limit of a message is given as one that is: as much of it as is over, so that it is
  /// rejected, alone; the rest of it is passed over.
  mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
    var bytes = bytes[...]
    if isPassingOver {
      guard let end = bytes.firstIndex(of: Self.lineEnd) else { return [] }
      bytes = bytes[(end + 1)...]
      isPassingOver = false
    }
    rest += bytes
    var messages: [[UInt8]] = []
    while rest.count > Self.targetBytes {
      if let end = nextCut() {
        messages.append(Array(rest[...end]))
        rest.removeSubrange(...end)
        searched = 0
      } else if rest.count > Limits.messageBytes {
        messages.append(rest.prefix(Limits.messageBytes) + [Self.lineEnd])
        rest = []
        searched = 0
        isPassingOver = true
      } else {
        searched = rest.count
        break
      }
    }
    return messages
  }

  /// The last line end before the target, else the first behind it.
  private func nextCut() -> Int? {
    if searched < Self.targetBytes,
      let end = rest[searched..<Self.targetBytes].lastIndex(of: Self.lineEnd)
    {
      return end
    }
    return rest[max(searched, Self.targetBytes)...].firstIndex(of: Self.lineEnd)
  }

  mutating func finish() -> [UInt8]? {
    defer { rest = [] }
    return rest.isEmpty ? nil : rest
  }
}
