import Freight

/// Boxes, wagons, ships and people of the simulation. Owner codes are real in shape; the numbers are
/// drawn from the seed and carry right check digits.
enum Fleet {
  static let goods: [(description: String, code: String)] = [
    ("大理石制品", "6802"), ("棉布", "5208"), ("壁纸", "4814"), ("陶瓷砖", "6907"), ("家具", "9403"),
    ("汽车配件", "8708"), ("空调", "8415"), ("灯具", "9405"),
  ]
  static let customers = ["赣江国际货运", "南昌陆港供应链", "江西中欧物流", "Silk Bridge Logistics"]
  static let consignees = [
    "Bakı Ticarət MMC", "Xəzər Tikinti", "Absheron Import LLC", "Caspian Décor",
  ]
  static let vessels = ["SIM BEKET", "SIM TURKESTAN", "SIM QARABAG", "SIM ALATAU", "SIM SHIRVAN"]
  private static let owners = ["TRHU", "TCNU", "MAGU", "TEMU", "CBHU", "SIMU"]

  static func box(_ index: Int, seed: UInt64) -> ContainerNumber {
    // Seeds have series of their own, so that two simulations do not share boxes by accident.
    let start = Int((seed &* 0x9E37_79B9_7F4A_7C15) >> 44)
    let serial = (start + index) % 1_000_000
    let owner = owners[(start + index) / 1_000_000 % owners.count]
    let digits = String(serial)
    let head = owner + String(repeating: "0", count: 6 - digits.count) + digits
    guard let number = ContainerNumber.completing(head) else {
      preconditionFailure("four capitals and six digits are a container number")
    }
    return number
  }

  /// Seven digits; fleets of different seeds begin at different numbers.
  static func chineseWagon(_ index: Int, seed: UInt64) -> WagonNumber {
    wagon(String(5_000_000 + (start(seed, below: 1_000_000) + index) % 1_000_000))
  }

  static func broadWagon(_ index: Int, seed: UInt64) -> WagonNumber {
    checked(String(5_000_000 + (start(seed, below: 4_999_999) + index) % 4_999_999))
  }

  static func europeanWagon(_ index: Int, seed: UInt64) -> WagonNumber {
    checked("33844" + String(100_000 + (start(seed, below: 899_999) + index) % 899_999))
  }

  private static func start(_ seed: UInt64, below limit: UInt64) -> Int {
    Int((seed &* 0x9E37_79B9_7F4A_7C15 >> 20) % limit)
  }

  /// The number with the one last digit that checks.
  private static func checked(_ head: String) -> WagonNumber {
    for digit in 0...9 {
      if let number = WagonNumber(head + String(digit)), number.isCheckDigitValid == true {
        return number
      }
    }
    preconditionFailure("one of ten digits always checks")
  }

  private static func wagon(_ digits: String) -> WagonNumber {
    guard let number = WagonNumber(digits) else {
      preconditionFailure("seven digits are a Chinese wagon number")
    }
    return number
  }

  static func note(train: Int, _ index: Int, seed: UInt64) -> NoteNumber {
    let number = 10_000_000 + (start(seed, below: 80_000_000) + train * 100 + index) % 80_000_000
    guard let note = NoteNumber(kind: .smgs, String(number)) else {
      preconditionFailure("digits are a note number")
    }
    return note
  }

  static func leg(train: Int, part: Int, from station: String, at time: Int64) -> TrainLegID? {
    let consist = String((train * 4 + part) % 1_000)
    let padded = String(repeating: "0", count: 3 - consist.count) + consist
    let day = Instant(microseconds: time).localDate
    return TrainIndex("\(station)-\(padded)-5470").map { TrainLegID(index: $0, formed: day) }
  }

  static func anyTrain(_ date: CivilDate) -> TrainID {
    guard let train = TrainID(number: "X9041", plannedDeparture: date) else {
      preconditionFailure("X9041 is a train number")
    }
    return train
  }
}
