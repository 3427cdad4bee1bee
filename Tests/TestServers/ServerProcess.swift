import Foundation

/// A real server of this machine on loopback, in a folder of its own, gone with the test.
///
/// By `posix_spawn` and `waitpid`: Foundation's `Process` waits on a run loop, which the threads of
/// async tests do not have.
public final class ServerProcess: Sendable {
  public let folder: URL
  private let child: pid_t

  /// - Parameters:
  ///   - program: where Debian puts it.
  ///   - files: what is written into the folder first, by name.
  public init(
    _ program: String, files: [String: String] = [:], in folder: URL, arguments: [String]
  ) throws {
    self.folder = folder
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    child = try Self.spawn(program, arguments, in: folder, log: "server.log")
  }

  /// What the server said, for a test that failed.
  public var log: String {
    (try? String(contentsOf: folder.appending(path: "server.log"), encoding: .utf8)) ?? ""
  }

  /// Waits until something listens.
  public func waitForPort(_ port: Int) async throws -> Bool {
    for _ in 0..<2_400 {
      if Ports.isOpen(port) { return true }
      try await Task.sleep(for: .milliseconds(25))
    }
    return false
  }

  public func stop() {
    Foundation.kill(child, SIGTERM)
    for _ in 0..<200 {
      var status: Int32 = 0
      if waitpid(child, &status, WNOHANG) != 0 { return }
      Thread.sleep(forTimeInterval: 0.01)
    }
    var status: Int32 = 0
    Foundation.kill(child, SIGKILL)
    waitpid(child, &status, 0)
  }

  /// Asks it to end and waits, at most that long.
  /// - Returns: its exit code; nil where it went on and had to be killed.
  public func finish(withinSeconds seconds: Int) -> Int32? {
    Foundation.kill(child, SIGTERM)
    var status: Int32 = 0
    for _ in 0..<(seconds * 100) {
      if waitpid(child, &status, WNOHANG) != 0 { return status >> 8 & 0xFF }
      Thread.sleep(forTimeInterval: 0.01)
    }
    kill()
    return nil
  }

  /// Ends it as a power cut would.
  public func kill() {
    Foundation.kill(child, SIGKILL)
    var status: Int32 = 0
    waitpid(child, &status, 0)
  }

  private static func spawn(
    _ program: String, _ arguments: [String], in folder: URL, log: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let path = folder.appending(path: log).path
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // env changes the folder and becomes the program.
    let env = "/usr/bin/env"
    let words = ([env, "-C", folder.path, program] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, env, &actions, nil, words, environ)
    guard failure == 0 else { throw POSIXError(.init(rawValue: failure) ?? .ENOENT) }
    return child
  }

  public static func isInstalled(_ program: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: program)
  }

  /// Runs a tool to its end.
  public static func run(_ program: String, _ arguments: [String], in folder: URL) throws {
    let child = try spawn(program, arguments, in: folder, log: "tools.log")
    var status: Int32 = 0
    guard waitpid(child, &status, 0) == child, status == 0 else { throw POSIXError(.ECHILD) }
  }

  /// Runs a tool to its end.
  /// - Returns: its exit code and all that it said.
  public static func finish(
    _ program: String, _ arguments: [String], in folder: URL
  ) throws -> (status: Int32, output: String) {
    let log = "\(UUID().uuidString).log"
    let child = try spawn(program, arguments, in: folder, log: log)
    var status: Int32 = 0
    guard waitpid(child, &status, 0) == child else { throw POSIXError(.ECHILD) }
    let output = try String(contentsOf: folder.appending(path: log), encoding: .utf8)
    return (status >> 8 & 0xFF, output)
  }

  /// The same of a tool that is to succeed.
  public static func output(
    _ program: String, _ arguments: [String], in folder: URL
  ) throws -> String {
    let (status, output) = try finish(program, arguments, in: folder)
    guard status == 0 else { throw POSIXError(.ECHILD, userInfo: ["output": output]) }
    return output
  }

  public static func temporaryFolder() throws -> URL {
    // Short: some servers keep sockets in it.
    let folder = URL(fileURLWithPath: "/tmp/bt-\(UInt32.random(in: 0...UInt32.max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}

public enum Ports {
  /// A port that was free a moment ago. Not one of those that the system gives to clients: until the server
  /// listens, some connection of another test would have it.
  public static func free() -> Int {
    while true {
      let port = Int.random(in: 10_000..<32_000)
      let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(listener) }
      var address = loopback(port)
      let isFree = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      if isFree { return port }
    }
  }

  static func isOpen(_ port: Int) -> Bool {
    let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(probe) }
    var address = loopback(port)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(probe, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return address
  }
}
