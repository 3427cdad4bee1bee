import Freight
import Testing

@testable import Feeds

@Suite struct IFTSTASubjectTests {
  private static let head = ["CNI+1", "STS+1+24", "DTM+334:202602140930:203", "LOC+175+CNNCH"]

  private func decode(
    _ body: [String], header: [String] = [], isStrict: Bool = false
  ) -> Decoded {
    IFTSTASupport.decode(
      IFTSTASupport.message(header + body), in: IFTSTASupport.context(isStrict: isStrict))
  }

  private func subjects(_ body: [String], header: [String] = []) -> [String] {
    decode(body, header: header).events.map { "\($0.subject.kind.name) \($0.subject.id)" }
  }

  @Test func severalContainersAreOneEventEach() {
    let body = Self.head + ["EQD+CN+BNLU2000018", "EQD+CN+BNLU2000023", "EQD+CN+BNLU2000039"]
    #expect(
      subjects(body) == [
        "container BNLU2000018", "container BNLU2000023", "container BNLU2000039",
      ])
  }

  @Test func referenceAndEquipmentOfOneBoxAreOneEvent() {
    let body = ["CNI+1", "STS+1+24", "RFF+EQ:BNLU2000018", "DTM+334:202602140930:203"]
    #expect(subjects(body + ["EQD+CN+BNLU2000018"]) == ["container BNLU2000018"])
    #expect(subjects(body) == ["container BNLU2000018"])
  }

  @Test func theStatusOwnBoxComesBeforeTheMessages() {
    let header = ["RFF+EQ:BNLU2000023"]
    #expect(subjects(Self.head + ["EQD+CN+BNLU2000018"], header: header).count == 1)
    #expect(subjects(Self.head, header: header) == ["container BNLU2000023"])
  }

  @Test func withoutBoxTheConsignmentIsTheSubject() {
    #expect(
      subjects(Self.head, header: ["RFF+BN:BK7", "RFF+BM:BL9"]) == [
        "consignment billOfLading:BL9"
      ])
    #expect(subjects(Self.head, header: ["RFF+RCN:281145"]) == ["consignment cim:281145"])
    #expect(subjects(["CNI+1+ЭО560089"] + Self.head.dropFirst()) == ["consignment other:ЭО560089"])
  }

  @Test func withoutAnyTheStatusIsRejected() {
    let decoded = decode(Self.head)
    #expect(decoded.rejections.map(\.reason) == [.unknownSubject])
    #expect(decoded.rejections.map(\.position) == [.segment(message: 1, segment: 4)])
  }

  @Test func wagonsAreSubjectsOrCarryTheirBox() throws {
    #expect(subjects(Self.head + ["EQD+RR+94003894"]) == ["wagon 94003894"])
    let both = decode(Self.head + ["EQD+RR+94003894", "EQD+CN+BNLU2000018"])
    #expect(both.events.map(\.conveyance.wagon?.text) == ["94003894"])
    #expect(both.events.map(\.subject.kind) == [.container])
  }

  @Test func wrongCheckDigitIsKeptAndFlaggedOnceAndStrictlyRejected() {
    let body = Self.head + ["EQD+CN+BNLU2000019"] + Self.head.dropFirst() + ["EQD+CN+BNLU2000019"]
    let lenient = decode(body)
    #expect(lenient.events.count == 2)
    #expect(lenient.events.allSatisfy { $0.assumptions.contains(.checkDigit) })
    #expect(lenient.warnings.count == 1)
    let strict = decode(body, isStrict: true)
    #expect(strict.events.isEmpty)
    #expect(strict.rejections.map(\.reason) == [.wrongCheckDigit, .wrongCheckDigit])
  }

  @Test func aBadNumberCostsItsBoxOnly() {
    let decoded = decode(Self.head + ["EQD+CN+KONTTI1", "EQD+CN+BNLU2000018"])
    #expect(decoded.events.count == 1)
    #expect(decoded.rejections.map(\.reason) == [.invalidIdentifier])
    #expect(decode(Self.head + ["EQD+RR+12"]).rejections.map(\.reason) == [.invalidIdentifier])
  }

  @Test func aStatusOfAnUnreadableBoxIsNotOneOfTheConsignment() {
    let decoded = decode(Self.head + ["EQD+CN+KONTTI1"], header: ["RFF+BM:BL9"])
    #expect(decoded.events.isEmpty)
    #expect(decoded.rejections.map(\.reason) == [.invalidIdentifier])
  }

  @Test func messageAndConsignmentWithoutStatusAreRejected() {
    #expect(decode([]).rejections.map(\.reason) == [.missingField])
    #expect(decode(["CNI+1"]).rejections.map(\.reason) == [.missingField])
  }

  @Test func seaLegNamesItsVoyage() throws {
    let tdt = "TDT+20+061W+1++FDRC:172:20:FEEDER CO+++9321483:146:11:CASPIAN TRADER"
    let event = try #require(decode(Self.head + [tdt, "EQD+CN+BNLU2000018"]).events.first)
    #expect(event.conveyance.voyage?.description == "IMO9321483/061W")
    #expect(event.conveyance.carrier == "FEEDER CO")
  }

  @Test func railLegNamesItsTrainAndWagon() throws {
    let leg = ["TDT+20+X9041+2++CRCT:172:20:CHINA RAILWAY", "RFF+ACR:94003894"]
    let event = try #require(decode(Self.head + leg + ["EQD+CN+BNLU2000018"]).events.first)
    #expect(event.conveyance.trainNumber == "X9041")
    #expect(event.conveyance.wagon?.text == "94003894")
    #expect(event.conveyance.carrier == "CHINA RAILWAY")
  }

  @Test func unknownSegmentsArePassedOverWithOneWarning() {
    let decoded = decode(Self.head + ["XYZ+1", "XYW+1", "EQD+CN+BNLU2000018"])
    #expect(decoded.events.count == 1)
    #expect(decoded.warnings.count == 1)
  }
}
