import Answers
import Foundation

/// Where a manifest's bytes go: a file, or whatever a file handle leads to.
package final class ByteSink {
  private let file: FileHandle
  private var buffer: [UInt8] = []
  private static let chunk = 256 << 10
  package private(set) var count = 0

  package init(_ file: FileHandle) { self.file = file }

  /// A new file.
  /// - Throws: ``Failure`` when it cannot be written.
  package convenience init(path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw Failure.failed("cannot write \(path)") }
    self.init(file)
  }

  /// Takes the bytes and leaves the array empty, with its room.
  package func take(_ bytes: inout [UInt8]) throws {
    buffer.append(contentsOf: bytes)
    bytes.removeAll(keepingCapacity: true)
    if buffer.count >= Self.chunk { try flush() }
  }

  /// The same for bytes that are somebody else's.
  package func take(_ bytes: UnsafeRawBufferPointer) throws {
    if bytes.count >= Self.chunk {
      try flush()
      return try write(bytes)
    }
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.chunk { try flush() }
  }

  package func close() throws {
    try flush()
    try file.synchronizeWherePossible()
  }

  private func flush() throws {
    guard !buffer.isEmpty else { return }
    try buffer.withUnsafeBytes(write)
    buffer.removeAll(keepingCapacity: true)
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let written = Foundation.write(file.fileDescriptor, part.baseAddress, part.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        throw Failure.failed("cannot write the manifest: \(String(cString: strerror(errno)))")
      }
      rest = rest.dropFirst(written)
      count += written
    }
  }
}

extension FileHandle {
  /// Pipes and terminals have nothing to synchronise.
  fileprivate func synchronizeWherePossible() throws {
    guard fsync(fileDescriptor) != 0, errno != EINVAL, errno != EROFS, errno != ENOTSUP else {
      return
    }
    throw Failure.failed("cannot write the manifest: \(String(cString: strerror(errno)))")
  }
}
