import Freight

extension TAF {
  /// One WagonData of a composition.
  struct ConsistWagon {
    let element: XMLElement
    let number: WagonNumber
    let position: Int?
    var containers: [ContainerNumber] = []
    var cargo: [Cargo] = []
    /// TotalLoadWeight: the load with its packing, in kilograms.
    var loadKilograms: Double?
    /// WagonWeightEmpty, in kilograms.
    var tareKilograms: Double?
    var assumptions: Assumptions = []

    /// Whether there is more to tell than that it is in the train.
    var isLoaded: Bool {
      loadKilograms ?? 0 > 0 || !cargo.isEmpty || !containers.isEmpty
    }
  }

  /// One TrainCompositionJourneySection.
  fileprivate struct Section {
    let element: XMLElement
    /// The first is what runs now; the others are what the sender means to run from there.
    let isFirst: Bool
    let from: PlaceReference
    let to: PlaceReference?
    let time: PlacedTime
    let carrier: String?
    var wagons: [ConsistWagon] = []
    /// No wagon of it had to be left out.
    var isWhole = true

    func key(_ mapper: Mapper) -> String { "\(mapper.key(from))>\(mapper.key(to))" }
  }
}

extension TAF.Mapper {
  /// 3003 TrainComposition: the train's consist, section by section.
  mutating func mapComposition() throws(Rejection) {
    let train = try train(of: message)
    let sections = message.all("TrainCompositionJourneySection")
    guard !sections.isEmpty else {
      throw rejection(
        .missingField, message,
        "\(message.name) has no TrainCompositionJourneySection: it tells no consist")
    }
    for (index, element) in sections.enumerated() {
      do throws(Rejection) {
        let section = try section(element, isFirst: index == 0)
        tell(section, of: train)
      } catch {
        reject(error)
      }
    }
  }

  private mutating func section(
    _ element: XMLElement, isFirst: Bool
  ) throws(Rejection) -> TAF.Section {
    let journey = element.first("JourneySection") ?? element
    let origin = journey.first("JourneySectionOrigin")
    guard let from = place(origin) else {
      throw rejection(
        .missingField, element, "the section has no JourneySectionOrigin with a code or name")
    }
    let booked = isFirst ? nil : origin?.first("BookedLocationDateTime")
    guard let time = booked ?? messageTime else {
      throw rejection(
        .missingField, message, "there is no MessageDateTime: say when the consist was so")
    }
    var section = TAF.Section(
      element: element, isFirst: isFirst, from: from,
      to: place(journey.first("JourneySectionDestination")), time: try instant(time, at: from),
      carrier: carrier(journey.first("ResponsibilityActualSection", "ResponsibleRU")))
    try readWagons(of: &section)
    return section
  }

  private mutating func readWagons(of section: inout TAF.Section) throws(Rejection) {
    var known: Set<WagonNumber> = []
    let elements = section.element.all("WagonData")
    for element in elements {
      do throws(Rejection) {
        let wagon = try wagon(element)
        if known.insert(wagon.number).inserted {
          section.wagons.append(wagon)
        } else {
          warn(element, "wagon \(wagon.number) stands twice in the section: the first one counts")
        }
      } catch {
        section.isWhole = false
        reject(error)
      }
    }
    let members = section.wagons.reduce(0) { $0 + max(1, $1.containers.count) }
    guard members <= Limits.membersPerStatement else {
      throw rejection(
        .tooManyMembers, section.element,
        "the section has \(members) wagons and boxes, over the limit of "
          + "\(Limits.membersPerStatement) (membersPerStatement)")
    }
    try checkCount(of: section, wagons: elements.count)
    // Senders list wagons in any order; a stable sort, since positions may repeat or be missing.
    section.wagons = section.wagons.enumerated().sorted {
      ($0.element.position ?? .max, $0.offset) < ($1.element.position ?? .max, $1.offset)
    }.map(\.element)
  }

  /// NumberOfVehicles counts the wagons, with some senders the locomotives too.
  private mutating func checkCount(
    of section: TAF.Section, wagons: Int
  ) throws(Rejection) {
    let data = section.element.first("TrainRunningData")
    guard let element = data?.first("TrainRunningTechData", "NumberOfVehicles"),
      let text = element.text, let count = Int(text)
    else { return }
    let locomotives = section.element.all("LocoIdent").count
    if count != wagons, count != wagons + locomotives {
      try tolerate(
        .countMismatch, element,
        "NumberOfVehicles is \(count), the section has \(wagons) wagons and "
          + "\(locomotives) locomotives")
    }
  }

  // MARK: - Events

  private mutating func tell(_ section: TAF.Section, of train: TAF.Train) {
    var members: [Member] = []
    for wagon in section.wagons {
      if wagon.containers.isEmpty { members.append(Member(wagon: wagon.number)) }
      members += wagon.containers.map { Member(container: $0, wagon: wagon.number) }
    }
    let identity = ["3003", train.identity, section.key(self)]
    var event = event(identity, .trainLeg(train.id), .composed, at: section.time, section.element)
    event.classifier = section.isFirst ? .actual : .estimated
    event.place = section.from
    event.conveyance.carrier = section.carrier
    // What a later section lacks was set out on the way, not left off.
    event.details = Details(
      members: members, isFullStatement: section.isFirst && section.isWhole)
    decoded.events.append(event)
    for wagon in section.wagons where wagon.isLoaded {
      tell(wagon, like: event, identity + [wagon.number.text], train, at: section.time)
    }
  }

  private mutating func tell(
    _ wagon: TAF.ConsistWagon, like consist: Event, _ key: [String], _ train: TAF.Train,
    at time: TAF.PlacedTime
  ) {
    var event = event(key, .wagon(wagon.number), .composed, at: time, wagon.element)
    event.classifier = consist.classifier
    event.place = consist.place
    event.assumptions.formUnion(wagon.assumptions)
    event.conveyance = Conveyance(trainLeg: train.id, carrier: consist.conveyance.carrier)
    var details = Details(
      cargo: wagon.cargo, grossKilograms: wagon.loadKilograms, tareKilograms: wagon.tareKilograms,
      isEmpty: wagon.loadKilograms ?? 0 > 0 || !wagon.cargo.isEmpty ? false : nil)
    // A wagon without units named may still carry some: nothing is said of them.
    if !wagon.containers.isEmpty {
      details.members = wagon.containers.map { Member(container: $0) }
    }
    event.details = details
    decoded.events.append(event)
  }
}
