import Foundation

/// OpenSSH's server for one user with a key, and a folder to put files into.
public final class SSHServer: Sendable {
  public static let program = "/usr/sbin/sshd"

  public let port: Int
  public let out: URL
  private let folder: URL
  private let process: ServerProcess

  public var userKey: String { folder.appending(path: "user").path }
  public var knownHosts: String { folder.appending(path: "known").path }
  public var log: String { process.log }

  /// - Parameter isKnown: whether the host's key is written into `knownHosts`.
  /// - Throws: where it does not start.
  public init(in folder: URL, isKnown: Bool = true) async throws {
    self.folder = folder
    port = Ports.free()
    for name in ["host", "user"] {
      try ServerProcess.run(
        "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", name], in: folder)
    }
    out = folder.appending(path: "out")
    try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: folder.appending(path: "user.pub"), to: folder.appending(path: "authorized"))
    try FileManager.default.createDirectory(
      atPath: "/run/sshd", withIntermediateDirectories: true)
    let configuration = """
      Port \(port)
      ListenAddress 127.0.0.1
      HostKey \(folder.path)/host
      AuthorizedKeysFile \(folder.path)/authorized
      PidFile none
      StrictModes no
      UsePAM no
      PasswordAuthentication no
      Subsystem sftp internal-sftp
      """
    process = try ServerProcess(
      Self.program, files: ["sshd.conf": configuration], in: folder,
      arguments: ["-D", "-e", "-f", folder.appending(path: "sshd.conf").path])
    guard try await process.waitForPort(port) else { throw POSIXError(.ECONNREFUSED) }
    if isKnown { try know("host") }
  }

  /// Writes that key into `knownHosts` as the host's.
  public func know(_ name: String) throws {
    let key = try String(contentsOf: folder.appending(path: "\(name).pub"), encoding: .utf8)
    try Data("[127.0.0.1]:\(port) \(key)".utf8).write(to: folder.appending(path: "known"))
  }

  public func stop() { process.stop() }
}
