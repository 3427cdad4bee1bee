/// Every limit has a name here and a test. Over one, a message or record is rejected with the
/// limit's name; nothing is half-stored.
public enum Limits {
  /// One inbox message. A larger line-based file is taken as consecutive messages.
  public static let messageBytes = 8 << 20
  public static let recordsPerMessage = 100_000
  public static let recordBytes = 1 << 20
  public static let jsonDepth = 64
  public static let xmlDepth = 64
  public static let edifactSegmentBytes = 16 << 10
  public static let edifactSegmentsPerMessage = 100_000
  public static let sheetRows = 100_000
  public static let sheetColumns = 256
  /// Reports, rejections and warnings that one workbook or CSV may give: every filled milestone is one.
  public static let eventsPerSheet = 250_000
  public static let workbookEntries = 2_000
  public static let workbookSheets = 64
  /// One part of a workbook, and all that are read, after decompression.
  public static let workbookEntryBytes = 256 << 20
  public static let workbookBytes = 384 << 20
  /// Decompressed to compressed, of a part over a megabyte.
  public static let workbookRatio = 300
  public static let workbookMerges = 20_000
  public static let cellBytes = 32 << 10
  public static let identifierBytes = 64
  public static let textBytes = 4_096
  /// Boxes or wagons that one statement may name.
  public static let membersPerStatement = 1_000
  public static let cargoItemsPerEvent = 200
  public static let rejectionsKeptPerMessage = 1_000
  public static let feedNameBytes = 64
}
