import Foundation
import TestServers
import Testing

/// The built program, run as its users run it, on a ledger of its own.
final class Program: Sendable {
  let folder: URL
  var ledger: String { folder.appending(path: "ledger.sqlite").path }

  struct Result {
    var status: Int32
    var out: String
    var err: String
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "banlie-cli-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    // The system empties its temporary folder in any case.
    try? FileManager.default.removeItem(at: folder)
  }

  /// Beside the test bundle, where the package manager puts both.
  static var path: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "banlie").path
  }

  func process(_ arguments: [String], environment: [String: String] = [:]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.path)
    process.arguments = arguments
    process.environment = [
      "BANLIE_LEDGER": ledger, "BANLIE_NOW": "2026-02-20T00:00:00Z", "HOME": folder.path,
      "PATH": "/usr/bin:/bin", "COLUMNS": "80",
    ].merging(environment) { _, own in own }
    process.currentDirectoryURL = folder
    return process
  }

  /// For async tests, whose threads have no run loop for `Process` to wait on.
  func finish(
    _ arguments: [String], environment: [String: String]
  ) throws -> (status: Int32, out: String, err: String) {
    let settings = ["BANLIE_LEDGER": ledger, "HOME": folder.path, "COLUMNS": "80"]
      .merging(environment) { $1 }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let name = UUID().uuidString
    let (status, output) = try ServerProcess.finish(
      "/bin/sh", ["-c", "exec env \"$@\" 2>\(name)", "sh"] + settings + [Self.path] + arguments,
      in: folder)
    let err = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    return (status, output, err)
  }

  @discardableResult
  func run(
    _ arguments: String..., input: String? = nil, environment: [String: String] = [:]
  ) throws -> Result {
    try run(arguments, input: input, environment: environment)
  }

  @discardableResult
  func run(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
  ) throws -> Result {
    let process = process(arguments, environment: environment)
    // Files rather than pipes: a pipe that nobody drains stops the program.
    let out = folder.appending(path: UUID().uuidString)
    let err = folder.appending(path: UUID().uuidString)
    for url in [out, err] { _ = FileManager.default.createFile(atPath: url.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    if let input {
      let url = folder.appending(path: UUID().uuidString)
      try input.write(to: url, atomically: true, encoding: .utf8)
      process.standardInput = try FileHandle(forReadingFrom: url)
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, out: try String(contentsOf: out, encoding: .utf8),
      err: try String(contentsOf: err, encoding: .utf8))
  }

  func file(_ name: String, _ text: String) throws -> String {
    let url = folder.appending(path: name)
    try text.write(to: url, atomically: true, encoding: .utf8)
    return url.path
  }

  /// Simulated messages of some trains, as a file.
  func simulated(_ trains: Int, seed: Int = 1, disorder: Bool = false) throws -> String {
    let path = folder.appending(path: "sim-\(trains)-\(seed).jsonl").path
    var arguments = [
      "simulate", "--route", "nanchang-khorgos-baku", "--trains", "\(trains)", "--seed", "\(seed)",
      "-o", path,
    ]
    if disorder { arguments.append("--disorder") }
    let process = process(arguments)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return path
  }
}

let loadingList = """
  南昌—巴库 X9041 2026-02-02 装车清单
  箱号,车号,品名,件数,毛重,国际货协运单号
  TRHU4307252,5212345,大理石制品,320,21500,30102233
  TCNU7200794,5212345,棉布,210,18000,30102233

  """

let trackingSheet = """
  X9041 2026-02-02 更新日期：2026-02-12
  箱号,到站,到达霍尔果斯,换装日期,境外车号,当前位置
  TRHU4307252,巴库,2.6,2月8日,94003894,2.10位于阿拉木图

  """
