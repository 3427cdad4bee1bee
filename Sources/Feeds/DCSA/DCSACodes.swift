import Freight

/// What DCSA's codes mean in our words; nil for a code that is kept raw.
enum DCSACodes {
  /// Equipment events (T&T 3.0, `equipmentEventTypeCode`; 2.2 knows the first eleven).
  static func equipment(_ code: String, facilityType: String?) -> Activity? {
    switch code {
    case "LOAD": .loaded
    case "DISC": .discharged
    case "GTIN": .gatedIn
    case "GTOT": .gatedOut
    case "STUF": .stuffed
    case "STRP": .stripped
    case "PICK": .pickedUp
    case "DROP": .droppedOff
    case "INSP": .inspected
    case "RSEA": .resealed
    case "RMVD": .removed
    case "AVPU": .availableForPickup
    // Crossed: a border, unless the sender says that it was a waypoint.
    case "CROS": facilityType == "WAYP" ? .passed : .crossedBorder
    case "CUSS", "CUSI": .customsSelected
    case "CUSR": .customsReleased
    default: nil
    }
  }

  static func transport(_ code: String) -> Activity? {
    switch code {
    case "ARRI": .arrived
    case "DEPA": .departed
    default: nil
    }
  }

  /// A document's status. Most say nothing of the freight and stay raw; a booking's confirmation
  /// and end, the issue of the transport document, and customs' own documents do.
  static func shipment(_ code: String, document: String) -> Activity? {
    switch (document, code) {
    case ("BKG", "CONF"), ("BOK", "CONF"): .booked
    case ("BKG", "CANC"), ("BKG", "CACF"), ("BKG", "VOID"): .cancelled
    case ("TRD", "ISSU"), ("BOL", "ISSU"): .noteIssued
    case ("CUC", "RELS"), ("CUS", "RELS"): .customsReleased
    case ("CUC", "HOLD"), ("CUS", "HOLD"): .held
    default: nil
    }
  }

  static func iot(_ code: String) -> Activity? { code == "LOC" ? .positioned : nil }

  static func classifier(_ code: String) -> Classifier? {
    switch code {
    case "PLN": .planned
    case "EST": .estimated
    case "ACT": .actual
    default: nil
    }
  }

  /// The kinds of document that are a transport contract.
  static func contract(_ document: String) -> NoteNumber.Kind? {
    switch document {
    case "BKG", "BOK", "CBR": .booking
    case "TRD", "BOL": .billOfLading
    default: nil
    }
  }
}
