/// How one day of a daily manifest stands. What was made and delivered is opaque here.
public struct ManifestRunRecord: Hashable, Sendable {
  /// The manifest's name in the configuration.
  public var plan: String
  /// The day it is of, `2026-02-10`.
  public var date: String
  /// As of when, UTC µs.
  public var moment: Int64
  /// When there is something to do about it, UTC µs.
  public var due: Int64
  public var isOver: Bool
  /// Until when the process that is at it has it for itself, UTC µs; zero when none is.
  public var leasedUntil: Int64
  public var content: String

  public init(
    plan: String, date: String, moment: Int64, due: Int64, isOver: Bool, leasedUntil: Int64,
    content: String
  ) {
    self.plan = plan
    self.date = date
    self.moment = moment
    self.due = due
    self.isOver = isOver
    self.leasedUntil = leasedUntil
    self.content = content
  }
}
