/// A commodity code: Harmonised System (6 digits) or the railways' GNG / ЕТСНГ-free NHM (8 digits).
public struct CommodityCode: Hashable, Sendable {
  public let digits: String

  /// Two to ten digits, dots and spaces dropped: `6802.91`, `5208 11`, `68029100`.
  public init?(_ written: String) {
    let compact = compactIdentifier(written)
    guard (2...10).contains(compact.utf8.count), asciiDigits(compact) != nil else { return nil }
    digits = compact
  }

  /// The HS chapter, 01…99.
  public var chapter: String { String(digits.prefix(2)) }
}

/// A UN number of dangerous goods: four digits, `UN1263`.
public struct UNNumber: Hashable, Sendable {
  public let digits: String

  public init?(_ written: String) {
    var compact = compactIdentifier(written)
    if compact.hasPrefix("UN") { compact.removeFirst(2) }
    guard compact.utf8.count == 4, asciiDigits(compact) != nil else { return nil }
    digits = compact
  }
}

/// One goods item in one box under one note (a *load*): a box may hold twelve consignees' goods and
/// a note may cover fifty boxes. Everything but the description may be unknown.
public struct Cargo: Hashable, Sendable {
  /// As written, in whatever language the sender used.
  public var description: String?
  public var commodity: CommodityCode?
  public var packages: Int?
  public var grossKilograms: Double?
  public var dangerousGoods: UNNumber?
  /// The note that covers this item, where the sender said which.
  public var note: NoteNumber?
  public var consignor: String?
  public var consignee: String?
  /// 委托人: who may see it. Unassigned means the operator only.
  public var customer: String?

  public init(
    description: String? = nil, commodity: CommodityCode? = nil, packages: Int? = nil,
    grossKilograms: Double? = nil, dangerousGoods: UNNumber? = nil, note: NoteNumber? = nil,
    consignor: String? = nil, consignee: String? = nil, customer: String? = nil
  ) {
    self.description = description
    self.commodity = commodity
    self.packages = packages
    self.grossKilograms = grossKilograms
    self.dangerousGoods = dangerousGoods
    self.note = note
    self.consignor = consignor
    self.consignee = consignee
    self.customer = customer
  }
}
