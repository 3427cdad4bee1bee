import Feeds
import Freight
import Glibc

/// Feeds libFuzzer's bytes to one decoder: `BANLIE_FUZZ=iftsta`, or whichever recognises them.
///
/// Whatever the bytes, decoding ends, and ends in events, named rejections or warnings.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
  let name = getenv("BANLIE_FUZZ").map { String(cString: $0) }
  guard case .success(let format) = Formats.recognise(bytes, named: name) else { return 0 }
  // Costs as much as decoding, and reads less.
  if bytes.count % 4 == 0 { _ = format.recognise(bytes) }
  let decoded = format.decode(bytes, in: context)
  let isSilent =
    decoded.events.isEmpty && decoded.rejections.isEmpty && decoded.warnings.isEmpty
  // An empty list in JSON says that there is no news; anything else deserves a word.
  let isJSON = ["banlie-json", "dcsa", "dislocation"].contains(format.name)
  if isSilent, !bytes.isEmpty, !isJSON {
    fail("\(format.name) said nothing of \(count) bytes")
  }
  // What was understood can be kept and comes back the same.
  for event in decoded.events.prefix(4) {
    do {
      let read = try EventRecord.decode(EventRecord.encode(event), recordedAt: event.recordedAt)
      // An update time is kept to the microsecond, not with how finely it was told.
      if EventRecord.encode(read) != EventRecord.encode(event) { fail("kept \(dumped(event))\nread \(dumped(read))") }
    } catch { fail("\(error): \(event)") }
  }
  return 0
}

private func dumped(_ event: Event) -> String {
  "\(BanlieJSON.encode(event)) \(event.source) \(event.recordedAt) \(event.id)"
}

private func fail(_ words: String) -> Never {
  let line = words + "\n"
  _ = write(2, line, line.utf8.count)
  abort()
}

private let context = DecodingContext(
  feed: "fuzz", receivedAt: Instant(microseconds: 1_771_000_000_000_000), zone: "Asia/Shanghai",
  places: OneZone())

/// Eight hours everywhere.
private struct OneZone: PlaceDirectory {
  func zone(of place: PlaceReference) -> String? { nil }
  func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? { 480 }
}
