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
  /// The planned local date of the first train.
  public var firstDeparture: CivilDate
  /// Trains that leave on one day, under odd numbers of one series.
  public var trainsPerDay: Int
  /// Days from one departure to the next.
  public var everyDays: Int
  /// How often a wagon is reported between two stops, once boxes travel on wagons that are reported
  /// one by one.
  public var positionsPerDay: Double
  public var disorder: Disorder

  /// - Parameters:
  ///   - trainsPerDay: nil lets a few trains run one by one every third day, and spreads many so
  ///     that about twenty thousand boxes are under way at once.
  ///   - positionsPerDay: more of them make more events of the same trains.
  public init(
    route: Route, book: RouteBook, trains: Int = 1, boxesPerTrain: Int = 50, seed: UInt64 = 1,
    firstDeparture: CivilDate? = nil, trainsPerDay: Int? = nil, everyDays: Int? = nil,
    positionsPerDay: Double = 1, disorder: Disorder = []
  ) {
    self.route = route
    self.book = book
    self.trains = trains
    self.boxesPerTrain = max(boxesPerTrain, 1)
    self.seed = seed
    // 2 February 2026, the first train from Nanchang to Baku.
    self.firstDeparture = firstDeparture ?? CivilDate(daysSinceEpoch: 20_486)
    let perDay = trainsPerDay ?? (trains <= 60 ? 1 : min(16, (trains + 19) / 20))
    self.trainsPerDay = max(perDay, 1)
    self.everyDays = max(everyDays ?? (perDay == 1 ? 3 : 1), 1)
    self.positionsPerDay = positionsPerDay
    self.disorder = disorder
  }

  func departure(of train: Int) -> CivilDate {
    firstDeparture.adding(days: train / trainsPerDay * everyDays)
  }

  /// Trains of one day bear the odd numbers of a series, as trains away from Beijing do.
  func train(_ ordinal: Int) -> TrainID {
    let base = route.trains.first.flatMap { TrainID.normalised(number: $0) } ?? "X9041"
    let letters = base.prefix { !$0.isNumber }
    let series = Int(base.dropFirst(letters.count)) ?? 9_041
    let number = "\(letters)\(series + 2 * (ordinal % trainsPerDay))"
    return Fleet.train(number, departure(of: ordinal))
  }

  /// The train that takes what another left behind: the same number on the next day of departure.
  func predecessor(of ordinal: Int) -> Int? {
    ordinal >= trainsPerDay ? ordinal - trainsPerDay : nil
  }

  /// Whether somebody takes what this train leaves behind.
  func hasSuccessor(_ ordinal: Int) -> Bool { ordinal + trainsPerDay < trains }

  /// Boxes come back: after about three months a later train carries the same ones.
  var trainsUntilReuse: Int { trainsPerDay * max(90 / everyDays, 1) }
}

/// A simulated report and when it would have been received.
public struct Simulated: Sendable {
  public var event: Event
  /// UTC µs.
  public var receivedAt: Int64
}
