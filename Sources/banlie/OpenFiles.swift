import Foundation

/// How many files and connections this process may have open at once.
enum OpenFiles {
  /// Asks the system for as many as it allows: many start programs with 1024, connections and a
  /// ledger's readers together.
  ///
  /// - Returns: how many it allows now.
  static func raiseLimit() -> Int {
    var limit = rlimit()
    let resource = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
    guard getrlimit(resource, &limit) == 0 else { return 1_024 }
    let before = limit.rlim_cur
    limit.rlim_cur = limit.rlim_max
    guard setrlimit(resource, &limit) == 0 else { return Int(clamping: before) }
    return Int(clamping: limit.rlim_cur)
  }
}
