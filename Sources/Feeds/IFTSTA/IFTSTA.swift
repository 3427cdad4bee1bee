import Freight

/// UN/EDIFACT IFTSTA, the international multimodal status report (UNTDID D.95B to D.24A): what
/// ocean carriers, railways and forwarders send of a container's or consignment's progress.
///
/// Other messages of the same interchange are rejected by name, one by one. README.md beside this
/// file says how codes, times and identities are read.
public enum IFTSTA: Format {
  public static let name = "iftsta"

  public static func recognise(_ prefix: [UInt8]) -> Int {
    let start = prefix.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let text = prefix.dropFirst(start).drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard let fourth = text.dropFirst(3).first else { return 0 }
    // A word of three such letters and more is prose: “UNABLE to …”.
    let isLetterOrDigit =
      (0x30...0x39).contains(fourth) || (0x41...0x5A).contains(fourth)
      || (0x61...0x7A).contains(fourth) || fourth >= 0x80
    let tags = ["UNA", "UNB", "UNG", "UNH"]
    return !isLetterOrDigit && tags.contains { text.starts(with: $0.utf8) } ? 100 : 0
  }

  public static func decode(_ message: [UInt8], in context: DecodingContext) -> Decoded {
    if let refusal = refusal(of: message) { return Decoded(rejections: [refusal]) }
    var reader = EDIFACT.InterchangeReader(message, isStrict: context.isStrict)
    var decoded = Decoded()
    while let next = reader.next() {
      decode(next, in: context, into: &decoded)
      guard decoded.events.count + decoded.rejections.count <= Limits.recordsPerMessage else {
        return Decoded(rejections: [
          Rejection(
            .tooManyRecords, at: .segment(message: next.number, segment: 1),
            "there are more than \(Limits.recordsPerMessage) reports in it: send it in parts")
        ])
      }
    }
    decoded.rejections += reader.rejections
    decoded.warnings += reader.warnings
    return decoded
  }

  private static func refusal(of message: [UInt8]) -> Rejection? {
    if message.count > Limits.messageBytes {
      return Rejection(
        .tooLarge, at: .none,
        "\(message.count) bytes, more than \(Limits.messageBytes): send it in parts")
    }
    if message.starts(with: [0xFF, 0xFE]) || message.starts(with: [0xFE, 0xFF]) {
      return Rejection(
        .wrongEncoding, at: .byte(0), "UTF-16 is no encoding of EDIFACT: send UTF-8 (UNOY)")
    }
    return nil
  }

  private static func decode(
    _ message: EDIFACT.Message, in context: DecodingContext, into decoded: inout Decoded
  ) {
    let start = Position.segment(message: message.number, segment: 1)
    let version = "\(message.version).\(message.release)"
    guard message.type.uppercased() == "IFTSTA" else {
      decoded.rejections.append(
        Rejection(
          .unsupportedMessage, at: start,
          "\(message.type.prefix(16)) \(version.prefix(16)) is not read, only IFTSTA"))
      return
    }
    guard let directory = Directory(version: message.version, release: message.release),
      directory >= .d95B
    else {
      decoded.rejections.append(
        Rejection(
          .unsupportedDirectory, at: start,
          "IFTSTA of \(version.prefix(16)) is not read, only D.95B to D.24A"))
      return
    }
    if directory > .d24A {
      decoded.warnings.append(
        Warning(at: start, "IFTSTA of \(version) is newer than D.24A and is read like it"))
    }
    var mapper = Mapper(message, directory: directory, context: context)
    mapper.map()
    decoded.events += mapper.decoded.events
    decoded.rejections += mapper.decoded.rejections
    decoded.warnings += mapper.decoded.warnings
  }
}
