import Foundation
import Freight
import Testing

@testable import Feeds

/// Each `NAME.xml` decodes to what `NAME.expected.txt` says. `BANLIE_RECORD=1` writes the expected
/// files anew: read the difference before keeping it.
@Suite struct TAFFixtureTests {
  @Test func fixturesAreThere() { #expect(TAFSupport.fixtures.count >= 8) }

  @Test(arguments: TAFSupport.fixtures) func decodesAsExpected(_ file: URL) throws {
    let bytes = Array(try Data(contentsOf: file))
    let decoded = TAF.decode(bytes, in: TAFSupport.context())
    let keys = decoded.events.map { "key \($0.senderKey ?? "-")\n" }.joined()
    let written = JSONTest.rendered(decoded) + keys
    let expected = file.deletingPathExtension().appendingPathExtension("expected.txt")
    if ProcessInfo.processInfo.environment["BANLIE_RECORD"] == "1" {
      try Data(written.utf8).write(to: expected)
    }
    #expect(written == String(decoding: try Data(contentsOf: expected), as: UTF8.self))
    #expect(TAF.recognise(Array(bytes.prefix(Formats.prefixBytes))) >= 60)
    guard case .success(let format) = Formats.recognise(bytes) else {
      Issue.record("not recognised")
      return
    }
    #expect(format.name == "taf")
  }
}
