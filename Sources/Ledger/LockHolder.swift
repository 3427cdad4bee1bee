#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Which process holds the ledger's write lock.
///
/// Asking the kernel by `fcntl` would need the file open once more, and closing it would drop every
/// lock that this process has on it. Linux tells the same in `/proc/locks`.
enum LockHolder {
  /// The write lock is byte 120 of the `-shm` file (sqlite.org/walformat.html §2.3.1).
  private static let writeLockByte = 120

  /// The process id; nil where the system does not tell.
  static func writer(of path: String) -> Int32? {
    #if os(Linux)
      var status = stat()
      guard stat(path + "-shm", &status) == 0, let locks = contents(of: "/proc/locks")
      else { return nil }
      return holder(in: locks, inode: UInt64(status.st_ino))
    #else
      return nil
    #endif
  }

  /// Reads lines such as `1: POSIX  ADVISORY  WRITE 4711 08:02:131 120 120`.
  static func holder(in locks: String, inode: UInt64) -> Int32? {
    for line in locks.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 8, words[1] == "POSIX", words[3] == "WRITE", let pid = Int32(words[4]),
        pid > 0,
        words[5].split(separator: ":").last == Substring(String(inode)),
        let first = Int(words[6]), let last = words[7] == "EOF" ? Int.max : Int(words[7]),
        (first...max(first, last)).contains(writeLockByte)
      else { continue }
      return pid
    }
    return nil
  }

  private static func contents(of path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      guard count > 0 else { break }
      bytes.append(contentsOf: chunk[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
