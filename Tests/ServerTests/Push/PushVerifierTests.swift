import Foundation
import Testing

@testable import Server

@Suite struct PushVerifierTests {
  // Made with the Python package standardwebhooks 1.0.
  private static let key =
    Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").map(Array.init) ?? []
  private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
  private static let timestamp: Int64 = 1_614_265_330
  private static let body = Array(#"{"test": 2432232314}"#.utf8)
  private static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

  private func verify(
    signatures: String?, id: String? = PushVerifierTests.id,
    timestamp: String? = "\(PushVerifierTests.timestamp)", now: Int64 = PushVerifierTests.timestamp,
    body: [UInt8] = PushVerifierTests.body, keys: [[UInt8]] = [PushVerifierTests.key]
  ) -> PushRefusal? {
    let claims = PushClaims(id: id, timestamp: timestamp, signatures: signatures)
    let verifier = PushVerifier(proofs: keys.map { .standardWebhooks(key: $0) }, now: now)
    do throws(PushRefusal) { try verifier.verify(claims, bodies: [body]) } catch { return error }
    return nil
  }

  @Test func theVectorOfStandardWebhooksIsBelieved() {
    #expect(verify(signatures: Self.signature) == nil)
  }

  @Test func oneOfSeveralSignaturesIsEnough() {
    let wrong = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    #expect(verify(signatures: "\(wrong) \(Self.signature)") == nil)
    #expect(
      verify(
        signatures:
          "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== \(Self.signature)"
      ) == nil)
    #expect(verify(signatures: wrong) == .wrongSignature)
    #expect(verify(signatures: "v2,\(Self.signature.dropFirst(3))") == .wrongSignature)
  }

  @Test func anyKeyOfTheFeedWillDo() {
    #expect(verify(signatures: Self.signature, keys: [[1, 2, 3], Self.key]) == nil)
    #expect(verify(signatures: Self.signature, keys: [[1, 2, 3]]) == .wrongSignature)
    #expect(verify(signatures: Self.signature, keys: []) == .unsigned)
  }

  @Test func whatWasChangedOnTheWayIsNotBelieved() {
    #expect(verify(signatures: Self.signature, body: Self.body + [32]) == .wrongSignature)
    #expect(verify(signatures: Self.signature, id: "msg_other") == .wrongSignature)
    #expect(
      verify(signatures: Self.signature, timestamp: "\(Self.timestamp + 1)") == .wrongSignature)
  }

  @Test(arguments: [-301, -300, 300, 301])
  func fiveMinutesAreTolerated(seconds: Int) {
    let refusal = verify(signatures: Self.signature, now: Self.timestamp - Int64(seconds))
    #expect(refusal == (abs(seconds) > 300 ? .outsideTolerance(seconds: seconds) : nil))
  }

  @Test func whatIsNoSignatureIsSaidToBeNone() {
    func isMalformed(_ refusal: PushRefusal?) -> Bool {
      if case .malformed = refusal { true } else { false }
    }
    #expect(verify(signatures: nil) == .unsigned)
    #expect(isMalformed(verify(signatures: "v1,not base64!")))
    #expect(isMalformed(verify(signatures: "garbage")))
    #expect(isMalformed(verify(signatures: Self.signature, id: nil)))
    #expect(isMalformed(verify(signatures: Self.signature, id: "")))
    #expect(isMalformed(verify(signatures: Self.signature, id: String(repeating: "x", count: 257))))
    for timestamp in [nil, "", "soon", "-5", "1.5", "99999999999999999999"] {
      #expect(isMalformed(verify(signatures: Self.signature, timestamp: timestamp)))
    }
    #expect(isMalformed(verify(signatures: String(repeating: "v1, ", count: 2_000))))
  }

  // The example of the GitHub documentation, “Validating webhook deliveries”.
  @Test func theVectorOfGitHubIsBelieved() throws {
    let verifier = PushVerifier(
      proofs: [.hubSignature(key: Array("It's a Secret to Everybody".utf8))], now: 0)
    let right = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    let bodies = [Array("Hello, World!".utf8)]
    try verifier.verify(PushClaims(hubSignature: right), bodies: bodies)
    try verifier.verify(
      PushClaims(hubSignature: "sha256=" + right.dropFirst(7).uppercased()), bodies: bodies)
    #expect(throws: PushRefusal.wrongSignature) {
      try verifier.verify(PushClaims(hubSignature: right), bodies: [Array("Hello".utf8)])
    }
    for text in ["", "sha256=", "sha256=7", "sha1=aa", "sha256=zz"] {
      #expect(throws: PushRefusal.self) {
        try verifier.verify(PushClaims(hubSignature: text), bodies: bodies)
      }
    }
  }

  @Test func eachProofStandsForItself() throws {
    let verifier = PushVerifier(
      proofs: [.bearer(sha256: TokenHash.of("a")), .hubSignature(key: [1])], now: 0)
    try verifier.verify(PushClaims(bearer: "a"), bodies: [[]])
    #expect(throws: PushRefusal.wrongToken) {
      try verifier.verify(PushClaims(bearer: "b"), bodies: [[]])
    }
    #expect(throws: PushRefusal.unsigned) { try verifier.verify(PushClaims(), bodies: [[]]) }
  }
}
