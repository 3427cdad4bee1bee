import Foundation

/// Runs the program under test and measures whole processes.
struct Program {
  let path: String
  /// The present moment of every run, so that simulated trains of February 2026 are under way.
  let now: String

  struct Run {
    var seconds: Double
    var peakMegabytes: Double
    /// As far as a look every few milliseconds saw.
    var peakThreads = 0
    var status: Int32
    var output: Data
  }

  func run(_ arguments: [String], ledger: String? = nil) throws -> Run {
    var pipe: [Int32] = [0, 0]
    guard Foundation.pipe(&pipe) == 0 else { throw BenchError("no pipe: \(errno)") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipe[1], 1)
    posix_spawn_file_actions_addclose(&actions, pipe[0])
    var environment = ProcessInfo.processInfo.environment
    environment["BANLIE_NOW"] = now
    if let ledger { environment["BANLIE_LEDGER"] = ledger }
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + settings).forEach { free($0) } }
    let clock = ContinuousClock()
    let start = clock.now
    var child: pid_t = 0
    let failure = posix_spawn(&child, path, &actions, nil, words, settings)
    close(pipe[1])
    guard failure == 0 else { throw BenchError("cannot run \(path): \(failure)") }
    let watch = ThreadWatch(child)
    let output = try FileHandle(fileDescriptor: pipe[0], closeOnDealloc: true).readToEnd() ?? Data()
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(child, &status, 0, &usage) == child else { throw BenchError("lost the process") }
    let duration = start.duration(to: clock.now)
    let seconds =
      Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    return Run(
      seconds: seconds, peakMegabytes: Double(usage.ru_maxrss) / 1_024,
      peakThreads: watch.finish(), status: status >> 8 & 0xFF, output: output)
  }

  /// The median of several runs, in milliseconds.
  func median(_ times: Int, _ arguments: [String], ledger: String) throws -> Double {
    var seconds: [Double] = []
    for _ in 0..<times {
      let run = try run(arguments, ledger: ledger)
      guard run.status == 0 else {
        throw BenchError("\(arguments.joined(separator: " ")) ended with \(run.status)")
      }
      seconds.append(run.seconds)
    }
    return seconds.sorted()[times / 2] * 1_000
  }
}

struct BenchError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Counts another process's threads while it runs.
final class ThreadWatch: @unchecked Sendable {
  // One thread writes until `finish` has seen it end.
  private var most = 0
  private var isDone = false
  private let lock = NSLock()

  init(_ process: pid_t) {
    Thread.detachNewThread { [self] in
      while !lock.withLock({ isDone }) {
        if let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
          let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Threads:") }),
          let count = Int(line.dropFirst(8).trimmingCharacters(in: .whitespaces))
        {
          lock.withLock { most = max(most, count) }
        }
        Thread.sleep(forTimeInterval: 0.003)
      }
    }
  }

  func finish() -> Int {
    lock.withLock {
      isDone = true
      return most
    }
  }
}
