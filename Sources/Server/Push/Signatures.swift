import Crypto
import Foundation

/// What a push says of who sent it and when, as its headers have it.
struct PushClaims: Sendable {
  /// `webhook-id`.
  var id: String?
  /// `webhook-timestamp`.
  var timestamp: String?
  /// `webhook-signature`.
  var signatures: String?
  /// `x-hub-signature-256`.
  var hubSignature: String?
  var bearer: String?
}

/// Why a push is not believed.
enum PushRefusal: Error, Hashable {
  case unsigned
  case malformed(String)
  case wrongToken
  case wrongSignature
  /// Its own clock is this far from ours.
  case outsideTolerance(seconds: Int)

  /// Of several, the one that says most about the push is told: not that it lacks another kind of
  /// proof, nor that another key is not its own.
  fileprivate var weight: Int {
    switch self {
    case .unsigned: 0
    case .wrongToken: 1
    case .wrongSignature: 2
    case .malformed: 3
    case .outsideTolerance: 4
    }
  }

  var reason: String {
    switch self {
    case .unsigned: "unsigned"
    case .malformed: "malformedSignature"
    case .wrongToken: "wrongToken"
    case .wrongSignature: "wrongSignature"
    case .outsideTolerance: "outsideTolerance"
    }
  }
}

/// Checks a push against the keys of its feed. All comparisons take the same time whatever is wrong.
struct PushVerifier {
  /// Standard Webhooks 1.0, “Verifying webhook authenticity”.
  static let toleranceSeconds = 300
  static let idBytes = 256
  static let signaturesBytes = 4_096

  let proofs: [PushProof]
  /// UTC seconds.
  let now: Int64

  /// - Parameter bodies: the bytes as they came and, where they were compressed, as they were before:
  ///   senders sign one or the other.
  func verify(_ claims: PushClaims, bodies: [[UInt8]]) throws(PushRefusal) {
    var refusal: PushRefusal = .unsigned
    for proof in proofs {
      do throws(PushRefusal) {
        switch proof {
        case .standardWebhooks(let key): try verifyStandard(claims, bodies, key)
        case .hubSignature(let key): try verifyHub(claims, bodies, key)
        case .bearer(let sha256): try verifyBearer(claims, sha256)
        }
        return
      } catch {
        if error.weight > refusal.weight { refusal = error }
      }
    }
    throw refusal
  }

  /// What can be known without the body: a push that brings none of its feed's proofs is not read at all.
  func expect(_ claims: PushClaims) throws(PushRefusal) {
    var refusal: PushRefusal = .unsigned
    for proof in proofs {
      switch proof {
      case .standardWebhooks where claims.signatures != nil: return
      case .hubSignature where claims.hubSignature != nil: return
      case .bearer(let sha256):
        do throws(PushRefusal) { return try verifyBearer(claims, sha256) } catch {
          if error.weight > refusal.weight { refusal = error }
        }
      default: break
      }
    }
    throw refusal
  }

  private func verifyStandard(
    _ claims: PushClaims, _ bodies: [[UInt8]], _ key: [UInt8]
  ) throws(PushRefusal) {
    guard let signatures = claims.signatures else { throw .unsigned }
    guard let id = claims.id, !id.isEmpty, id.utf8.count <= Self.idBytes else {
      throw .malformed("webhook-id is missing, or longer than \(Self.idBytes) bytes")
    }
    guard let timestamp = claims.timestamp, let sent = Int64(timestamp), sent >= 0 else {
      throw .malformed("webhook-timestamp is to be whole seconds since 1970")
    }
    guard signatures.utf8.count <= Self.signaturesBytes else {
      throw .malformed("webhook-signature is longer than \(Self.signaturesBytes) bytes")
    }
    var given: [Data] = []
    for item in signatures.split(separator: " ") {
      let parts = item.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw .malformed("webhook-signature is not v1,<base64>") }
      // Other versions are for other keys.
      guard parts[0] == "v1" else { continue }
      guard let bytes = Data(base64Encoded: String(parts[1])) else {
        throw .malformed("webhook-signature is not base64")
      }
      given.append(bytes)
    }
    let isRight = bodies.contains { body in
      var code = HMAC<SHA256>(key: SymmetricKey(data: key))
      code.update(data: Array("\(id).\(timestamp).".utf8))
      code.update(data: body)
      return matches(code.finalize(), given)
    }
    guard isRight else { throw .wrongSignature }
    // Only now, so that the answer tells a stranger nothing.
    let away = Int(clamping: sent - now)
    guard abs(away) <= Self.toleranceSeconds else { throw .outsideTolerance(seconds: away) }
  }

  private func verifyHub(
    _ claims: PushClaims, _ bodies: [[UInt8]], _ key: [UInt8]
  ) throws(PushRefusal) {
    guard let signature = claims.hubSignature else { throw .unsigned }
    guard signature.hasPrefix("sha256="), let given = Data(hex: signature.dropFirst(7)) else {
      throw .malformed("x-hub-signature-256 is not sha256=<hexadecimal>")
    }
    let isRight = bodies.contains { body in
      matches(HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: key)), [given])
    }
    guard isRight else { throw .wrongSignature }
  }

  private func verifyBearer(_ claims: PushClaims, _ sha256: [UInt8]) throws(PushRefusal) {
    guard let bearer = claims.bearer else { throw .unsigned }
    let given = SHA256.hash(data: Array(bearer.utf8))
    guard given == sha256 else { throw .wrongToken }
  }

  /// Against all of them, found or not. Swift Crypto compares in constant time.
  private func matches(_ code: HMAC<SHA256>.MAC, _ given: [Data]) -> Bool {
    given.reduce(false) { found, bytes in code == bytes || found }
  }
}

extension Data {
  fileprivate init?(hex: Substring) {
    let digits = Array(hex.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    self.init(bytes)
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x37
    case 0x61...0x66: digit - 0x57
    default: nil
    }
  }
}
