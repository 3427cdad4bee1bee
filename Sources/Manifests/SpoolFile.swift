import Foundation
import Synchronization

/// What a temporary file could not do, and what the system said.
struct SpoolError: Error {
  enum Deed: String { case make, write, read }

  let deed: Deed
  let folder: String
  let code: Int32

  var reason: String { String(cString: strerror(code)) }
}

/// A file without a name: gone from its folder at once, its space free again when it is closed.
/// Read from any thread.
final class SpoolFile: Sendable {
  private let folder: String
  private let descriptor: Int32
  private let end = Mutex(0)

  init(in folder: String) throws(SpoolError) {
    self.folder = folder
    let path = "\(folder)/.banlie-\(UUID().uuidString)"
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SpoolError(deed: .make, folder: folder, code: errno) }
    unlink(path)
  }

  deinit { close(descriptor) }

  /// - Returns: where the bytes are.
  func append(_ bytes: [UInt8]) throws(SpoolError) -> Int {
    let start = end.withLock { end in
      defer { end += bytes.count }
      return end
    }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(
          descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written,
          off_t(start + written))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw SpoolError(deed: .write, folder: folder, code: count < 0 ? errno : EIO)
      }
      written += count
    }
    return start
  }

  func read(at offset: Int, count: Int) throws(SpoolError) -> [UInt8] {
    var failure: SpoolError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(SpoolError) {
        try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
        filled = count
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Fills the buffer.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(SpoolError) {
    var filled = 0
    while filled < buffer.count {
      let part = pread(
        descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled,
        off_t(offset + filled))
      if part < 0, errno == EINTR { continue }
      guard part > 0 else {
        throw SpoolError(deed: .read, folder: folder, code: part < 0 ? errno : EIO)
      }
      filled += part
    }
  }
}
