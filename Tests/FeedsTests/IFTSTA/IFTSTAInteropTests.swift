import Foundation
import Freight
import Testing

@testable import Feeds

/// Real files of other projects, which are not part of this one: name their folder in
/// `BANLIE_SAMPLES`, and every `.edi` under its `edifact` is read.
private enum Samples {
  static let folder = ProcessInfo.processInfo.environment["BANLIE_SAMPLES"]
    .map { URL(filePath: $0).appending(path: "edifact") }
  static let files = folder.map { IFTSTASupport.files("edi", under: $0) } ?? []
  static let rail = files.filter { $0.lastPathComponent.hasPrefix("iftsta_d00b_rail") }
}

/// Skipped, and shown as such, where the samples are not at hand.
@Suite(
  .enabled(
    if: Samples.folder != nil,
    "set BANLIE_SAMPLES to a folder whose edifact/ holds .edi files of other senders"))
struct IFTSTAInteropTests {
  @Test func samplesAreThere() { #expect(!Samples.files.isEmpty && !Samples.rail.isEmpty) }

  @Test(arguments: Samples.files) func endsInEventsOrNamedRejections(_ file: URL) throws {
    let bytes = Array(try Data(contentsOf: file))
    for isStrict in [false, true] {
      let decoded = IFTSTA.decode(bytes, in: IFTSTASupport.context(isStrict: isStrict))
      #expect(!decoded.events.isEmpty || !decoded.rejections.isEmpty)
      if !isStrict, bytes.contains("IFTSTA".utf8) { #expect(!decoded.events.isEmpty) }
      // One rejection for each message that is not IFTSTA, none said twice.
      let unsupported = decoded.rejections.filter { $0.reason == .unsupportedMessage }
      #expect(Set(unsupported.map(\.position)).count == unsupported.count)
    }
  }

  @Test(arguments: Samples.rail)
  func realRailStatusLoadsDespiteItsErrors(_ file: URL) throws {
    let bytes = Array(try Data(contentsOf: file))
    let decoded = IFTSTA.decode(bytes, in: IFTSTASupport.context())
    #expect(decoded.rejections.isEmpty)
    let status = try #require(decoded.events.first)
    #expect(status.activity == .departed)
    #expect(status.classifier == .actual)
    #expect(status.place?.codes == [.unlocode("USSYR")])
    #expect(status.assumptions.contains(.checkDigit))
    #expect(status.conveyance.carrier?.isEmpty == false)
    #expect(decoded.events.allSatisfy { $0.subject == status.subject })
    #expect(decoded.events.map(\.classifier).contains(.estimated))
    // A wrong check digit, and a UNZ that refers to another interchange.
    #expect(decoded.warnings.count == 2)
  }
}
