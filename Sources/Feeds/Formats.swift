import Freight

/// Every wire format, one line each.
public enum Formats {
  public static let all: [any Format.Type] = [
    BanlieJSON.self,
    DCSA.self,
    Dislocation.self,
    IFTSTA.self,
    Sheet.self,
    TAF.self,
  ]

  /// Bytes enough to tell a format by.
  static let prefixBytes = 8 << 10
  /// What a format must score to be taken for it.
  static let confidence = 20

  /// The format named, or the one that the bytes look like most.
  public static func recognise(
    _ message: [UInt8], named name: String? = nil
  ) -> Result<any Format.Type, Rejection> {
    if let name, name != "auto" {
      if let format = all.first(where: { $0.name == name }) { return .success(format) }
      return .failure(
        Rejection(
          .unknownFormat, at: .none,
          "there is no format “\(name)”; known are \(all.map { $0.name }.joined(separator: ", "))"))
    }
    if message.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
      return .failure(Rejection(.empty, at: .none, "there is nothing in it"))
    }
    let prefix = Array(message.prefix(prefixBytes))
    var best: (format: any Format.Type, score: Int)?
    for format in all {
      let score = format.recognise(prefix)
      if score > best?.score ?? 0 { best = (format, score) }
    }
    if let best, best.score >= confidence { return .success(best.format) }
    return .failure(unrecognised(prefix))
  }

  private static func unrecognised(_ prefix: [UInt8]) -> Rejection {
    if prefix.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      return Rejection(
        .legacyXls, at: .byte(0), "an Excel 97–2003 workbook (.xls): save it as CSV and send that")
    }
    if prefix.contains(0), !prefix.starts(with: [0xFF, 0xFE]), !prefix.starts(with: [0xFE, 0xFF]) {
      return Rejection(.binary, at: .byte(prefix.firstIndex(of: 0) ?? 0), "binary data, no text")
    }
    return Rejection(
      .unknownFormat, at: .none,
      "the bytes look like none of \(all.map { $0.name }.joined(separator: ", ")); "
        + "name the format with --format")
  }
}
