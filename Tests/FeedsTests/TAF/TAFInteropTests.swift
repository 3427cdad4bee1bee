import Foundation
import Freight
import Testing

@testable import Feeds

/// Messages of other makers, which are not part of this project: name their folder in
/// `BANLIE_SAMPLES`, and every `.xml` under its `taf` is read.
private enum Samples {
  static let folder = ProcessInfo.processInfo.environment["BANLIE_SAMPLES"]
    .map { URL(filePath: $0).appending(path: "taf") }
  static let files = folder.map { IFTSTASupport.files("xml", under: $0) } ?? []

  static func decode(_ name: String) throws -> Decoded {
    let file = try #require(files.first { $0.lastPathComponent.hasPrefix(name) })
    return TAF.decode(Array(try Data(contentsOf: file)), in: TAFSupport.context())
  }
}

/// Skipped, and shown as such, where the samples are not at hand.
@Suite(
  .enabled(
    if: Samples.folder != nil,
    "set BANLIE_SAMPLES to a folder whose taf/ holds .xml files of other senders"))
struct TAFInteropTests {
  @Test func samplesAreThere() { #expect(!Samples.files.isEmpty) }

  @Test(arguments: Samples.files) func endsInEventsOrNamedRejections(_ file: URL) throws {
    let bytes = Array(try Data(contentsOf: file))
    guard case .success(let format) = Formats.recognise(bytes) else {
      Issue.record("\(file.lastPathComponent) is not recognised")
      return
    }
    #expect(format.name == "taf")
    let decoded = TAF.decode(bytes, in: TAFSupport.context())
    #expect(!decoded.events.isEmpty || !decoded.rejections.isEmpty)
  }

  @Test func aDutchConsistHasItsWagonsInOrderWithLoadsAndDangerousGoods() throws {
    let decoded = try Samples.decode("TCM_prorail")
    #expect(decoded.rejections.isEmpty && decoded.warnings.isEmpty)
    let train = try #require(decoded.events.first)
    #expect(train.subject.id == "9001/40030@2019-12-10")
    #expect(train.activity == .composed && train.details?.isFullStatement == true)
    #expect(train.place?.codes == [.other(list: "taf", code: "NL01331")])
    #expect(train.conveyance.carrier == "9001")
    // Seventeen vehicles: sixteen wagons and the locomotive.
    let members = try #require(train.details?.members)
    #expect(members.count == 16)
    #expect(members.first?.wagon?.text == "338849610583")
    #expect(members.last?.wagon?.text == "338849615590")
    let wagons = decoded.events.dropFirst()
    #expect(wagons.map { $0.subject.id } == members.compactMap { $0.wagon?.text })
    #expect(wagons.first?.details?.grossKilograms == 43_000)
    #expect(wagons.allSatisfy { $0.conveyance.trainLeg?.designation == "9001/40030" })
    let numbers = wagons.flatMap { $0.details?.cargo ?? [] }.compactMap {
      $0.dangerousGoods?.digits
    }
    #expect(numbers == ["2794", "1247", "1247", "1247", "1247", "1247", "1972"])
  }

  @Test func aSwedishReportOfTheOlderFormIsADeparture() throws {
    let decoded = try Samples.decode("TRI_legacy")
    #expect(decoded.rejections.isEmpty)
    let event = try #require(decoded.events.first)
    #expect(event.subject.id == "TAF/94@2021-08-23" && event.activity == .departed)
    #expect(event.reason == "63 min late on the booked time")
    #expect(event.place?.codes == [.other(list: "taf-subsidiary", code: "SE99999/Kmb")])
  }

  @Test func aReceiptIsNamed() throws {
    let decoded = try Samples.decode("Receipt")
    #expect(decoded.rejections.map(\.reason) == [.unsupportedMessage])
    #expect(decoded.rejections.first?.detail.contains("ReceiptConfirmationMessage") == true)
  }
}
