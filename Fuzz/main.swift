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
  _ = format.recognise(bytes)
  let decoded = format.decode(bytes, in: context)
  let isSilent =
    decoded.events.isEmpty && decoded.rejections.isEmpty && decoded.warnings.isEmpty
  precondition(!isSilent || bytes.isEmpty, "\(format.name) said nothing of \(count) bytes")
  // What was understood can be kept and comes back the same.
  for event in decoded.events.prefix(4) {
    let read = try? EventRecord.decode(EventRecord.encode(event), recordedAt: event.recordedAt)
    precondition(read == event, "an event does not come back as it was kept")
  }
  return 0
}

private let context = DecodingContext(
  feed: "fuzz", receivedAt: Instant(microseconds: 1_771_000_000_000_000), zone: "Asia/Shanghai",
  places: OneZone())

/// Eight hours everywhere.
private struct OneZone: PlaceDirectory {
  func zone(of place: PlaceReference) -> String? { nil }
  func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? { 480 }
}
