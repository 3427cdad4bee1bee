import Freight

extension IFTSTA {
  /// One status in its surroundings, before it is known whom it is about and when it was.
  struct Report {
    let status: Status
    let segment: EDIFACT.Segment
    let code: StatusCode
    let activity: Activity
    /// CNI's sequence number, or its place in the message.
    let consignmentNumber: String
    /// Contract numbers, the status' own first, then the message's.
    let notes: [NoteNumber]
    /// Those that stand at the status itself.
    let ownNotes: [NoteNumber]
    let place: PlaceReference?
    let conveyance: Conveyance
    private let locations: [Location]
    /// Goods whose container SGP names, and those of which nobody says where they are.
    private let placedGoods: [ContainerNumber: [Cargo]]
    private let sharedGoods: [Cargo]

    /// Far more than the directories allow of header references and places (9 of each): a bound on
    /// work, for they are read again for each status.
    private static let headerSegments = 99

    init(_ status: Status, of consignment: Consignment, index: Int, in mapper: Mapper) {
      let header = mapper.groups.header
      self.status = status
      segment = status.status ?? EDIFACT.Segment(tag: "STS", elements: [], offset: 0)
      code = StatusCode(segment)
      activity = IFTSTA.activity(
        code, from: mapper.message.interchange.sender, in: mapper.directory,
        own: mapper.context.codes)
      let number = consignment.header?[1] ?? ""
      consignmentNumber = number.isEmpty ? String(index + 1) : number

      ownNotes = IFTSTA.notes(status.references.prefix(999))
      var notes = ownNotes
      let shared = IFTSTA.notes(
        status.equipment.flatMap(\.references).prefix(Self.headerSegments)
          + consignment.references.prefix(Self.headerSegments)
          + header.references.prefix(Self.headerSegments))
      for note in shared where !notes.contains(note) { notes.append(note) }
      if let document = consignment.header?[2, 1], !document.isEmpty,
        !notes.contains(where: { $0.number == document.uppercased() }),
        let note = NoteNumber(kind: .other, document)
      {
        notes.append(note)
      }
      self.notes = notes

      (placedGoods, sharedGoods) = Self.goods(of: status)
      let own = status.locations.compactMap(Location.init)
      let around =
        (consignment.locations.prefix(Self.headerSegments)
        + header.locations.prefix(Self.headerSegments)).compactMap(Location.init)
      let place =
        IFTSTA.first(of: activityLocations, in: own) ?? own.first?.place
        ?? IFTSTA.first(of: activityLocations, in: around)
      self.place = place
      let legs = status.legs + header.legs.prefix(Self.headerSegments)
      let stops = legs.flatMap(\.stops).compactMap { Location($0.location) }
      locations = own + around + stops
      // Of several legs the one that calls at the place of the status.
      let leg = legs.first { $0.stops.contains { Location($0.location)?.place == place } }
      conveyance = (leg ?? legs.first).map(IFTSTA.conveyance) ?? Conveyance()
    }

    /// Goods by the container that they are in, as far as SGP tells.
    private static func goods(
      of status: Status
    ) -> (placed: [ContainerNumber: [Cargo]], shared: [Cargo]) {
      var placed: [ContainerNumber: [Cargo]] = [:]
      var shared: [Cargo] = []
      for item in status.goods {
        let cargo = IFTSTA.cargo(item)
        if item.placements.isEmpty { shared.append(cargo) }
        for number in Set(item.placements.compactMap { ContainerNumber($0[1, 1]) }) {
          placed[number, default: []].append(cargo)
        }
      }
      return (placed, shared)
    }

    /// The sender's words: status, reasons, free text.
    var reason: String? {
      let texts = status.texts.map { $0.composite(4).joined(separator: " ") }
      let words = ([code.text] + code.reasons + texts).filter { !$0.isEmpty }
      return words.isEmpty ? nil : clipped(words.joined(separator: "; "))
    }

    func details(of reported: Reported) -> Details? {
      var details = Details(
        origin: IFTSTA.first(of: originLocations, in: locations),
        destination: IFTSTA.first(of: destinationLocations, in: locations), notes: notes)
      if case .container(let number) = reported.subject {
        details.cargo = sharedGoods + placedGoods[number, default: []]
      } else {
        details.cargo = sharedGoods
      }
      details.cargo = Array(details.cargo.prefix(Limits.cargoItemsPerEvent))
      if let equipment = reported.equipment {
        details.containerType = nonEmpty(equipment.equipment[3, 1])
        details.isEmpty = Self.fullness[equipment.equipment[6]]
        details.seals = equipment.seals.compactMap { nonEmpty($0[1, 1]) }
        let masses = Masses(equipment.measurements)
        details.grossKilograms = masses.grossKilograms
        details.tareKilograms = masses.tareKilograms
      }
      return details == Details() ? nil : details
    }

    /// DE 8169: 4 empty, 5 full, 7 and 8 full of one or several consignments.
    private static let fullness = ["4": true, "5": false, "7": false, "8": false]
  }
}
