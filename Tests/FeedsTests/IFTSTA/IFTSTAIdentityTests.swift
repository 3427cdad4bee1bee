import Freight
import Testing

@testable import Feeds

@Suite struct IFTSTAIdentityTests {
  private func event(
    _ bgm: String, at time: String = "202602140930", written: String = "202602141000",
    header: [String] = [], booking: String = "BK77"
  ) throws -> Event {
    let text = IFTSTASupport.message(
      ["DTM+137:\(written):203"] + header + [
        "CNI+1", "STS+1+24", "RFF+BN:\(booking)", "DTM+334:\(time):203", "LOC+175+KZAAU",
        "EQD+CN+BNLU2000018",
      ], bgm: bgm)
    return try #require(IFTSTASupport.decode(text).events.first)
  }

  /// As the ledger compares: everything but where it stood.
  private func content(_ event: Event) -> [UInt8] { EventRecord.content(event) }

  @Test func theSameStatusAgainIsADuplicate() throws {
    let once = IFTSTASupport.status("1+24")
    let again = once.replacing("REF1", with: "REF2").replacing("UNH+1", with: "UNH+7")
      .replacing("UNT+9+1'", with: "UNT+9+7'").replacing("260214:0800", with: "260214:0930")
    let events = IFTSTASupport.decode(once + again).events
    #expect(events.count == 2)
    #expect(Set(events.map(content)).count == 1)
  }

  @Test(arguments: ["DOC1+5", "DOC1+4", "DOC1+9"])
  func aCorrectionSupersedes(_ bgm: String) throws {
    let first = try event("DOC1+9")
    let second = try event(bgm, at: "202602141130", written: "202602151200")
    #expect(first.senderKey == second.senderKey)
    #expect(try #require(first.updatedAt) < #require(second.updatedAt))
    #expect(!second.isRetraction)
  }

  @Test(arguments: ["1", "3", "17"])
  func aCancellationTakesBack(_ function: String) throws {
    let second = try event("DOC1+\(function)", written: "202602151200")
    #expect(second.isRetraction)
    #expect(try event("DOC1+9").senderKey == second.senderKey)
  }

  @Test func aCorrectionNamesTheDocumentItCorrects() throws {
    let correction = try event("DOC2+5", header: ["RFF+ACW:DOC1"])
    #expect(try event("DOC1+9").senderKey == correction.senderKey)
    // An original that mentions another document is still itself.
    #expect(try event("DOC2+9", header: ["RFF+ACW:DOC1"]).senderKey != correction.senderKey)
  }

  @Test func anotherTripUnderAConstantDocumentNumberIsAnotherReport() throws {
    #expect(try event("315+9").senderKey != event("315+9", booking: "BK78").senderKey)
  }

  @Test func withoutDocumentNumberTheDayTellsReportsApart() throws {
    #expect(try event("+9").senderKey != event("+9", at: "202602150930").senderKey)
    #expect(try event("+9").senderKey == event("+9", at: "202602141130").senderKey)
  }

  @Test func twoStatusesOfOneSlotAreToldApartAndARepeatedOneIsNot() {
    func status(_ time: String) -> [String] {
      ["STS+1+20", "DTM+334:\(time):203", "LOC+175+KZAAU", "EQD+CN+BNLU2000018"]
    }
    let body = ["CNI+1"] + status("202602140900") + status("202602141500") + status("202602140900")
    let events = IFTSTASupport.decode(IFTSTASupport.message(body)).events
    #expect(events.count == 3)
    #expect(Set(events.map(\.senderKey)).count == 2)
    #expect(Set(events.map(content)).count == 2)
  }

  @Test func aNewEstimateSupersedesAcrossDocuments() {
    func estimate(_ document: String, _ eta: String) -> Event? {
      IFTSTASupport.decode(
        IFTSTASupport.status(
          "1+31", extra: ["TDT+20+X9041+2", "LOC+8+AZALA", "DTM+132:\(eta):203"],
          bgm: "\(document)+9")
      ).events.last
    }
    let first = estimate("D1", "202602151800")
    let second = estimate("D2", "202602161200")
    #expect(first?.classifier == .estimated)
    #expect(first?.senderKey != nil)
    #expect(first?.senderKey == second?.senderKey)
    #expect(first?.occurredAt != second?.occurredAt)
  }

  @Test func aConveyanceUnderEachStatusIsReportedOnce() {
    let leg = ["TDT+20+X9041+2", "LOC+8+AZALA", "DTM+132:202602151800:203"]
    func status(_ code: String) -> [String] {
      ["STS+1+\(code)", "RFF+BN:B", "DTM+334:202602140900:203", "LOC+175+KZAAU"] + leg
        + ["EQD+CN+BNLU2000018"]
    }
    let text = IFTSTASupport.message(["CNI+1"] + status("24") + status("31"))
    #expect(
      IFTSTASupport.decode(text).events.map(\.activity) == [.departed, .arrived, .positioned])
  }

  @Test func theUpdateTimeFallsBackToUNBAndThenToTheReceipt() throws {
    let body = ["CNI+1", "STS+1+24", "DTM+334:202602140930:203", "EQD+CN+BNLU2000018"]
    let text = IFTSTASupport.message(body)
    let event = try #require(IFTSTASupport.decode(text).events.first)
    #expect(event.updatedAt?.rfc3339 == "2026-02-14T08:00:00+01:00")
    let bare = text.drop { $0 != "'" }.dropFirst().replacing("UNZ+1+REF1'", with: "")
    let undated = try #require(IFTSTASupport.decode(String(bare)).events.first)
    #expect(undated.updatedAt == IFTSTASupport.receivedAt)
    #expect(undated.assumptions.contains(.updateTime))
  }
}
