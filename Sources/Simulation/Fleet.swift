import Freight

/// Boxes, wagons, ships and people of the simulation. Owner codes are real in shape; the numbers are
/// drawn from the seed and carry right check digits.
struct Fleet {
  static let goods: [(description: String, code: String)] = [
    ("大理石制品", "6802"), ("棉布", "5208"), ("壁纸", "4814"), ("陶瓷砖", "6907"), ("家具", "9403"),
    ("汽车配件", "8708"), ("空调", "8415"), ("灯具", "9405"),
  ]
  static let customers = [
    "赣江国际货运", "南昌陆港供应链", "江西中欧物流", "Silk Bridge Logistics", "昌北进出口",
  ]
  static let consignees = [
    "Bakı Ticarət MMC", "Xəzər Tikinti", "Absheron Import LLC", "Caspian Décor", "Orta Dəhliz",
  ]
  static let vessels = ["SIM BEKET", "SIM TURKESTAN", "SIM QARABAG", "SIM ALATAU", "SIM SHIRVAN"]
  private static let owners = ["TBJU", "TRHU", "TCNU", "MAGU", "TEMU", "CBHU"]

  /// Series of their own for each seed, so that two simulations do not share numbers by accident.
  private let start: Int
  private let boxesPerTrain: Int
  private let trainsUntilReuse: Int
  private static let serials = 1_000_000

  init(_ scenario: Scenario) {
    var dice = Dice(seed: scenario.seed)
    start = dice.below(100_000_000)
    boxesPerTrain = scenario.boxesPerTrain
    trainsUntilReuse = scenario.trainsUntilReuse
  }

  func box(ofTrain ordinal: Int, _ index: Int) -> ContainerNumber {
    box(ordinal % trainsUntilReuse * boxesPerTrain + index)
  }

  /// A box that is on none of our trains.
  func foreignBox(_ index: Int) -> ContainerNumber { box(600_000 + index % 300_000) }

  private func box(_ index: Int) -> ContainerNumber {
    let serial = String((start + index) % Self.serials)
    // Owners are mixed on one train; seeds that share serials have other owners mostly.
    let owner = Self.owners[(start / Self.serials + index * 7) % Self.owners.count]
    let head = owner + String(repeating: "0", count: 6 - serial.utf8.count) + serial
    guard let number = ContainerNumber.completing(head) else {
      preconditionFailure("four capitals and six digits are a container number")
    }
    return number
  }

  /// - Parameter index: counts the wagons of one train; a box changes wagon three times at most.
  func wagon(_ system: WagonNumber.System, train ordinal: Int, _ index: Int) -> WagonNumber {
    // 389 divides none of the ranges: every number of a range comes before one comes again.
    let count = (start + ordinal * (boxesPerTrain + 20) * 3 + index) * 389
    switch system {
    case .chinese: return Self.number(String(5_000_000 + count % 1_000_000))
    case .broadGauge: return Self.checked(String(5_000_000 + count % 5_000_000))
    case .uic: return Self.checked("33844" + String(100_000 + count % 900_000))
    }
  }

  /// The number with the one last digit that checks.
  private static func checked(_ head: String) -> WagonNumber {
    for digit in 0...9 {
      let number = number(head + String(digit))
      if number.isCheckDigitValid == true { return number }
    }
    preconditionFailure("one of ten digits always checks")
  }

  private static func number(_ digits: String) -> WagonNumber {
    guard let number = WagonNumber(digits) else {
      preconditionFailure("seven, eight or twelve digits are a wagon number")
    }
    return number
  }

  func note(_ kind: NoteNumber.Kind, train ordinal: Int, _ index: Int) -> NoteNumber {
    let number = 10_000_000 + (start + ordinal * 250 + index) % 90_000_000
    guard let note = NoteNumber(kind: kind, String(number)) else {
      preconditionFailure("digits are a note number")
    }
    return note
  }

  static func train(_ number: String, _ departure: CivilDate) -> TrainID {
    guard let train = TrainID(number: number, plannedDeparture: departure) else {
      preconditionFailure("letters and digits are a train number")
    }
    return train
  }

  /// - Parameters:
  ///   - stations: where the train is formed and where it goes, by four digits of the station code.
  ///   - part: counts the legs that the boxes of one train go by.
  func leg(
    _ stations: (forming: String, destination: String), train ordinal: Int, part: Int,
    formed: CivilDate
  ) -> TrainLegID {
    let consist = 100 + (start + ordinal * 8 + part) % 900
    guard let index = TrainIndex("\(stations.forming)-\(consist)-\(stations.destination)") else {
      preconditionFailure("four, three and four digits are a train index")
    }
    return TrainLegID(index: index, formed: formed)
  }
}
