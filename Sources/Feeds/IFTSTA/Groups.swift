extension IFTSTA {
  /// A message's segments in their groups (D.00B §4.3.1; the other directories differ only in
  /// groups that are not read). Group names are those of D.00B.
  struct Groups {
    /// Before the first CNI: what holds for all consignments.
    var header = Status()
    var beginning: EDIFACT.Segment?
    var parties: [EDIFACT.Segment] = []
    var consignments: [Consignment] = []
    /// Segments of no IFTSTA directory: passed over.
    var unknown: [EDIFACT.Segment] = []
  }

  /// Group 4: CNI.
  struct Consignment {
    /// Nil where a sender puts STS without CNI.
    var header: EDIFACT.Segment?
    var references: [EDIFACT.Segment] = []
    var locations: [EDIFACT.Segment] = []
    var statuses: [Status] = []
  }

  /// Group 5: STS and what belongs to it.
  struct Status {
    var status: EDIFACT.Segment?
    var references: [EDIFACT.Segment] = []
    var times: [EDIFACT.Segment] = []
    var texts: [EDIFACT.Segment] = []
    var locations: [EDIFACT.Segment] = []
    var legs: [Leg] = []
    var equipment: [Equipment] = []
    var goods: [Goods] = []
  }

  /// Group 6: TDT, with its places (group 7).
  struct Leg {
    var transport: EDIFACT.Segment
    var references: [EDIFACT.Segment] = []
    var stops: [Stop] = []
  }

  struct Stop {
    var location: EDIFACT.Segment
    var times: [EDIFACT.Segment] = []
  }

  /// Group 8: EQD.
  struct Equipment {
    var equipment: EDIFACT.Segment
    var measurements: [EDIFACT.Segment] = []
    var seals: [EDIFACT.Segment] = []
    var references: [EDIFACT.Segment] = []
    /// TPL: the wagon or vessel it stands on.
    var placement: EDIFACT.Segment?
  }

  /// Group 10: GID.
  struct Goods {
    var item: EDIFACT.Segment
    var placements: [EDIFACT.Segment] = []
    var dangers: [EDIFACT.Segment] = []
    var texts: [EDIFACT.Segment] = []
    var measurements: [EDIFACT.Segment] = []
  }
}

extension IFTSTA.Groups {
  init(_ segments: [EDIFACT.Segment]) {
    var builder = Builder()
    // UNH is the envelope's.
    for segment in segments.dropFirst() { builder.take(segment) }
    self = builder.groups
  }

  /// Puts one segment after another where it belongs: the group that is open, innermost first.
  private struct Builder {
    /// The innermost open group.
    private enum Context { case none, transport, stop, equipment, attached, goods }

    var groups = IFTSTA.Groups()
    private var context = Context.none

    mutating func take(_ segment: EDIFACT.Segment) {
      switch segment.tag {
      case "BGM": groups.beginning = segment
      case "CNI":
        groups.consignments.append(IFTSTA.Consignment(header: segment))
        context = .none
      case "STS":
        if groups.consignments.isEmpty { groups.consignments.append(IFTSTA.Consignment()) }
        let last = groups.consignments.count - 1
        groups.consignments[last].statuses.append(IFTSTA.Status(status: segment))
        context = .none
      case "NAD" where !isInStatus: groups.parties.append(segment)
      case "RFF": takeReference(segment)
      case "LOC": takeLocation(segment)
      case "DTM": takeTime(segment)
      case "TDT": open(.transport) { $0.legs.append(IFTSTA.Leg(transport: segment)) }
      case "EQD": open(.equipment) { $0.equipment.append(IFTSTA.Equipment(equipment: segment)) }
      case "GID": open(.goods) { $0.goods.append(IFTSTA.Goods(item: segment)) }
      case "EQA": context = .attached
      case "FTX", "MEA", "SEL", "TPL", "SGP", "DGS": takeDetail(segment)
      default:
        if !Self.unread.contains(segment.tag) { groups.unknown.append(segment) }
      }
    }

    /// Known to the directories, but nothing that a journey needs.
    private static let unread: Set<String> = [
      "TSR", "NAD", "CTA", "COM", "CNT", "DOC", "PCI", "DIM", "TMD", "HAN", "EQN", "GIN", "PIA",
      "IMD", "QTY", "CUX", "MOA", "GIR", "TMP", "RNG", "PAC", "ICD", "GDS", "CPI", "GOR",
    ]

    private var isInStatus: Bool { groups.consignments.last?.statuses.isEmpty == false }

    /// Changes the open status in place, or the header where none is open.
    private mutating func withStatus(_ change: (inout IFTSTA.Status) -> Void) {
      let consignment = groups.consignments.count - 1
      guard consignment >= 0, !groups.consignments[consignment].statuses.isEmpty else {
        change(&groups.header)
        return
      }
      let status = groups.consignments[consignment].statuses.count - 1
      change(&groups.consignments[consignment].statuses[status])
    }

    private mutating func open(
      _ opened: Context, _ change: (inout IFTSTA.Status) -> Void
    ) {
      withStatus(change)
      context = opened
    }

    private mutating func takeReference(_ segment: EDIFACT.Segment) {
      let context = context
      if context == .none, let last = groups.consignments.indices.last, !isInStatus {
        groups.consignments[last].references.append(segment)
        return
      }
      withStatus { status in
        switch context {
        case .equipment:
          status.equipment.mutateLast { $0.references.append(segment) }
        case .transport, .stop:
          status.legs.mutateLast { $0.references.append(segment) }
        case .none, .attached, .goods: status.references.append(segment)
        }
      }
    }

    private mutating func takeLocation(_ segment: EDIFACT.Segment) {
      switch context {
      case .transport, .stop:
        withStatus { status in
          status.legs.mutateLast { $0.stops.append(IFTSTA.Stop(location: segment)) }
        }
        context = .stop
      case .none, .equipment, .attached, .goods:
        if let last = groups.consignments.indices.last, !isInStatus {
          groups.consignments[last].locations.append(segment)
        } else {
          withStatus { $0.locations.append(segment) }
        }
      }
    }

    private mutating func takeTime(_ segment: EDIFACT.Segment) {
      let context = context
      withStatus { status in
        switch context {
        case .stop:
          status.legs.mutateLast { leg in
            leg.stops.mutateLast { $0.times.append(segment) }
          }
        case .none: status.times.append(segment)
        // The clock of a conveyance or of equipment, at no place that is told.
        case .transport, .equipment, .attached, .goods: break
        }
      }
    }

    private mutating func takeDetail(_ segment: EDIFACT.Segment) {
      let context = context
      withStatus { status in
        switch (segment.tag, context) {
        case ("FTX", .goods): status.goods.mutateLast { $0.texts.append(segment) }
        case ("FTX", _): status.texts.append(segment)
        case ("MEA", .goods): status.goods.mutateLast { $0.measurements.append(segment) }
        case ("MEA", .equipment): status.equipment.mutateLast { $0.measurements.append(segment) }
        // Behind EQA it is the chassis' seal.
        case ("SEL", .equipment): status.equipment.mutateLast { $0.seals.append(segment) }
        case ("TPL", .equipment): status.equipment.mutateLast { $0.placement = segment }
        case ("SGP", .goods): status.goods.mutateLast { $0.placements.append(segment) }
        case ("DGS", .goods): status.goods.mutateLast { $0.dangers.append(segment) }
        default: break
        }
      }
    }
  }
}

extension Array {
  fileprivate mutating func mutateLast(_ change: (inout Element) -> Void) {
    guard let last = indices.last else { return }
    change(&self[last])
  }
}
