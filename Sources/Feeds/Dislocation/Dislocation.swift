import Freight

/// Dislocation of wagons on the 1520-mm network (справка о дислокации): rows as JSON (an object, a
/// list, an envelope with one list, JSON Lines), or as the sheet with Russian headers. The README
/// beside this file has the mapping.
///
/// Numbers of operations mean different things to different sources, so none has a built-in meaning:
/// the feed's own table says what they mean, else the operation's words, else the row is only a
/// position.
public enum Dislocation: Format {
  public static let name = "dislocation"

  public static func recognise(_ prefix: [UInt8]) -> Int {
    if JSONPrefix.isJSON(prefix) {
      if JSONPrefix.contains("\"railway_carriage_number\"", in: prefix) { return 95 }
      return JSONPrefix.contains("\"date_time_of_operation\"", in: prefix) ? 90 : 0
    }
    return DislocationSheet.recognise(prefix)
  }

  public static func decode(_ message: [UInt8], in context: DecodingContext) -> Decoded {
    let start = message.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let first = message[start...].first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      return DislocationSheet.decode(message, in: context)
    }
    return JSONMessage.decode(message) { record, decoded in
      take(record, in: context, into: &decoded)
    }
  }

  // MARK: - JSON

  private static func take(
    _ record: JSONRecord, in context: DecodingContext, into decoded: inout Decoded
  ) {
    // An envelope: its only list holds the rows.
    if record.object["railway_carriage_number"] == nil,
      let list = record.object.members.first(where: { $0.isListOfObjects }),
      case .array(let rows) = list.value
    {
      for (index, row) in rows.enumerated() {
        guard case .object(let object) = row else { continue }
        let element = JSONRecord(
          object: object, place: .element(of: "$.\(list.key)", index), bytes: record.bytes)
        takeRow(element, in: context, into: &decoded)
      }
      return
    }
    takeRow(record, in: context, into: &decoded)
  }

  private static func takeRow(
    _ record: JSONRecord, in context: DecodingContext, into decoded: inout Decoded
  ) {
    var row = DislocationRow(position: record.position)
    for member in record.object.members {
      guard let field = DislocationField(key: member.key) else { continue }
      do throws(JSONFault) {
        if let text = try member.text() {
          row.put(text, in: field, at: record.position(of: member.key, offset: member.offset))
        }
      } catch {
        decoded.rejections.append(record.rejection(error))
        return
      }
    }
    row.decode(in: context, into: &decoded)
  }
}

extension JSONMember {
  fileprivate var isListOfObjects: Bool {
    guard case .array(let values) = value, case .object? = values.first else { return false }
    return true
  }
}
