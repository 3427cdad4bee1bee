/// What happened, in the words of DESIGN: the canonical activities of this corridor.
///
/// Raw values are the words used in JSON and in stored records; they are never renamed.
public enum Activity: String, Hashable, Sendable, CaseIterable {
  case booked
  case pickedUp, droppedOff, gatedIn, gatedOut, stuffed, stripped, sealed, resealed
  case loaded, discharged, removed
  /// A statement of what a wagon, train or vessel carries.
  case composed
  case detached
  case departed, arrived, passed
  /// A location report, perhaps with the kilometres that remain.
  case positioned
  /// 换装 / перегруз: from one wagon to another at a break of gauge.
  case reloaded
  case handedOver, crossedBorder
  case customsPresented, customsSelected, inspected, customsReleased
  case held, resumed, delayed
  /// 甩箱: left off the train it was listed for.
  case rolled
  case rerouted, cancelled
  /// 退运
  case returned
  /// бросание: a train set aside on the line.
  case abandoned
  case awaitingVessel, portClosed
  case noteIssued
  case availableForPickup, delivered, emptyReturned
  /// A number corrected: `details.correctedNumber` is the right one.
  case amended
  /// The sender's code has no mapping: kept raw in `Event.rawCode`, shown as such.
  case unmapped

  /// The DCSA Track & Trace code, where there is one.
  public var dcsaCode: String? {
    switch self {
    case .pickedUp: "PICK"
    case .droppedOff: "DROP"
    case .gatedIn: "GTIN"
    case .gatedOut: "GTOT"
    case .stuffed: "STUF"
    case .stripped: "STRP"
    case .resealed: "RSEA"
    case .loaded: "LOAD"
    case .discharged: "DISC"
    case .removed: "RMVD"
    case .departed: "DEPA"
    case .arrived: "ARRI"
    case .crossedBorder: "CROS"
    case .customsSelected: "CUSS"
    case .inspected: "INSP"
    case .customsReleased: "CUSR"
    case .availableForPickup: "AVPU"
    default: nil
    }
  }
}

/// Whether a report tells what was planned, is expected, or happened.
public enum Classifier: UInt8, Hashable, Sendable, CaseIterable {
  case planned = 1
  case estimated = 2
  case actual = 3

  public var name: String {
    switch self {
    case .planned: "planned"
    case .estimated: "estimated"
    case .actual: "actual"
    }
  }

  public init?(name: String) {
    guard let match = Classifier.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }
}

/// What a decoder had to assume; each is shown to whoever reads the answer.
public struct Assumptions: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The sheet said `12.05` and the year was inferred.
  public static let year = Assumptions(rawValue: 1)
  /// The time came without an offset; the place's or the feed's zone was used.
  public static let zone = Assumptions(rawValue: 2)
  /// `12.05` was read as day.month or month.day by the header's language alone.
  public static let dateOrder = Assumptions(rawValue: 4)
  /// The container number's check digit is wrong.
  public static let checkDigit = Assumptions(rawValue: 8)
  /// The sender gave no update time; the time of receipt stands for it. Not part of an event's
  /// content: the same sheet sent again says nothing new.
  public static let updateTime = Assumptions(rawValue: 16)
  /// From `banlie simulate`: no such train ran.
  public static let simulated = Assumptions(rawValue: 32)

  /// Words for JSON and screens, in a fixed order.
  public var names: [String] {
    let all: [(Assumptions, String)] = [
      (.year, "year"), (.zone, "zone"), (.dateOrder, "dateOrder"), (.checkDigit, "checkDigit"),
      (.updateTime, "updateTime"), (.simulated, "simulated"),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}
