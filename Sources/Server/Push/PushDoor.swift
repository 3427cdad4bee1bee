import Answers
import Hummingbird

/// Who knocks at a feed, and why he is not let in.
struct PushDoor {
  private let visit: Visit
  private let feed: String
  private let claims: PushClaims
  private let verifier: PushVerifier

  /// - Parameter now: UTC µs.
  init(_ request: Request, _ visit: Visit, _ feed: String, _ push: PushSettings?, now: Int64) {
    self.visit = visit
    self.feed = feed
    claims = PushClaims(
      id: request.headers[.webhookID], timestamp: request.headers[.webhookTimestamp],
      signatures: request.headers[.webhookSignature],
      hubSignature: request.headers[.hubSignature],
      bearer: AccessMiddleware.bearer(of: request))
    verifier = PushVerifier(proofs: push?.proofs ?? [], now: now / 1_000_000)
  }

  /// Before anything is read: whether there is a proof at all.
  func expect() throws {
    do throws(PushRefusal) { try verifier.expect(claims) } catch { throw problem(error) }
  }

  /// - Parameter bodies: as they came, and as they were before they were compressed.
  func verify(bodies: [[UInt8]]) throws {
    do throws(PushRefusal) { try verifier.verify(claims, bodies: bodies) } catch {
      throw problem(error)
    }
  }

  /// What whoever has no proof for this feed is told: the same of each feed, and of none.
  static func refusal(of visit: Visit, _ feed: String) -> Problem {
    visit.pass == nil ? visit.unknown : .forbidden("this token does not push to \(feed)")
  }

  private func problem(_ refusal: PushRefusal) -> Problem {
    switch refusal {
    case .unsigned, .wrongToken: Self.refusal(of: visit, feed)
    case .malformed(let what): Problem(.badRequest, refusal.reason, what)
    case .wrongSignature:
      Problem(.unauthorized, refusal.reason, "the signature is not that of this message")
    case .outsideTolerance(let seconds):
      Problem(
        .unauthorized, refusal.reason,
        "sent \(abs(seconds)) s \(seconds < 0 ? "ago" : "from now"); "
          + "\(PushVerifier.toleranceSeconds) s are tolerated")
    }
  }
}
