import Freight

/// One event of 2.2 or 3.0, its members found wherever that version keeps them.
struct DCSARecord {
  enum Kind: String { case equipment, transport, shipment, iot, reefer, other }

  struct Document {
    var type: String
    var reference: String
  }

  let kind: Kind
  /// `LOAD`, `ARRI`, `ISSU`; nil where the record has none.
  let code: String?
  let classifierCode: String?
  /// Originating party and event id: what the standard calls unique.
  let key: String?
  let isRetraction: Bool
  let eventTime: JSONMember?
  let updateTime: JSONMember?
  let place: PlaceReference?
  let country: String?
  let facilityType: String?
  let movement: String?
  let container: JSONMember?
  /// Boxes named beside the event's own: reference type `EQ`.
  let otherContainers: [JSONMember]
  /// The document that a shipment event is about comes first.
  let documents: [Document]
  let details: Details
  let reason: String?
  let call: DCSACall

  init(_ object: JSONObject) throws(JSONFault) {
    let root = JSONNode(object)
    let classification = try root.child("eventClassification") ?? root
    // 2.2 is flat; 3.0 groups the members of each kind.
    let equipment = try root.child("equipmentDetails") ?? root
    let transport = try root.child("transportDetails") ?? root
    let shipment = try root.child("shipmentDetails") ?? root
    (kind, code) = try DCSARecord.type(classification, iot: try root.child("iotDetails"))
    classifierCode = try classification.text("eventClassifierCode")
    key = try DCSARecord.key(root)
    isRetraction = try root["isRetracted"]?.bool() ?? false
    eventTime = root["eventDateTime"]
    updateTime = root["eventUpdatedDateTime"] ?? root["eventCreatedDateTime"]
    call = try DCSACall(transport.child("transportCall"))
    let location = try DCSALocation(event: root.child("eventLocation"), call: call)
    place = location.place
    country = location.country
    facilityType = location.facilityType
    movement = try equipment.text("movementType")
    container = equipment["equipmentReference"]
    (documents, otherContainers) = try DCSARecord.references(root, shipment)
    details = try DCSARecord.details(equipment)
    let remark = try transport.text(["changeRemark", "vesselScheduleChangeRemark"])
    let delays = try DCSARecord.delays(transport)
    let said = try shipment.text("reason") ?? remark
    reason = delays.isEmpty ? said : said.map { "\(delays): \($0)" } ?? delays
  }

  private static func type(
    _ node: JSONNode, iot: JSONNode?
  ) throws(JSONFault) -> (Kind, String?) {
    // 2.2 writes eventType; 3.0 eventTypeCode. In 2.2 eventTypeCode is the old name of the subtype.
    let isVersion3 = !node.path.isEmpty
    let declared = try isVersion3 ? node.text("eventTypeCode") : node.text("eventType")
    var found: (Kind, String)?
    for kind in ["equipment", "transport", "shipment", "iot", "reefer"] {
      if let code = try node.text("\(kind)EventTypeCode") {
        found = (Kind(rawValue: kind) ?? .other, code)
        break
      }
    }
    let deprecated = isVersion3 ? nil : try node.text("eventTypeCode")
    guard declared != nil || found != nil else {
      throw JSONFault(
        .unsupportedMessage, path: isVersion3 ? "eventClassification" : "eventType",
        "no event type: a DCSA event has eventType (2.2) or eventClassification (3.0)")
    }
    let kind = declared.map { Kind(rawValue: $0.lowercased()) ?? .other } ?? found?.0 ?? .other
    if kind == .iot, let detail = try iot?.text("iotEventCode") { return (kind, detail) }
    return (kind, found?.1 ?? deprecated ?? declared)
  }

  /// 3.0: `eventID` is unique under the originating party's code, list provider and list name.
  private static func key(_ root: JSONNode) throws(JSONFault) -> String? {
    guard let id = try root.text("eventID") else { return nil }
    guard let party = try root.child("eventRouting")?.child("originatingParty") else { return id }
    let parts = [
      try party.text("partyCode"), try party.text("codeListProvider"),
      try party.text("codeListName"),
    ]
    return (parts.map { $0 ?? "" } + [id]).joined(separator: "/")
  }

  private static func delays(_ transport: JSONNode) throws(JSONFault) -> String {
    var codes: [String] = []
    if let code = try transport.text("delayReasonCode") { codes.append(code) }
    for element in try transport["delayReasonCodes"]?.elements() ?? [] {
      if let code = try element.text() { codes.append(code) }
    }
    return codes.joined(separator: " ")
  }

  private static func details(_ equipment: JSONNode) throws(JSONFault) -> Details {
    var details = Details()
    details.containerType = try equipment.text("ISOEquipmentCode")
    switch try equipment.text("emptyIndicatorCode") {
    case "EMPTY": details.isEmpty = true
    case "LADEN": details.isEmpty = false
    default: break
    }
    for seal in try equipment.children("seals") {
      if let number = try seal.text(["number", "sealNumber"]) { details.seals.append(number) }
    }
    return details
  }

  private static func references(
    _ root: JSONNode, _ shipment: JSONNode
  ) throws(JSONFault) -> (documents: [Document], containers: [JSONMember]) {
    var documents: [Document] = []
    func add(_ type: String?, _ reference: String?) {
      guard let type, let reference else { return }
      let isKnown = documents.contains { $0.type == type && $0.reference == reference }
      if !isKnown { documents.append(Document(type: type, reference: reference)) }
    }
    add(
      try root.text(["documentTypeCode", "shipmentInformationTypeCode"]),
      try root.text(["documentID", "shipmentID"]))
    var listed = try shipment.child("documentReference").map { [$0] } ?? []
    listed += try shipment.children("additionalDocumentReferences")
    for list in ["documentReferences", "relatedDocumentReferences"] {
      listed += try root.children(list)
    }
    for node in listed {
      add(
        try node.text(["typeCode", "documentReferenceType", "type"]),
        try node.text(["reference", "documentReferenceValue", "value"]))
    }
    var containers: [JSONMember] = []
    let references = try root.children("references") + shipment.children("shipmentReferences")
    for node in references where try node.text(["typeCode", "referenceType", "type"]) == "EQ" {
      let value = node["reference"] ?? node["referenceValue"] ?? node["value"]
      if let value { containers.append(value) }
    }
    return (documents, containers)
  }
}
