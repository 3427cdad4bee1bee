import Foundation
import Freight
import Ledger
import Testing

@testable import Server

@Suite struct PushRoutesTests {
  @Test func aSignedMessageIsOnDiskWhenItIsAcknowledged() async throws {
    let server = try await RunningServer()
    let answer = try await server.push(report("TRHU4307252"), id: "msg_1")
    #expect(answer.status == 202)
    #expect(try answer.json["accepted"] as? Int == 1)
    #expect(try answer.json["message"] as? Int == 1)
    #expect((try answer.json["rejected"] as? [Any])?.isEmpty == true)
    let beside = try SQLiteLedger(readingFrom: server.ledger.path)
    #expect(try await beside.read { try $0.findMessage(1)?.name } == "msg_1")
    #expect(try await beside.read { try $0.counts().events } == 1)
  }

  @Test func pushedAgainUnderItsNameItIsOne() async throws {
    let server = try await RunningServer()
    let first = try await server.push(report("TRHU4307252"), id: "msg_1")
    let again = try await server.push(report("TRHU4307252"), id: "msg_1")
    #expect(again.status == 202)
    #expect(try again.json["message"] as? Int == first.json["message"] as? Int)
    #expect(try again.json["repeated"] as? Bool == true)
    #expect(try again.json["accepted"] as? Int == 0)
    // Another message under that name would be lost if it were taken for the first.
    let other = try await server.push(report("TCNU7200794"), id: "msg_1")
    #expect(other.status == 409)
    #expect(try other.problem == "nameTaken")
    #expect(try await server.ledger.read { try $0.counts().events } == 1)
  }

  @Test func partOfAMessageCanBeAccepted() async throws {
    let server = try await RunningServer()
    let answer = try await server.push(report("TRHU4307252") + "\n{\"container\":\"?\"}\n")
    #expect(answer.status == 202)
    #expect(try answer.json["accepted"] as? Int == 1)
    let rejected = try #require(try answer.json["rejected"] as? [[String: Any]])
    #expect(rejected.count == 1)
    #expect((rejected[0]["reason"] as? String)?.isEmpty == false)
    #expect((rejected[0]["position"] as? String)?.contains("2") == true)
  }

  @Test func keysCanBeChangedWithoutAGap() async throws {
    let server = try await RunningServer()
    #expect(try await server.push(report("TRHU4307252"), key: RunningServer.oldKey).status == 202)
  }

  @Test func whatIsNotBelievedIsNotKept() async throws {
    let server = try await RunningServer()
    let path = "/v1/feeds/ktz/messages"
    let body = Array(report("TRHU4307252").utf8)
    func expect(_ answer: RunningServer.Answer, _ status: Int, _ problem: String) throws {
      #expect(answer.status == status, "\(problem)")
      #expect(try answer.problem == problem)
    }
    try expect(try await server.post(path, body), 401, "unauthorized")
    try expect(
      try await server.push(report("TRHU4307252"), sent: body + [32]), 401, "wrongSignature")
    try expect(try await server.push(report("TRHU4307252"), key: [1]), 401, "wrongSignature")
    try expect(
      try await server.push(report("TRHU4307252"), seconds: -301), 401, "outsideTolerance")
    try expect(try await server.push(report("TRHU4307252"), seconds: 400), 401, "outsideTolerance")
    var headers = RunningServer.signature(body, id: "m", key: RunningServer.key)
    headers[2].value = "v1,???"
    try expect(try await server.post(path, body, headers: headers), 400, "malformedSignature")
    // A feed that there is not looks like one whose key is wrong.
    try expect(try await server.post("/v1/feeds/nobody/messages", body), 401, "unauthorized")
    try expect(try await server.post("/v1/feeds/silent/messages", body), 401, "unauthorized")
    #expect(try await server.ledger.read { try $0.counts().messages } == 0)
  }

  @Test func otherProofsOpenTheirFeedsOnly() async throws {
    let server = try await RunningServer()
    let body = Array(report("TRHU4307252").utf8)
    let hub = "sha256=" + hexadecimalHMAC(body, RunningServer.hubKey)
    let signed = [(name: "X-Hub-Signature-256", value: hub)]
    #expect(try await server.post("/v1/feeds/hub/messages", body, headers: signed).status == 202)
    #expect(try await server.post("/v1/feeds/ktz/messages", body, headers: signed).status == 401)
    #expect(
      try await server.post("/v1/feeds/token/messages", body, token: "open sesame").status == 202)
    #expect(try await server.post("/v1/feeds/token/messages", body, token: "sesame").status == 401)
    #expect(
      try await server.post("/v1/feeds/hub/messages", body, token: "open sesame").status == 401)
  }

  @Test func aTokenOfTheFeedOpensItAndNothingElse() async throws {
    let server = try await RunningServer()
    let body = Array(report("TRHU4307252").utf8)
    let token = try server.token(.feed("silent"))
    #expect(
      try await server.post("/v1/feeds/silent/messages", body, token: token.secret).status == 202)
    // Of feeds that there are not it hears the same.
    for feed in ["ktz", "token", "nobody"] {
      let answer = try await server.post("/v1/feeds/\(feed)/messages", body, token: token.secret)
      #expect(answer.status == 403, "\(feed)")
      #expect(try answer.json["detail"] as? String == "this token does not push to \(feed)")
      let guessed = try await server.post("/v1/feeds/\(feed)/messages", body, token: "guessed")
      #expect(guessed.status == 401, "\(feed)")
      #expect(
        try guessed.json["detail"] as? String == "this token is not known, or it has ended")
    }
    #expect(try await server.get("/v1/containers/TRHU4307252", token: token.secret).status == 403)
    try server.ledger.write { _ = try $0.revokeToken(token.id, at: RunningServer.now) }
    #expect(
      try await server.post("/v1/feeds/silent/messages", body, token: token.secret).status == 401)
  }

  @Test func compressedBodiesAreSignedEitherWay() async throws {
    let server = try await RunningServer()
    let plain = Array(report("TRHU4307252").utf8)
    let packed = gzipped(plain)
    let encoding = [(name: "Content-Encoding", value: "gzip")]
    for (id, signed) in [("a", plain), ("b", packed)] {
      let answer = try await server.post(
        "/v1/feeds/ktz/messages", packed,
        headers: RunningServer.signature(signed, id: id, key: RunningServer.key) + encoding)
      #expect(answer.status == 202)
    }
    // What is kept is what a decoder reads.
    #expect(try await server.ledger.read { try $0.body(of: 1) } == plain)
    let broken = try await server.push("not gzip", more: encoding)
    #expect(broken.status == 400)
    #expect(try broken.problem == "badEncoding")
    let bomb = gzipped([UInt8](repeating: 32, count: 1 << 20))
    let refused = try await server.post(
      "/v1/feeds/ktz/messages", bomb,
      headers: RunningServer.signature(bomb, id: "c", key: RunningServer.key) + encoding)
    #expect(refused.status == 413)
    let unknown = try await server.push("x", more: [("Content-Encoding", "br")])
    #expect(unknown.status == 415)
  }

  @Test func limitsAnswerWithTheirNames() async throws {
    let server = try await RunningServer()
    let large = try await server.push(String(repeating: " ", count: (64 << 10) + 1))
    #expect(large.status == 413)
    #expect(large.text.contains("bodyBytes"))
    let empty = try await server.push("")
    #expect(empty.status == 400)
    let body = Array(report("TRHU4307252").utf8)
    #expect(try await server.post("/v1/feeds/slow/messages", body, token: "slowly").status == 202)
    let soon = try await server.post("/v1/feeds/slow/messages", body, token: "slowly")
    #expect(soon.status == 429)
    #expect(soon.response.retryAfterSeconds == 2)
    #expect(try await server.ledger.read { try $0.counts().messages } == 1)
  }

  @Test func aSenderCanTryWithoutLeavingATrace() async throws {
    let server = try await RunningServer()
    let body = Array((report("TRHU4307252") + "\n{}").utf8)
    let path = "/v1/feeds/ktz/messages?dryRun=true"
    let signature = RunningServer.signature(body, id: "try", key: RunningServer.key)
    let answer = try await server.post(path, body, headers: signature)
    #expect(answer.status == 200)
    #expect(try answer.json["understood"] as? Int == 1)
    #expect((try answer.json["rejected"] as? [Any])?.count == 1)
    #expect(try await server.post(path, body).status == 401)
    // Nor is it kept where the word is not quite that.
    let mistyped = try await server.post(
      "/v1/feeds/ktz/messages?dryrun=true", body, headers: signature)
    #expect(mistyped.status == 400)
    #expect(try await server.ledger.read { try $0.counts().messages } == 0)
  }

  /// A name that is none names nothing.
  @Test func anEmptyNameIsNoName() async throws {
    let server = try await RunningServer()
    for hour in ["08", "09"] {
      let body = Array(
        report("TRHU4307252", "positioned", at: "2026-02-10T\(hour):00:00+05:00").utf8)
      let answer = try await server.post(
        "/v1/feeds/token/messages", body,
        headers: [("Authorization", "Bearer open sesame"), ("webhook-id", "")])
      #expect(answer.status == 202)
    }
    let long = String(repeating: "a", count: 257)
    let answer = try await server.post(
      "/v1/feeds/token/messages", Array(report("TRHU4307252").utf8),
      headers: [("Authorization", "Bearer open sesame"), ("webhook-id", long)])
    #expect(answer.status == 400)
  }
}
