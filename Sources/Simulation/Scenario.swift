import Freight
import RouteBook

/// What is to be simulated. All that comes of it is labelled as simulated: no such train ran.
public struct Scenario: Sendable {
  /// What goes wrong on the way from the world to us.
  public struct Disorder: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Some reports come days after the others.
    public static let late = Disorder(rawValue: 1)
    /// Some come twice.
    public static let duplicate = Disorder(rawValue: 2)
    /// Some are wrong at first and corrected under the same id.
    public static let corrected = Disorder(rawValue: 4)
    /// Some never come.
    public static let missing = Disorder(rawValue: 8)
    /// Some are a year off.
    public static let wrongYear = Disorder(rawValue: 16)
    /// Some boxes are written with a wrong check digit throughout.
    public static let badCheckDigit = Disorder(rawValue: 32)
    public static let all: Disorder = [
      .late, .duplicate, .corrected, .missing, .wrongYear, .badCheckDigit,
    ]
  }

  public var route: Route
  public var book: RouteBook
  public var trains: Int
  public var boxesPerTrain: Int
  public var seed: UInt64
  public var firstDeparture: CivilDate
  public var disorder: Disorder

  public init(
    route: Route, book: RouteBook, trains: Int = 1, boxesPerTrain: Int = 50, seed: UInt64 = 1,
    firstDeparture: CivilDate? = nil, disorder: Disorder = []
  ) {
    self.route = route
    self.book = book
    self.trains = trains
    self.boxesPerTrain = boxesPerTrain
    self.seed = seed
    // 2 February 2026, the first train from Nanchang to Baku.
    self.firstDeparture = firstDeparture ?? CivilDate(daysSinceEpoch: 20_486)
    self.disorder = disorder
  }

  /// A few trains run every other day; many are spread over twenty days, so that they are under way
  /// together.
  func departure(of train: Int) -> CivilDate {
    let days = trains <= 60 ? train * 2 : train * 20 / trains
    return firstDeparture.adding(days: days)
  }

  /// Trains of one day bear the odd numbers of a series, as trains away from Beijing do.
  func number(of train: Int) -> String {
    let base = route.trains.first ?? "X9041"
    guard trains > 60, let series = Int(base.drop { !$0.isNumber }) else { return base }
    let letters = base.prefix { !$0.isNumber }
    let slot =
      train - (0..<train).reversed().prefix { departure(of: $0) == departure(of: train) }.count
    return "\(letters)\(series + 2 * (train - slot))"
  }
}

/// A simulated report and when it would have been received.
public struct Simulated: Sendable {
  public var event: Event
  /// UTC µs.
  public var receivedAt: Int64
}
