import Answers
import Foundation
import Hummingbird

/// `POST /v1/terminal`: the command line's own questions, answered as the command line shows them, so
/// that a terminal far away says what one beside the ledger does.
struct TerminalRoute {
  let premises: Premises

  private static let bodyBytes = 1 << 20

  func add(to router: Router<Visit>) {
    router.post("/v1/terminal") { request, visit in
      let viewer = try visit.viewer
      _ = try Query(request, [])
      let bytes = try await RequestBytes(premises.settings.limits).collect(
        request, visit, limit: Self.bodyBytes, of: premises.bodies.share())
      let asked: TerminalRequest
      do { asked = try JSONDecoder().decode(TerminalRequest.self, from: Data(bytes)) } catch {
        throw Problem.wrongQuery("this is no question of a terminal of this version")
      }
      try asked.check()
      var outlook = premises.outlook(viewer, asked.language, now: asked.now)
      outlook.isNowFixed = asked.isNowFixed
      let reply: TerminalReply = try await premises.read { [outlook] reader in
        do {
          guard let reply = try asked.question.reply(asked.form, outlook, reader) else {
            return .pending
          }
          return .ended(reply)
        } catch let failure as Failure {
          return .ended(Reply("", complaints: [failure.message], failure: failure.kind))
        }
      }
      let body = try JSONEncoder().encode(reply)
      return Response(
        status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(data: body)))
    }
  }
}
