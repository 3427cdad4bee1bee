import Freight

/// The keys of one event, in the order in which the encoder writes them. `zone` is only read.
enum BanlieJSONKey: String, CaseIterable {
  case id
  case container, wagon, train, trainLeg, voyage, consignment, subject
  case activity, code, classifier
  case occurredAt, zone, precision, updatedAt, retracts
  case place
  case onWagon, onTrain, onTrainLeg, onVoyage, trainNumber, carrier
  case reason
  case origin, destination, plannedDeparture, route, notes, cargo, seals, containerType
  case grossKilograms, tareKilograms, remainingKm, empty, members, fullStatement, fromWagon
  case customs, corrected
  case assumed, simulated

  /// A dictionary, since `init(rawValue:)` compares with one case after another.
  static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

  /// The kind of the subject that the key names.
  var subjectKind: Subject.Kind? {
    switch self {
    case .container: .container
    case .wagon: .wagon
    case .train: .train
    case .trainLeg: .trainLeg
    case .voyage: .voyage
    case .consignment: .consignment
    default: nil
    }
  }
}

extension Activity {
  /// By the word in JSON.
  static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
}
