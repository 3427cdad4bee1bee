import CGMime

/// A mail's attached files (RFC 5322, MIME), on GMime: names in any of the charsets that senders use,
/// forwarded mail opened.
struct Mail {
  struct Attachment: Equatable {
    var name: String
    var bytes: [UInt8]
  }

  private(set) var attachments: [Attachment] = []

  /// What is no mail has no attachments.
  init(_ bytes: [UInt8]) {
    _ = Self.initialised
    let parts = Parts()
    let user = Unmanaged.passUnretained(parts).toOpaque()
    _ = bytes.withUnsafeBufferPointer { buffer in
      banlie_mail_parts(buffer.baseAddress, buffer.count, user) {
        user, name, type, _, isAttachment, bytes, count in
        guard let user else { return }
        Unmanaged<Parts>.fromOpaque(user).takeUnretainedValue().take(
          name: name.map { String(cString: $0) }, type: type.map { String(cString: $0) } ?? "",
          isAttachment: isAttachment != 0, UnsafeBufferPointer(start: bytes, count: count))
      }
    }
    attachments = parts.attachments
  }

  private static let initialised: Void = g_mime_init()

  private final class Parts {
    var attachments: [Attachment] = []

    func take(name: String?, type: String, isAttachment: Bool, _ bytes: UnsafeBufferPointer<UInt8>)
    {
      // Logos and signatures travel with every mail; its own text is not a sheet.
      guard name != nil || isAttachment, type.lowercased() != "image", !bytes.isEmpty else {
        return
      }
      let name = name ?? "attachment"
      guard !Self.isSignature(name) else { return }
      attachments.append(Attachment(name: name, bytes: Array(bytes)))
    }

    private static func isSignature(_ name: String) -> Bool {
      let name = name.lowercased()
      return [".p7s", ".asc", ".vcf", ".ics"].contains { name.hasSuffix($0) }
    }
  }
}
