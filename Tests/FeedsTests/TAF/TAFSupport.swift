import Foundation
import Freight

@testable import Feeds

/// What the TAF tests share: a context whose feed keeps Warsaw's winter time, and short messages.
enum TAFSupport {
  struct Zones: PlaceDirectory {
    func zone(of place: PlaceReference) -> String? {
      place.codes.contains { $0.code.hasPrefix("LT") } ? "Europe/Vilnius" : nil
    }

    func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? {
      ["Europe/Warsaw": 60, "Europe/Vilnius": 120][zone]
    }
  }

  static func context(
    zone: String? = "Europe/Warsaw", isStrict: Bool = false, places: any PlaceDirectory = Zones()
  ) -> DecodingContext {
    DecodingContext(
      feed: "infrastructure", receivedAt: JSONTest.received, zone: zone, isStrict: isStrict,
      places: places)
  }

  static func decode(_ text: String, in context: DecodingContext = context()) -> Decoded {
    TAF.decode(Array(text.utf8), in: context)
  }

  static func fixture(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: JSONTest.folder("taf").appending(path: name + ".xml")))
  }

  static let fixtures = IFTSTASupport.files("xml", under: JSONTest.folder("taf"))

  // MARK: - Messages

  static func header(
    _ type: String, time: String = "2026-02-14T10:00:00+01:00", sender: String = "0051"
  ) -> String {
    """
    <MessageHeader><MessageReference><MessageType>\(type)</MessageType>\
    <MessageDateTime>\(time)</MessageDateTime></MessageReference><Sender>\(sender)</Sender>\
    </MessageHeader>
    """
  }

  static func train(_ number: String = "41022", start: String? = "2026-02-14") -> String {
    let date = start.map { "<StartDate>\($0)</StartDate>" } ?? ""
    return """
      <TransportOperationalIdentifiers><ObjectType>TR</ObjectType><Company>2151</Company>\
      <Core>-----B410022</Core><Variant>00</Variant><TimetableYear>2026</TimetableYear>\(date)\
      </TransportOperationalIdentifiers><OperationalTrainNumberIdentifier>\
      <OperationalTrainNumber>\(number)</OperationalTrainNumber></OperationalTrainNumberIdentifier>
      """
  }

  static func location(
    _ country: String = "PL", _ code: String = "4036", name: String = "Stacja"
  ) -> String {
    "<CountryCodeISO>\(country)</CountryCodeISO><LocationPrimaryCode>\(code)</LocationPrimaryCode>"
      + "<PrimaryLocationName>\(name)</PrimaryLocationName>"
  }

  /// 4005 of one report, each of its parts replaceable.
  static func running(
    header: String = header("4005"), status: String = "1", train: String = train(),
    location: String = location(), time: String = "2026-02-14T09:31:00+01:00",
    code: String = "02", extra: String = ""
  ) -> String {
    """
    <TrainRunningInformationMessage>\(header)<MessageStatus>\(status)</MessageStatus>\(train)
    <TrainLocationReport><Location>\(location)</Location>
    <LocationDateTime>\(time)</LocationDateTime>
    <TrainLocationStatus>\(code)</TrainLocationStatus>\(extra)</TrainLocationReport>
    </TrainRunningInformationMessage>
    """
  }

  /// 3003 of one section.
  static func composition(
    _ wagons: String, header: String = header("3003"), vehicles: Int? = nil
  ) -> String {
    let count = vehicles.map { "<NumberOfVehicles>\($0)</NumberOfVehicles>" } ?? ""
    return """
      <TrainCompositionMessage>\(header)\(train())<TrainCompositionJourneySection>
      <JourneySection><JourneySectionOrigin>\(location())</JourneySectionOrigin></JourneySection>
      <TrainRunningData><TrainRunningTechData>\(count)</TrainRunningTechData></TrainRunningData>
      \(wagons)</TrainCompositionJourneySection></TrainCompositionMessage>
      """
  }

  static func wagon(_ number: String, position: Int, load: String = "1000") -> String {
    """
    <WagonData><WagonNumberFreight>\(number)</WagonNumberFreight>\
    <WagonTrainPosition>\(position)</WagonTrainPosition><WagonOperationalData>\
    <TotalLoadWeight>\(load)</TotalLoadWeight></WagonOperationalData></WagonData>
    """
  }

  /// Wagon numbers with right check digits (Luhn).
  static func wagonNumber(_ serial: Int) -> String {
    let head = "3151457" + String(10_000 + serial).suffix(4)
    return (0...9).map { "\(head)\($0)" }.first { WagonNumber($0)?.isCheckDigitValid == true } ?? ""
  }

  static func wagonStatus(_ type: String, time: String = "2026-02-14T09:31:00+01:00") -> String {
    """
    <WagonStatusMessages>\(header("5020"))<WagonStatusMessage><ReportingRU>2151</ReportingRU>\
    <WagonNumberFreight>\(wagonNumber(1))</WagonNumberFreight><Event>\
    <EventType>\(type)</EventType><EventDateTime>\(time)</EventDateTime>\
    <EventLocationInformation><EventLocation>\(location())</EventLocation>\
    </EventLocationInformation></Event></WagonStatusMessage></WagonStatusMessages>
    """
  }
}
