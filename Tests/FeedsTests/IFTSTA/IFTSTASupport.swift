import Foundation
import Freight

@testable import Feeds

/// What the IFTSTA tests share: a context, a few zones, and a way to write results down.
enum IFTSTASupport {
  /// China and Kazakhstan keep clocks of their own; `Feed/Zone` is an hour east of UTC.
  struct Zones: PlaceDirectory {
    func zone(of place: PlaceReference) -> String? {
      for case .unlocode(let code) in place.codes {
        if code.hasPrefix("CN") { return "Asia/Shanghai" }
        if code.hasPrefix("KZ") { return "Asia/Almaty" }
      }
      return nil
    }

    func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? {
      ["Asia/Shanghai": 480, "Asia/Almaty": 300, "Feed/Zone": 60][zone]
    }
  }

  static let receivedAt = Instant(microseconds: 1_771_000_000_000_000)

  static func context(
    zone: String? = "Feed/Zone", isStrict: Bool = false, places: any PlaceDirectory = Zones()
  ) -> DecodingContext {
    DecodingContext(
      feed: "carrier", receivedAt: receivedAt, zone: zone, isStrict: isStrict, places: places)
  }

  static func decode(_ text: String, in context: DecodingContext = context()) -> Decoded {
    IFTSTA.decode(Array(text.utf8), in: context)
  }

  /// An interchange of one message with these segments between UNH and UNT, its counts right.
  static func message(
    _ body: [String], release: String = "00B", sender: String = "CARRIER", bgm: String = "DOC1+9"
  ) -> String {
    let segments = ["UNH+1+IFTSTA:D:\(release):UN", "BGM+23+\(bgm)"] + body
    let unt = "UNT+\(segments.count + 1)+1"
    let unb = "UNB+UNOC:3+\(sender)+RAIL+260214:0800+REF1"
    return ([unb] + segments + [unt, "UNZ+1+REF1"]).joined(separator: "'") + "'"
  }

  /// A message of one status of one good container; `status` is the STS segment's data.
  static func status(
    _ status: String, release: String = "00B", sender: String = "CARRIER",
    time: String = "DTM+334:202602140930:203", extra: [String] = [], bgm: String = "DOC1+9"
  ) -> String {
    message(
      [
        "DTM+137:202602141000:203", "CNI+1", "STS+\(status)", "RFF+BN:BK77", time,
        "LOC+175+KZAAU:139:6:AKTAU",
      ] + extra + ["EQD+CN+TRHU4307252+45G1:102:5+++5"],
      release: release, sender: sender, bgm: bgm)
  }

  // MARK: - Written results

  static func written(_ decoded: Decoded) -> String {
    var lines = decoded.events.map(written)
    lines += decoded.rejections.map { "rejected \($0.reason.rawValue) at \($0.position)" }
    lines += decoded.warnings.map { "warning at \($0.position): \($0.detail)" }
    return lines.map { $0 + "\n" }.joined()
  }

  static func written(_ event: Event) -> String {
    var parts = [
      "\(event.subject.kind.name) \(event.subject.id)",
      "\(event.classifier.name) \(event.activity.rawValue)" + (event.isRetraction ? " BACK" : ""),
      event.occurredAt.rfc3339,
      "place \(event.place?.key ?? "-")", "code \(event.rawCode ?? "-")",
    ]
    if let reason = event.reason { parts.append("says \(reason)") }
    parts += event.conveyance.subjects.map { "by \($0.kind.name) \($0.id)" }
    if let number = event.conveyance.trainNumber { parts.append("train no. \(number)") }
    if let carrier = event.conveyance.carrier { parts.append("carrier \(carrier)") }
    if let details = event.details { parts += written(details) }
    if !event.assumptions.isEmpty {
      parts.append("assumed \(event.assumptions.names.joined(separator: " "))")
    }
    parts.append("key \(event.senderKey ?? "-")")
    parts.append("from \(event.source.position)")
    return parts.joined(separator: "; ")
  }

  private static func written(_ details: Details) -> [String] {
    var parts: [String] = []
    if let origin = details.origin { parts.append("origin \(origin.key)") }
    if let destination = details.destination { parts.append("destination \(destination.key)") }
    parts += details.notes.map { "note \($0)" }
    if let type = details.containerType { parts.append("type \(type)") }
    if let isEmpty = details.isEmpty { parts.append(isEmpty ? "empty" : "laden") }
    if let gross = details.grossKilograms { parts.append("gross \(gross)") }
    if let tare = details.tareKilograms { parts.append("tare \(tare)") }
    if !details.seals.isEmpty { parts.append("seals \(details.seals.joined(separator: " "))") }
    if let country = details.customsCountry { parts.append("customs \(country)") }
    parts += details.cargo.map { item in
      "goods \(item.description ?? "-"), \(item.packages ?? 0) packages, "
        + "\(item.grossKilograms ?? 0) kg, UN \(item.dangerousGoods?.digits ?? "-")"
    }
    return parts
  }

  // MARK: - Files

  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/iftsta")

  static func files(_ pathExtension: String, under folder: URL) -> [URL] {
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (found?.compactMap { $0 as? URL } ?? [])
      .filter { $0.pathExtension == pathExtension }.sorted { $0.path < $1.path }
  }
}
