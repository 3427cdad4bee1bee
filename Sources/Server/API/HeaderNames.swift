import HTTPTypes

extension HTTPField.Name {
  static let link = known("link")
  static let lastEventID = known("last-event-id")
  /// Standard Webhooks 1.0, “Webhook headers”.
  static let webhookID = known("webhook-id")
  static let webhookTimestamp = known("webhook-timestamp")
  static let webhookSignature = known("webhook-signature")
  static let hubSignature = known("x-hub-signature-256")

  static let referrerPolicy = known("referrer-policy")
  static let robotsTag = known("x-robots-tag")

  private static func known(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("no header name: \(text)") }
    return name
  }
}
