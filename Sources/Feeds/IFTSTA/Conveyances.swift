import Freight

extension IFTSTA {
  /// TDT (group 6): mode (8067), conveyance reference (8028), carrier (C040), the means (C222).
  static func conveyance(_ leg: Leg) -> Conveyance {
    let transport = leg.transport
    var conveyance = Conveyance()
    let carrier = transport[5, 4].isEmpty ? transport[5, 1] : transport[5, 4]
    let means = Means(transport, at: 8)
    switch Mode(transport, means: means) {
    case .sea:
      conveyance.carrier = nonEmpty(carrier)
      let voyage = [transport[2], reference("VON", of: leg), reference("CRN", of: leg)]
        .first { !$0.isEmpty }
      if let vessel = means.vessel, let voyage {
        conveyance.voyage = VoyageID(vessel: vessel, voyage: voyage)
      }
    case .rail:
      conveyance.wagon =
        means.wagon ?? WagonNumber(reference("ACR", of: leg)).flatMap { plausible($0) }
      let train = transport[2].isEmpty ? reference("CRN", of: leg) : transport[2]
      conveyance.trainNumber = nonEmpty(train)
      // Railways put the operating company where a vessel has its name.
      conveyance.carrier = nonEmpty(means.name) ?? nonEmpty(carrier)
    case .other:
      conveyance.carrier = nonEmpty(carrier) ?? nonEmpty(means.name)
    }
    return conveyance
  }

  /// TPL: the means that a box stands on; only a wagon says more than TDT does.
  static func wagon(_ placement: EDIFACT.Segment?) -> WagonNumber? {
    placement.flatMap { Means($0, at: 1).wagon }
  }

  static func nonEmpty(_ text: String) -> String? {
    text.isEmpty ? nil : clipped(text, to: 256)
  }

  private static func reference(_ qualifier: String, of leg: Leg) -> String {
    leg.references.first { $0[1, 1] == qualifier }?[1, 2] ?? ""
  }

  /// A seven- or eight-digit number is a wagon's only if its own digits do not deny it.
  private static func plausible(_ wagon: WagonNumber) -> WagonNumber? {
    wagon.isCheckDigitValid == false && wagon.system == .broadGauge ? nil : wagon
  }

  private enum Mode {
    case sea, rail, other

    /// DE 8067 of UNECE Recommendation 19: 1 maritime, 2 rail, 8 inland water. Without it a Lloyd's
    /// number or call sign says sea.
    init(_ transport: EDIFACT.Segment, means: Means) {
      switch transport[3] {
      case "1", "8": self = .sea
      case "2": self = .rail
      case "": self = means.isVesselCode ? .sea : .other
      default: self = .other
      }
    }
  }

  /// C222: 8213 identification, 1131 list, 3055 agency, 8212 name.
  private struct Means {
    let code: String
    let list: String
    let agency: String
    let name: String

    init(_ segment: EDIFACT.Segment, at element: Int) {
      code = segment[element, 1]
      list = segment[element, 2]
      agency = segment[element, 3]
      name = segment[element, 4]
    }

    /// 1131: 103 call sign, 146 means of transport identification; 3055: 11 Lloyd's register.
    var isVesselCode: Bool { list == "103" || list == "146" || agency == "11" }

    /// The IMO number where there is one: names are spelt in many ways.
    var vessel: String? {
      if code.utf8.count == 7, code.allSatisfy({ $0.isASCII && $0.isNumber }) {
        return "IMO" + code
      }
      return IFTSTA.nonEmpty(name) ?? IFTSTA.nonEmpty(code)
    }

    var wagon: WagonNumber? {
      guard !isVesselCode else { return nil }
      return WagonNumber(code).flatMap { IFTSTA.plausible($0) }
    }
  }
}
