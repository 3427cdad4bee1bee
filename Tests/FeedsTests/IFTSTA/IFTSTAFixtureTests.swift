import Foundation
import Freight
import Testing

@testable import Feeds

/// Each `NAME.edi` decodes to what `NAME.expected.txt` says. `BANLIE_RECORD=1` writes the expected
/// files anew: read the difference before keeping it.
@Suite struct IFTSTAFixtureTests {
  static let files = IFTSTASupport.files("edi", under: IFTSTASupport.fixtures)

  @Test func fixturesAreThere() { #expect(Self.files.count >= 5) }

  @Test(arguments: files) func decodesAsExpected(_ file: URL) throws {
    let bytes = Array(try Data(contentsOf: file))
    let written = IFTSTASupport.written(IFTSTA.decode(bytes, in: IFTSTASupport.context()))
    let expected = file.deletingPathExtension().appendingPathExtension("expected.txt")
    if ProcessInfo.processInfo.environment["BANLIE_RECORD"] == "1" {
      try Data(written.utf8).write(to: expected)
    }
    #expect(written == String(decoding: try Data(contentsOf: expected), as: UTF8.self))
    #expect(IFTSTA.recognise(Array(bytes.prefix(64))) == 100)
  }
}
