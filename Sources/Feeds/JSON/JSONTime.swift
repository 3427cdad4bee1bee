import Freight

extension DecodingContext {
  /// A member's RFC 3339 time. Without an offset it is read on the clock of `zone` where the sender
  /// named one, else the place's or the feed's, which is then an assumption.
  ///
  /// - Throws: `invalidTime` or `zoneUnknown`.
  func instant(
    _ member: JSONMember, at place: PlaceReference?, zone: String? = nil
  ) throws(JSONFault) -> (instant: Instant, assumptions: Assumptions)? {
    guard case .string(let text) = member.value else {
      if member.value == .null { return nil }
      throw member.wrongType(expected: "a time such as 2026-02-02T08:00:00+08:00")
    }
    if text.isEmpty { return nil }
    do throws(RFC3339.Failure) {
      return (try RFC3339.parse(text), [])
    } catch {
      switch error {
      case .offsetMissing(let local):
        return try instant(local, of: member, text, at: place, zone: zone)
      case .noSuchTime:
        throw JSONFault(
          .invalidTime, at: member,
          "\(member.key) is \(quoted(text)): no such date or time of day exists")
      case .notATime:
        throw JSONFault(
          .invalidTime, at: member,
          "\(member.key) is \(quoted(text)): write RFC 3339, such as 2026-02-02T08:00:00+08:00")
      }
    }
  }

  private func instant(
    _ local: LocalDateTime, of member: JSONMember, _ text: String, at place: PlaceReference?,
    zone: String?
  ) throws(JSONFault) -> (instant: Instant, assumptions: Assumptions) {
    if let zone {
      guard let offset = places.offsetMinutes(zone: zone, at: local) else {
        throw JSONFault(
          .zoneUnknown, at: member,
          "\(member.key) is \(quoted(text)) in zone \(quoted(zone)), which is unknown: "
            + "write an IANA name such as Asia/Almaty, or an offset")
      }
      return (local.instant(offsetMinutes: offset), [])
    }
    guard let placed = instant(local, at: place) else {
      throw JSONFault(
        .zoneUnknown, at: member,
        "\(member.key) is \(quoted(text)) without an offset, and neither the place nor the feed "
          + "has a zone: add the offset or set the feed's zone")
    }
    return placed
  }
}
