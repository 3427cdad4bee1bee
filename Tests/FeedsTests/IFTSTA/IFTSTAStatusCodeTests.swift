import Freight
import Testing

@testable import Feeds

@Suite struct IFTSTAStatusCodeTests {
  private func activity(_ status: String, release: String, extra: [String] = []) -> Activity? {
    let decoded = IFTSTASupport.decode(
      IFTSTASupport.status(status, release: release, extra: extra))
    return decoded.events.first?.activity
  }

  @Test(arguments: ["95B", "96A", "97B", "99A"])
  func oldDirectoriesUse9011(_ release: String) {
    #expect(activity("1+1", release: release) == .arrived)
    #expect(activity("1+24", release: release) == .departed)
    #expect(activity("1+16", release: release) == .crossedBorder)
    #expect(activity("1+40", release: release) == .positioned)
    #expect(activity("1+43", release: release) == .handedOver)
    #expect(activity("1+100::6", release: release) == .reloaded)
    // No number of 9011.
    #expect(activity("1+368", release: release) == .unmapped)
  }

  @Test(arguments: ["99B", "00B", "10B", "21B", "24A"])
  func newDirectoriesUse4405(_ release: String) {
    // 4405: to be done, done, passed on. Not Recommendation 24's “arrival, completed”.
    #expect(activity("1+1", release: release) == .unmapped)
    #expect(activity("1+2", release: release) == .unmapped)
    #expect(activity("1+44", release: release) == .unmapped)
    // Nothing of 4405 that a transport could be in.
    #expect(activity("1+16", release: release) == .crossedBorder)
    #expect(activity("1+024", release: release) == .departed)
    #expect(activity("1+100", release: release) == .reloaded)
    #expect(activity("1+368", release: release) == .reloaded)
  }

  @Test(arguments: ["96A", "00B", "24A"])
  func recommendation24ByNameHoldsInEveryDirectory(_ release: String) {
    #expect(activity("1+1:24:6", release: release) == .arrived)
    #expect(activity("1+44:REC24", release: release) == .rerouted)
    #expect(activity("1+365:24", release: release) == .departed)
  }

  @Test func oceanCarriersCodesAreReadByTheirAgency() {
    for (code, expected): (String, Activity) in [
      ("VD", .departed), ("VA", .arrived), ("AE", .loaded), ("UV", .discharged),
      ("AL", .loaded), ("RL", .departed), ("AR", .arrived), ("UR", .discharged),
      ("I", .gatedIn), ("OA", .gatedOut), ("CT", .customsReleased), ("AV", .availableForPickup),
      ("RD", .emptyReturned), ("D", .delivered), ("PQ", .unmapped),
    ] {
      #expect(activity("1+\(code)::22", release: "99B") == expected)
      #expect(activity("1+\(code)::87", release: "99B") == .unmapped)
    }
  }

  @Test(arguments: [
    ("Rail Departed from In-Transit Locat", Activity.departed),
    ("TRAIN ARRIVED AT TERMINAL", .arrived), ("Unloaded from rail car", .discharged),
    ("Loaded on train", .loaded), ("Gate-in full", .gatedIn),
    ("Customs released", .customsReleased),
    ("Empty container returned", .emptyReturned), ("Transshipped", .reloaded),
  ])
  func privateCodesAreReadByTheirPlainText(_ text: String, _ expected: Activity) {
    #expect(activity("1+P::HS:\(text)", release: "00B") == expected)
  }

  @Test(arguments: [
    "Estimated to be departed", "Not loaded", "Arrival notice sent", "Departed and arrived",
    "Departure cancelled", "Wagon weighed", "Expected: arrived", "",
  ])
  func doubtfulTextStaysUnmapped(_ text: String) {
    #expect(activity("1+P::HS:\(text)", release: "00B") == .unmapped)
  }

  @Test func unmappedKeepsItsCodeAsWritten() throws {
    let decoded = IFTSTASupport.decode(IFTSTASupport.status("1+Z17:L4:87:Wagon weighed+20"))
    let event = try #require(decoded.events.first)
    #expect(event.activity == .unmapped)
    #expect(event.rawCode == "Z17:L4:87")
    #expect(event.reason == "Wagon weighed; 9013:20")
    #expect(decoded.rejections.isEmpty)
  }

  @Test func codeInThePlaceOfTheCategoryIsKept() throws {
    let event = try #require(IFTSTASupport.decode(IFTSTASupport.status("1:D2:21")).events.first)
    #expect(event.activity == .unmapped)
    #expect(event.rawCode == "1:D2:21")
  }

  @Test func returnOfAnEmptyBoxIsAnEmptyReturn() {
    let body = ["CNI+1", "STS+1+82:24", "DTM+334:202602140930:203", "LOC+175+CNNCH"]
    let empty = IFTSTASupport.message(body + ["EQD+CN+TRHU4307252++++4"])
    let full = IFTSTASupport.message(body + ["EQD+CN+TRHU4307252++++5"])
    #expect(IFTSTASupport.decode(empty).events.map(\.activity) == [.emptyReturned])
    #expect(IFTSTASupport.decode(full).events.map(\.activity) == [.returned])
  }

  @Test func customsStatusTellsItsCountry() throws {
    let event = try #require(IFTSTASupport.decode(IFTSTASupport.status("1+12")).events.first)
    #expect(event.activity == .customsReleased)
    #expect(event.details?.customsCountry == "KZ")
  }

  @Test(arguments: [("93A", Rejection.Reason.unsupportedDirectory), ("95A", .unsupportedDirectory)])
  func olderDirectoriesAreRefused(_ release: String, _ reason: Rejection.Reason) {
    let decoded = IFTSTASupport.decode(IFTSTASupport.status("1+1", release: release))
    #expect(decoded.rejections.map(\.reason) == [reason])
    #expect(decoded.events.isEmpty)
  }

  @Test func newerDirectoriesAreReadWithAWarning() {
    let decoded = IFTSTASupport.decode(IFTSTASupport.status("1+24", release: "25B"))
    #expect(decoded.events.map(\.activity) == [.departed])
    #expect(decoded.warnings.count == 1)
  }

  @Test func otherMessagesAreRefusedByNameOnceEach() {
    let text = IFTSTASupport.status("1+24").replacing(
      "UNZ+1",
      with: "UNH+2+COPRAR:D:95B:UN'BGM+45'LOC+1'UNT+4+2'UNH+3+BAPLIE:D:95B:UN'UNT+2+3'UNZ+3")
    let decoded = IFTSTASupport.decode(text, in: IFTSTASupport.context(isStrict: true))
    #expect(decoded.events.count == 1)
    #expect(decoded.rejections.map(\.reason) == [.unsupportedMessage, .unsupportedMessage])
    #expect(decoded.rejections.first?.detail.contains("COPRAR D.95B") == true)
  }
}
