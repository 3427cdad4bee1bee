import Foundation
import Freight
import Testing

@testable import Feeds

@Suite struct TAFTests {
  private typealias Support = TAFSupport

  private func event(_ text: String, strict: Bool = false) throws -> Event {
    let decoded = Support.decode(text, in: Support.context(isStrict: strict))
    #expect(decoded.rejections.isEmpty)
    return try #require(decoded.events.first)
  }

  private func reasons(_ text: String, _ context: DecodingContext = Support.context()) -> [String] {
    Support.decode(text, in: context).rejections.map(\.reason.rawValue)
  }

  // MARK: - Identity

  @Test func aModificationSupersedesAndADeletionRetractsTheSameReport() throws {
    let new = try event(Support.running())
    let modified = try event(
      Support.running(
        header: Support.header("4005", time: "2026-02-14T10:30:00+01:00"), status: "2",
        time: "2026-02-14T09:33:00+01:00"))
    let deleted = try event(Support.running(status: "3"))
    #expect(new.senderKey == modified.senderKey && new.senderKey == deleted.senderKey)
    #expect(try #require(new.updatedAt) < #require(modified.updatedAt))
    #expect(deleted.isRetraction && !new.isRetraction && !modified.isRetraction)
  }

  @Test func otherPlacesStatusesAndTrainsAreOtherReports() throws {
    let keys = try [
      Support.running(), Support.running(code: "05"),
      Support.running(location: Support.location("PL", "4037")),
      Support.running(train: Support.train(start: "2026-02-15")),
      Support.running().replacing("Information", with: "Forecast").replacing("4005", with: "4004"),
    ].map { try #require(event($0).senderKey) }
    #expect(Set(keys).count == keys.count)
  }

  @Test func aForecastIsAnEstimate() throws {
    let text = Support.running().replacing("TrainRunningInformation", with: "TrainRunningForecast")
      .replacing("4005", with: "4004")
    #expect(try event(text).classifier == .estimated)
    #expect(try event(Support.running()).classifier == .actual)
  }

  // MARK: - Codes

  @Test(arguments: [
    ("01", Activity.arrived), ("02", .departed), ("03", .arrived), ("04", .departed),
    ("05", .passed), ("5", .passed), ("00", .unmapped), ("07", .unmapped), ("XY", .unmapped),
  ])
  func statusesAreMappedAndTheRestKeptRaw(_ code: String, _ activity: Activity) throws {
    let event = try event(Support.running(code: code))
    #expect(event.activity == activity)
    #expect(event.rawCode == "4005:\(code.count == 1 ? "0" + code : code)")
  }

  @Test(arguments: [
    ("10", Activity.unmapped), ("20", .pickedUp), ("01", .departed), ("04", .arrived),
    ("03", .departed), ("13", .passed), ("14", .handedOver), ("24", .handedOver),
    ("06", .unmapped), ("16", .resumed), ("05", .arrived), ("15", .droppedOff),
    ("60", .positioned), ("99", .unmapped),
  ])
  func wagonEventsAreMappedAndTheRestKeptRaw(_ code: String, _ activity: Activity) throws {
    let event = try event(Support.wagonStatus(code))
    #expect(event.subject.kind == .wagon)
    #expect(event.activity == activity && event.rawCode == "5020:\(code)")
  }

  @Test func theFeedsOwnMeaningOfACodeComesFirst() throws {
    var context = Support.context()
    context.codes = ["4005:07": .positioned]
    let decoded = Support.decode(Support.running(code: "07"), in: context)
    #expect(decoded.events.map(\.activity) == [.positioned])
  }

  @Test(arguments: [
    ("0", Activity.resumed, Classifier.actual), ("1", .held, .actual), ("2", .delayed, .estimated),
    ("", .held, .actual),
  ])
  func interruptionsHoldDelayOrEnd(
    _ state: String, _ activity: Activity, _ classifier: Classifier
  ) throws {
    let status =
      state.isEmpty
      ? ""
      : "<TrainRunningInterruptionStatus><TrainInterrupted>\(state)</TrainInterrupted>"
        + "</TrainRunningInterruptionStatus>"
    let text = """
      <TrainRunningInterruptionMessage>\(Support.header("4006"))\(Support.train())
      <InterruptionPoint><Location>\(Support.location())</Location><Interruption>
      <InterruptionReason>83</InterruptionReason>
      <InterruptionDateTime>2026-02-14T09:00:00+01:00</InterruptionDateTime>
      </Interruption></InterruptionPoint>\(status)</TrainRunningInterruptionMessage>
      """
    let event = try event(text)
    #expect(event.activity == activity && event.classifier == classifier)
    #expect(event.reason == "weather and natural causes" && event.rawCode == "4006:83")
    // That it runs again is known since the message, not since it stopped.
    #expect(event.occurredAt.rfc3339 == "2026-02-14T\(state == "0" ? "10" : "09"):00:00+01:00")
  }

  @Test(arguments: [
    ("+0010", 10), ("-0003", -3), ("63", 63), ("+0000", 0), ("+1440", 1_440), ("PT10M", nil),
    ("+", nil), ("", nil), ("+1:00", nil),
  ])
  func delaysAreMinutes(_ text: String, _ minutes: Int?) {
    #expect(TAF.Mapper.delayMinutes(text) == minutes)
  }

  // MARK: - Wrapping

  @Test func wrappingChangesNothing() throws {
    let plain = Support.running()
    let escaped = plain.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    func soap(_ inner: String) -> String {
      "<s:Envelope xmlns:s='urn:s'><s:Body><u:UICMessage xmlns:u='urn:u'><message>"
        + "\(inner)</message></u:UICMessage></s:Body></s:Envelope>"
    }
    let original = try event(plain)
    for text in [soap(plain), soap("<![CDATA[\(plain)]]>"), soap(escaped), "\u{FEFF}" + plain] {
      #expect(try event(text) == original)
    }
    let wide = try #require(plain.data(using: .utf16))
    #expect(TAF.decode(Array(wide), in: Support.context()).events.count == 1)
    #expect(TAF.recognise(Array(wide)) == 95)
  }

  @Test func escapedTwiceIsNotUnwrappedTwice() {
    let once = Support.running().replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    let twice = "<b>\(once)</b>".replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    #expect(reasons("<a>\(twice)</a>") == ["unsupportedMessage"])
  }

  @Test func aSealedMessageSaysSo() throws {
    let text = "<e><compressed>true</compressed><message>H4sIAAAA</message></e>"
    let rejection = try #require(Support.decode(text).rejections.first)
    #expect(rejection.reason == .unsupportedMessage && rejection.detail.contains("compressed"))
  }

  @Test func anotherMessageIsNamed() throws {
    let text = "<PathDetailsMessage>\(Support.header("2003"))</PathDetailsMessage>"
    let rejection = try #require(Support.decode(text).rejections.first)
    #expect(rejection.reason == .unsupportedMessage)
    #expect(rejection.detail.hasPrefix("PathDetailsMessage (2003)"))
  }

  @Test func aTypeThatContradictsTheRootIsSaid() {
    let text = Support.running(header: Support.header("3003"))
    #expect(Support.decode(text).warnings.count == 1)
    #expect(reasons(text, Support.context(isStrict: true)) == ["invalidCode"])
  }

  @Test func recognisesByNameAndNamespace() {
    func score(_ text: String) -> Int { TAF.recognise(Array(text.utf8)) }
    #expect(score("\u{FEFF}\n<trainRunningInformation>") == 95)
    #expect(score("<x:Any xmlns:x=\"http://taf-jsg.info/schemes\">") == 90)
    #expect(score("<Any xmlns=\"http://www.era.europa.eu/schemes/TAFTSI/3.5\">") == 90)
    #expect(score("<PathDetailsMessage><MessageHeader>") == 60)
    #expect(score("<html><body>") == 0)
    #expect(score("TrainRunningInformation") == 0)
    #expect(score("") == 0)
  }

  // MARK: - Rejections

  @Test(arguments: [
    (TAFSupport.running(time: "2026-02-14T25:00:00Z"), "invalidTime"),
    (TAFSupport.running(time: "yesterday"), "invalidTime"),
    (TAFSupport.running(time: ""), "missingField"), (TAFSupport.running(code: ""), "missingField"),
    (TAFSupport.running(location: ""), "missingField"),
    (TAFSupport.running(train: ""), "missingField"),
    (TAFSupport.running(train: TAFSupport.train(start: nil)), "missingField"),
    (TAFSupport.running(train: TAFSupport.train(start: "14.02.2026")), "invalidTime"),
    (TAFSupport.running(train: TAFSupport.train("12345678901")), "invalidIdentifier"),
    (TAFSupport.running(train: TAFSupport.train("IČE70")), "invalidIdentifier"),
    ("<TrainRunningInformation/>", "missingField"),
    ("<TrainRunningInterruption/>", "missingField"), ("<TrainComposition/>", "missingField"),
    ("<WagonStatusMessages/>", "missingField"),
    (TAFSupport.wagonStatus("04", time: "?"), "invalidTime"),
    (TAFSupport.composition(TAFSupport.wagon("1", position: 1), header: ""), "missingField"),
  ])
  func rejectionsAreNamed(_ text: String, _ reason: String) {
    let decoded = Support.decode(text)
    #expect(decoded.events.isEmpty)
    #expect(decoded.rejections.map(\.reason.rawValue) == [reason])
    #expect(decoded.rejections.allSatisfy { $0.position != .none && !$0.detail.isEmpty })
  }

  @Test func strictlyDeviationsReject() {
    let wagon = Support.wagonNumber(1)
    let wrong = String(wagon.dropLast()) + (wagon.hasSuffix("0") ? "1" : "0")
    let strict = Support.context(isStrict: true)
    let checked = Support.composition(Support.wagon(wrong, position: 1))
    #expect(reasons(checked) == [] && reasons(checked, strict) == ["wrongCheckDigit"])
    let counted = Support.composition(Support.wagon(wagon, position: 1), vehicles: 5)
    #expect(reasons(counted) == [] && reasons(counted, strict) == ["countMismatch"])
    #expect(reasons(Support.running(status: "9"), strict) == ["invalidCode"])
  }
}
