import Freight

extension TAF {
  /// The messages that are read, by their number in `MessageHeader/MessageReference/MessageType`.
  enum MessageType: String, CaseIterable {
    case composition = "3003"
    case forecast = "4004"
    case runningInformation = "4005"
    case interruption = "4006"
    case wagonStatus = "5020"

    /// The root's local name, which ends in `Message`, `Messages` or, with older senders, neither.
    private var stem: String {
      switch self {
      case .composition: "TrainComposition"
      case .forecast: "TrainRunningForecast"
      case .runningInformation: "TrainRunningInformation"
      case .interruption: "TrainRunningInterruption"
      case .wagonStatus: "WagonStatus"
      }
    }

    init?(rootName: String) {
      guard rootName.utf8.count >= 11 else { return nil }
      let match = Self.allCases.first { type in
        let stem = type.stem
        guard rootName.dropFirst().hasPrefix(stem.dropFirst()),
          rootName.prefix(1).uppercased() == stem.prefix(1)
        else { return false }
        return ["", "Message", "Messages"].contains(rootName.dropFirst(stem.count))
      }
      guard let match else { return nil }
      self = match
    }
  }

  /// `RunningStatus` of taf_cat_codelists.xsd. 00 and 06–09 have no agreed meaning; 10–19 are
  /// wagons'.
  static let trainLocationStatuses: [String: Activity] = [
    "01": .arrived, "02": .departed, "03": .arrived, "04": .departed, "05": .passed,
  ]

  /// `EventType` of taf_cat_complete.xsd. Left out: 10, a wagon that waits to be pulled, and 06,
  /// an irregularity that may stop nothing.
  static let wagonEvents: [String: Activity] = [
    "20": .pickedUp, "01": .departed, "04": .arrived, "03": .departed, "13": .passed,
    "14": .handedOver, "24": .handedOver, "16": .resumed, "05": .arrived, "15": .droppedOff,
    "60": .positioned,
  ]

  /// What a code means: to this sender by the feed's configuration, else by the standard's list.
  static func activity(
    _ rawCode: String, _ code: String, in list: [String: Activity], _ context: DecodingContext
  ) -> Activity {
    context.codes[rawCode] ?? list[code] ?? .unmapped
  }

  /// Lists have two digits; some senders drop the leading zero.
  static func twoDigits(_ code: String) -> String { code.utf8.count == 1 ? "0\(code)" : code }

  /// `DelayCode` of taf_cat_codelists.xsd: UIC leaflet 450-2, appendix C, in the list's words.
  static let delayCauses: [String: String] = [
    "10": "timetable compilation", "11": "formation of trains by the infrastructure manager",
    "12": "mistakes in operational procedures", "13": "wrong application of priority rules",
    "18": "staff", "19": "operational planning and management",
    "20": "signalling installations", "21": "signalling installations at level crossings",
    "22": "telecommunication installations", "23": "power supply equipment", "24": "track",
    "25": "structures", "28": "staff", "29": "infrastructure installations",
    "30": "planned construction work", "31": "irregularities of construction work",
    "32": "speed restrictions due to defective track", "39": "civil engineering",
    "40": "delay caused by next infrastructure manager",
    "41": "delay caused by previous infrastructure manager", "50": "exceeding the stop time",
    "51": "request of the railway undertaking", "52": "loading operations",
    "53": "loading irregularities", "54": "commercial preparation of the train", "58": "staff",
    "59": "commercial causes", "60": "roster planning",
    "61": "formation of trains by the railway undertaking", "62": "problems affecting coaches",
    "63": "problems affecting wagons", "64": "problems affecting traction units", "68": "staff",
    "69": "rolling stock", "70": "delay caused by next railway undertaking",
    "71": "delay caused by previous railway undertaking", "80": "strike",
    "81": "administrative formalities", "82": "outside influence",
    "83": "weather and natural causes", "84": "external reasons on the next network",
    "89": "external causes", "90": "dangerous incidents, accidents and hazards",
    "91": "track occupied by the lateness of the same train",
    "92": "track occupied by the lateness of another train", "93": "turn round",
    "94": "connection", "95": "further investigation needed",
  ]
}
