import Freight

/// DCSA Track & Trace: 2.2 (a list of flat events, or one) and 3.0 (`events` in an envelope, as
/// posted and as answered). The README beside this file has the mapping.
///
/// Codes are open texts in 3.0: one that is not known here is kept raw, never a failure.
public enum DCSA: Format {
  public static let name = "dcsa"

  public static func recognise(_ prefix: [UInt8]) -> Int {
    guard JSONPrefix.isJSON(prefix) else { return 0 }
    let isClassified =
      JSONPrefix.contains("\"eventClassifierCode\"", in: prefix)
      || JSONPrefix.contains("\"eventClassification\"", in: prefix)
    if isClassified { return JSONPrefix.contains("\"eventDateTime\"", in: prefix) ? 95 : 60 }
    return JSONPrefix.contains("\"feedbackElements\"", in: prefix) ? 60 : 0
  }

  public static func decode(_ message: [UInt8], in context: DecodingContext) -> Decoded {
    JSONMessage.decode(message) { record, decoded in
      take(record, in: context, into: &decoded)
    } envelope: { envelope, decoded in
      let record = JSONRecord(object: envelope, place: .root, bytes: message)
      do throws(JSONFault) { try takeFeedback(record, into: &decoded) } catch {
        decoded.rejections.append(record.rejection(error))
      }
    }
  }

  private static func take(
    _ record: JSONRecord, in context: DecodingContext, into decoded: inout Decoded
  ) {
    do throws(JSONFault) {
      if record.object["feedbackElements"] != nil, record.object["eventDateTime"] == nil {
        return try takeFeedback(record, into: &decoded)
      }
      var events = DCSAEvents(try DCSARecord(record.object), in: context)
      let told = try events.events()
      decoded.events += told.map { event in
        var event = event
        event.source = Source(format: name, position: record.position)
        return event
      }
      decoded.warnings += events.warnings.map { Warning(at: record.position, $0) }
    } catch {
      decoded.rejections.append(record.rejection(error))
    }
  }

  /// What a party says of a request: its errors mean that events are missing from the answer.
  private static func takeFeedback(
    _ record: JSONRecord, into decoded: inout Decoded
  ) throws(JSONFault) {
    let root = JSONNode(record.object)
    for element in try root.children("feedbackElements") {
      let severity = try element.text("severity") ?? "INFO"
      let about = try element.text("propertyPath").map { " (\($0))" } ?? ""
      let said = "\(try element.text("message") ?? "no message")\(about)"
      let position = record.position(of: element.path, offset: nil)
      if severity == "ERROR" {
        decoded.rejections.append(
          Rejection(
            .unsupportedMessage, at: position, "the sender reports an error, no event: \(said)"))
      } else {
        decoded.warnings.append(Warning(at: position, "\(severity) from the sender: \(said)"))
      }
    }
  }
}
