import Freight

/// Banlie's own format: one object an event, flat keys, nearly every one optional. Sent as JSON
/// Lines, as a list, as a single object or as `{"events": […]}`. The README beside this file
/// explains each key; `banlie-json.schema.json` is the published schema.
public enum BanlieJSON: Format {
  public static let name = "banlie-json"

  public static func recognise(_ prefix: [UInt8]) -> Int {
    guard JSONPrefix.isJSON(prefix) else { return 0 }
    if JSONPrefix.contains("\"activity\"", in: prefix)
      && JSONPrefix.contains("\"occurredAt\"", in: prefix)
    {
      return 95
    }
    return 20
  }

  public static func decode(_ message: [UInt8], in context: DecodingContext) -> Decoded {
    var warned: Set<String> = []
    return JSONMessage.decode(message) { record, decoded in
      BanlieJSONRecord.decode(record, in: context, warned: &warned, into: &decoded)
    }
  }
}
