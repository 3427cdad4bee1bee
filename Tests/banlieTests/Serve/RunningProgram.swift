import Foundation
import TestServers
import Testing

/// `banlie serve` as its users run it: a process of its own, on a port of its own.
final class RunningProgram: Sendable {
  let port: Int
  let folder: URL
  private let process: ServerProcess

  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  /// - Parameter folder: where an earlier one ran; nil makes a new one.
  init(in folder: URL? = nil, more: [String] = []) async throws {
    let folder = try folder ?? ServerProcess.temporaryFolder()
    self.folder = folder
    let port = Ports.free()
    self.port = port
    let configuration = """
      feeds:
        - name: ktz
          format: banlie-json
          push: {standardWebhooks: {secret: {file: \(folder.path)/secret}}}
      """
    process = try ServerProcess(
      Program.path, files: ["banlie.yaml": configuration, "secret": Self.secret], in: folder,
      arguments: [
        "serve", "--listen", "127.0.0.1:\(port)", "--config", "banlie.yaml", "--ledger", "l.sqlite",
      ] + more)
    let process = process
    #expect(try await process.waitForPort(port), "\(process.log)")
  }

  var ledger: String { folder.appending(path: "l.sqlite").path }
  var log: String { process.log }

  /// As a power cut would end it.
  func kill() async throws {
    let process = process
    try await blocking { process.kill() }
  }

  /// - Returns: the exit code; nil where it would not end.
  func finish() async throws -> Int32? {
    let process = process
    return try await blocking { process.finish(withinSeconds: 120) }
  }

  /// A token for everything.
  func token() throws -> String {
    let text = try ServerProcess.output(
      Program.path, ["token", "create", "--operator", "--ledger", ledger], in: folder)
    return text.split(separator: "\n").first { $0.hasPrefix("bnl_") }.map(String.init) ?? ""
  }

  func stop() async throws {
    let process = process
    try await blocking { process.stop() }
  }
}
