import Freight

/// TAF TSI (Regulation (EU) 2021/541; ERA schema 3.5.2): what European infrastructure managers and
/// railways tell each other of trains and wagons, in XML.
///
/// Read are 4005 TrainRunningInformation, 4004 TrainRunningForecast, 4006 TrainRunningInterruption,
/// 3003 TrainComposition and 5020 WagonStatus, whatever their namespace and wrapping. README.md
/// beside this file says what becomes of each.
public enum TAF: Format {
  public static let name = "taf"

  public static func recognise(_ prefix: [UInt8]) -> Int {
    // UTF-16 of Latin letters is the letters and zeros between them.
    let isWide = prefix.starts(with: [0xFF, 0xFE]) || prefix.starts(with: [0xFE, 0xFF])
    let letters = isWide ? prefix.dropFirst(2).filter { $0 != 0 } : prefix
    let start = letters.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let text = letters.dropFirst(start).drop { isSpace($0) }
    guard text.first == UInt8(ascii: "<") else { return 0 }
    for (hint, score) in hints where text.contains(hint) { return score }
    return 0
  }

  /// Names without their first letter, which older senders write small.
  private static let hints: [([UInt8], Int)] = [
    ("rainRunningInformation", 95), ("rainRunningForecast", 95), ("rainRunningInterruption", 95),
    ("rainCompositionMessage", 95), ("agonStatusMessage", 95), ("taf-jsg.info", 90),
    ("/TAFTSI/", 90), ("uic.cc.org/UICMessage", 80), ("MessageHeader", 60), ("UICMessage", 60),
  ].map { (Array($0.0.utf8), $0.1) }

  public static func decode(_ message: [UInt8], in context: DecodingContext) -> Decoded {
    if let refusal = refusal(of: message) { return Decoded(rejections: [refusal]) }
    var decoded = Decoded()
    do throws(Rejection) {
      for found in try messages(in: message) {
        var mapper = Mapper(found, in: context)
        mapper.map()
        decoded.events += mapper.decoded.events
        decoded.rejections += mapper.decoded.rejections
        decoded.warnings += mapper.decoded.warnings
        guard decoded.events.count + decoded.rejections.count <= Limits.recordsPerMessage else {
          throw Rejection(
            .tooManyRecords, at: found.position,
            "there are more than \(Limits.recordsPerMessage) reports in it: send it in parts")
        }
      }
    } catch {
      return Decoded(rejections: [error])
    }
    return decoded
  }

  private static func refusal(of message: [UInt8]) -> Rejection? {
    if message.count > Limits.messageBytes {
      return Rejection(
        .tooLarge, at: .none,
        "\(message.count) bytes, more than \(Limits.messageBytes): send it in parts")
    }
    let start = message.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if message.dropFirst(start).allSatisfy(isSpace) {
      return Rejection(.empty, at: .none, "nothing but white space: send a TAF message")
    }
    return nil
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

extension Sequence<UInt8> where Self: Collection {
  /// Whether the bytes of `needle` stand somewhere in these.
  fileprivate func contains(_ needle: [UInt8]) -> Bool {
    var rest = self[...]
    while let at = rest.firstIndex(where: { $0 == needle.first }) {
      rest = rest[at...]
      if rest.starts(with: needle) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
