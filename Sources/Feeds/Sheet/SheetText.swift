import Freight

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A sheet's bytes to text: what its byte order mark says, else UTF-8 where it is valid, else what
/// such sheets are mostly written in: GB18030, or Windows-1251 where that gives Russian.
enum SheetText {
  struct Decoded {
    var text: String
    var encoding: String
  }

  static func decode(_ bytes: [UInt8]) -> Result<Decoded, Rejection> {
    if bytes.starts(with: [0xFF, 0xFE]) { return converted(Array(bytes.dropFirst(2)), "UTF-16LE") }
    if bytes.starts(with: [0xFE, 0xFF]) { return converted(Array(bytes.dropFirst(2)), "UTF-16BE") }
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    if let nul = body.firstIndex(of: 0) {
      return .failure(Rejection(.binary, at: .byte(nul), "a zero byte: this is no text"))
    }
    if let text = String(validating: body, as: UTF8.self) {
      return .success(Decoded(text: text, encoding: "UTF-8"))
    }
    // Latin letters are the same in both; what looks more like Russian words decides.
    if case .success(let russian) = converted(body, "CP1251"), isRussian(russian.text) {
      return .success(russian)
    }
    let chinese = converted(body, "GB18030")
    if case .success = chinese { return chinese }
    return .failure(
      Rejection(
        .wrongEncoding, at: .none,
        "neither UTF-8 nor GB18030 nor Windows-1251: save the sheet as “CSV UTF-8” and send that"))
  }

  /// Mostly Cyrillic small letters: GB18030 read as Windows-1251 gives capitals and signs instead.
  private static func isRussian(_ text: String) -> Bool {
    var small = 0
    var other = 0
    for scalar in text.unicodeScalars where scalar.value >= 0x80 {
      if (0x430...0x44F).contains(scalar.value) { small += 1 } else { other += 1 }
    }
    return small > other * 2
  }

  /// The C library's converter: pure computing, and it knows the whole of GB18030.
  private static func converted(_ bytes: [UInt8], _ encoding: String) -> Result<Decoded, Rejection>
  {
    let failure = Rejection(.wrongEncoding, at: .none, "not valid \(encoding)")
    guard let converter = iconv_open("UTF-8", encoding), converter != iconv_t(bitPattern: -1) else {
      return .failure(failure)
    }
    defer { iconv_close(converter) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: bytes.count * 4 + 16)
    let written = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target -> Int? in
        var from = source.baseAddress
        var fromLeft = source.count
        var to = target.baseAddress
        var toLeft = target.count
        guard iconv(converter, &from, &fromLeft, &to, &toLeft) != Int.max, fromLeft == 0 else {
          return nil
        }
        return target.count - toLeft
      }
    }
    guard let written,
      let text = String(
        validating: output.prefix(written).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    else { return .failure(failure) }
    return .success(Decoded(text: text, encoding: encoding))
  }
}
