import Freight

/// The transport call: what vessel, train or truck called, and where.
struct DCSACall {
  let node: JSONNode?
  let mode: String?
  /// `IMO9321483`, else the vessel's name.
  let vessel: String?
  let exportVoyage: String?
  let importVoyage: String?
  let carrier: String?
  let railCar: String?
  let railService: String?
  let railDeparture: String?

  init(_ node: JSONNode?) throws(JSONFault) {
    self.node = node
    mode = try node?.text("modeOfTransport")
    let ship = try node?.child(["vesselTransport", "vessel"])
    let number = try ship?.text("vesselIMONumber")
    let name = try ship?.text("vesselName")
    vessel = number.map { $0.hasPrefix("IMO") ? $0 : "IMO\($0)" } ?? name
    exportVoyage = try DCSACall.voyage("export", node)
    importVoyage = try DCSACall.voyage("import", node)
    carrier = try ship?.text(["vesselOperatorCarrierCode", "operatorCarrierCode"])
    let rail = try node?.child("railTransport")
    railCar = try rail?.text("railCarReference")
    railService = try rail?.text("railServiceReference")
    railDeparture = try rail?.text("departureID")
  }

  /// 2.2: `exportVoyageNumber`; 3.0: an object with the carrier's number or the universal reference.
  private static func voyage(
    _ direction: String, _ node: JSONNode?
  ) throws(JSONFault) -> String? {
    if let number = try node?.text("\(direction)VoyageNumber") { return number }
    return try node?.child("\(direction)VoyageNumberOrReference")?
      .text(["carrierVoyageNumber", "universalVoyageReference"])
  }

  /// A vessel arrives, and is discharged, under its import voyage number; it is loaded and departs
  /// under its export one. A call with one number only has it both ways.
  func conveyance(isInbound: Bool, warnings: inout [String]) -> Conveyance {
    var conveyance = Conveyance(carrier: carrier)
    let number = isInbound ? importVoyage ?? exportVoyage : exportVoyage ?? importVoyage
    if let vessel, let number { conveyance.voyage = VoyageID(vessel: vessel, voyage: number) }
    if let railCar {
      conveyance.wagon = WagonNumber(railCar)
      if conveyance.wagon == nil {
        warnings.append("railCarReference \(quoted(railCar)) is no wagon number: not used")
      }
    }
    conveyance.train = railDeparture.flatMap { TrainID($0) }
    if conveyance.train == nil { conveyance.trainNumber = railService }
    return conveyance
  }
}

/// Where an event took place: its own location, else the call's.
struct DCSALocation {
  let place: PlaceReference?
  let country: String?
  let facilityType: String?

  init(event: JSONNode?, call: DCSACall) throws(JSONFault) {
    let called = try call.node?.child("location")
    var codes: [PlaceCode] = []
    var text: String?
    var unlocode: String?
    var country: String?
    var type: String?
    for node in [event, called, call.node].compactMap({ $0 }) {
      if unlocode == nil { unlocode = try node.text("UNLocationCode") }
      if type == nil { type = try node.text("facilityTypeCode") }
      let facility = try node.child("facility")
      if codes.isEmpty, let code = try (facility ?? node).text("facilityCode") {
        let list = try (facility ?? node).text("facilityCodeListProvider")
        // A facility's code says nothing without the place that it belongs to.
        codes = [
          .other(list: list ?? "facility", code: unlocode.map { "\($0):\(code)" } ?? code)
        ]
      }
      let address = try node.child("address")
      if country == nil { country = try address?.text("countryCode") }
      if text == nil { text = try node.text(["locationName", "otherFacility"]) }
      if text == nil { text = try facility?.text("facilityName") }
      if text == nil { text = try address?.text("city") }
    }
    if let unlocode {
      codes.insert(.unlocode(unlocode.uppercased().filter { !$0.isWhitespace }), at: 0)
    }
    place = PlaceReference(codes: codes, text: text)
    self.country = country ?? unlocode.map { String($0.uppercased().prefix(2)) }
    facilityType = type
  }
}
