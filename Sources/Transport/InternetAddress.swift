import Foundation

/// An IPv4 or IPv6 address, and whether it is one of the public Internet.
public struct InternetAddress: Hashable, Sendable {
  /// Four bytes or sixteen.
  public let bytes: [UInt8]

  var isVersion6: Bool { bytes.count == 16 }

  /// As people write them: `192.0.2.1`, `2001:db8::1`.
  public init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: &four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      bytes = withUnsafeBytes(of: &six) { Array($0) }
    } else {
      return nil
    }
  }

  init?(_ address: UnsafePointer<sockaddr>?) {
    guard let address else { return nil }
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      bytes = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
        withUnsafeBytes(of: pointer.pointee.sin_addr) { Array($0) }
      }
    case AF_INET6:
      bytes = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
        withUnsafeBytes(of: pointer.pointee.sin6_addr) { Array($0) }
      }
    default: return nil
    }
  }

  private init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// Whether the address leads out into the public Internet: none of IANA's special-purpose blocks
  /// (RFC 6890, as of its registries), and where a version 4 address travels inside one of version 6,
  /// neither that.
  public var isPublic: Bool {
    guard isVersion6 else { return !Self.special4.contains(where: contains) }
    if let inner = embedded { return inner.isPublic }
    // Only this block is given out to the public; the rest of the space is not in use.
    return contains(Self.global6) && !Self.special6.contains(where: contains)
  }

  /// The version 4 address within: mapped, translated (NAT64) or tunnelled (6to4).
  private var embedded: InternetAddress? {
    if contains(Self.mapped) || contains(Self.translated) {
      return InternetAddress(bytes: bytes[12...])
    }
    if contains(Self.tunnelled) { return InternetAddress(bytes: bytes[2..<6]) }
    return nil
  }

  // MARK: - Blocks

  private struct Block {
    let base: InternetAddress
    let bits: Int

    init(_ text: StaticString) {
      let parts = "\(text)".split(separator: "/")
      guard parts.count == 2, let base = InternetAddress(String(parts[0])), let bits = Int(parts[1])
      else { preconditionFailure("\(text) is no block of addresses") }
      self.base = base
      self.bits = bits
    }
  }

  private func contains(_ block: Block) -> Bool {
    guard bytes.count == block.base.bytes.count else { return false }
    for bit in 0..<block.bits {
      let mask: UInt8 = 0x80 >> UInt8(bit % 8)
      if bytes[bit / 8] & mask != block.base.bytes[bit / 8] & mask { return false }
    }
    return true
  }

  private static let special4: [Block] = [
    Block("0.0.0.0/8"), Block("10.0.0.0/8"), Block("100.64.0.0/10"), Block("127.0.0.0/8"),
    Block("169.254.0.0/16"), Block("172.16.0.0/12"), Block("192.0.0.0/24"),
    Block("192.0.2.0/24"), Block("192.31.196.0/24"), Block("192.52.193.0/24"),
    Block("192.88.99.0/24"), Block("192.168.0.0/16"), Block("192.175.48.0/24"),
    Block("198.18.0.0/15"), Block("198.51.100.0/24"), Block("203.0.113.0/24"),
    Block("224.0.0.0/4"), Block("240.0.0.0/4"),
  ]

  private static let mapped = Block("::ffff:0:0/96")
  private static let translated = Block("64:ff9b::/96")
  private static let tunnelled = Block("2002::/16")
  private static let global6 = Block("2000::/3")

  private static let special6: [Block] = [
    Block("2001::/23"), Block("2001:db8::/32"), Block("2620:4f:8000::/48"), Block("3fff::/20"),
  ]
}

extension InternetAddress: CustomStringConvertible {
  public var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = isVersion6 ? AF_INET6 : AF_INET
    guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "\(bytes)" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
