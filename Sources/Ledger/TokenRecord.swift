/// A key to the ledger's doors. Only its SHA-256 is kept: whoever reads the ledger cannot use it.
public struct TokenRecord: Hashable, Sendable {
  /// A short public name.
  public var id: String
  public var hash: [UInt8]
  /// What it opens, in the words of whoever guards the door.
  public var scope: String
  public var label: String?
  /// UTC microseconds.
  public var createdAt: Int64
  public var expiresAt: Int64?
  public var revokedAt: Int64?

  public init(
    id: String, hash: [UInt8], scope: String, label: String? = nil, createdAt: Int64,
    expiresAt: Int64? = nil, revokedAt: Int64? = nil
  ) {
    self.id = id
    self.hash = hash
    self.scope = scope
    self.label = label
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
  }

  /// Whether it opens anything at that moment.
  public func isValid(at now: Int64) -> Bool {
    revokedAt == nil && expiresAt.map { now < $0 } ?? true
  }
}
