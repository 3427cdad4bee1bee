import Freight

/// What a train is loaded with, before anything happens to it: boxes on wagons, goods under notes.
/// A pure function of the scenario and the train's place in it, so that the next train knows what
/// this one leaves behind without simulating it.
struct Manifest {
  struct Box {
    var number: ContainerNumber
    /// ISO 6346 size and type.
    var type: String
    var note: NoteNumber
    var cargo: [Cargo]
    var seal: String
    var grossKilograms: Double
    var tareKilograms: Double
  }

  /// One box of 40 feet or two of 20 feet on one wagon: they share its fate.
  struct Wagonload {
    var boxes: [Box]
    /// 甩箱: does not go with this train after all.
    var isRolled: Bool
    /// Left behind by an earlier train: at the origin already.
    var isCarriedOver = false
  }

  private(set) var wagonloads: [Wagonload] = []
  private let scenario: Scenario
  private let ordinal: Int
  private let noteKind: NoteNumber.Kind
  private var dice: Dice

  /// - Parameter isToEurope: boxes for the EU travel on a CIM/SMGS note, others on a plain SMGS one.
  init(_ scenario: Scenario, ordinal: Int, fleet: Fleet, isToEurope: Bool) {
    self.scenario = scenario
    self.ordinal = ordinal
    noteKind = isToEurope ? .cimSmgs : .smgs
    dice = Dice(seed: scenario.seed ^ 0x4D41_4E49, part: ordinal)
    var loaded = 0
    var consignment = 0
    while loaded < scenario.boxesPerTrain {
      // A note covers the boxes of one to eight wagons; now and then one box has several consignees.
      let isGroupage = dice.chance(0.08)
      let terms = Terms(&dice, note: fleet.note(noteKind, train: ordinal, consignment))
      let wagons = isGroupage ? 1 : 1 + dice.below(8)
      for _ in 0..<wagons where loaded < scenario.boxesPerTrain {
        let left = scenario.boxesPerTrain - loaded
        let isShort = !isGroupage && left > 1 && dice.chance(0.4)
        let boxes = (0..<(isShort ? 2 : 1)).map { side in
          box(fleet.box(ofTrain: ordinal, loaded + side), terms, isShort, isGroupage)
        }
        loaded += boxes.count
        wagonloads.append(Wagonload(boxes: boxes, isRolled: dice.chance(0.015)))
      }
      consignment += 1
    }
  }

  /// What boxes of one consignment have in common.
  private struct Terms {
    let note: NoteNumber
    let goods: (description: String, code: String)
    let customer: String
    let consignee: Int

    init(_ dice: inout Dice, note: NoteNumber) {
      self.note = note
      // Marble, cotton cloth and wallpaper are half of it.
      goods = Fleet.goods[dice.chance(0.5) ? dice.below(3) : dice.below(Fleet.goods.count)]
      customer = Fleet.customers[dice.below(Fleet.customers.count)]
      consignee = dice.below(Fleet.consignees.count)
    }
  }

  private mutating func box(
    _ number: ContainerNumber, _ terms: Terms, _ isShort: Bool, _ isGroupage: Bool
  ) -> Box {
    let tare = isShort ? 2_250.0 : 3_900.0
    let net = (dice.within(isShort ? 1_000...2_150 : 900...2_600)).rounded() * 10
    let shares = isGroupage ? 3 : 1
    let cargo = (0..<shares).map { share in
      Cargo(
        description: terms.goods.description, commodity: CommodityCode(terms.goods.code),
        packages: 20 + dice.below(600), grossKilograms: (net / Double(shares)).rounded(),
        note: isGroupage
          ? NoteNumber(kind: .house, "SIM\(terms.note.number)-\(share + 1)") : terms.note,
        consignor: terms.customer,
        consignee: Fleet.consignees[(terms.consignee + share) % Fleet.consignees.count],
        customer: Fleet.customers[
          isGroupage
            ? share : Fleet.customers.firstIndex(of: terms.customer) ?? 0])
    }
    return Box(
      number: number, type: isShort ? "22G1" : "45G1", note: terms.note, cargo: cargo,
      seal: "SIM\(100_000 + dice.below(900_000))", grossKilograms: net + tare, tareKilograms: tare)
  }

  /// Puts what an earlier train left behind on this one.
  mutating func take(leftBehindBy earlier: Manifest) {
    for wagonload in earlier.wagonloads where wagonload.isRolled {
      wagonloads.append(
        Wagonload(boxes: wagonload.boxes, isRolled: false, isCarriedOver: true))
    }
  }
}
