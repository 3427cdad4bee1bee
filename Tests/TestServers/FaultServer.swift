import Foundation
import Synchronization

/// An HTTP server on loopback that misbehaves as it is told: each connection is handed to a script,
/// which writes whatever bytes it likes, whenever it likes.
public final class FaultServer: Sendable {
  public struct Seen: Sendable {
    public var line: String
    public var headers: [String: String]
    public var body: [UInt8]
  }

  /// One connection; everything blocks, on a thread of its own.
  public struct Peer: Sendable {
    let socket: Int32

    public func write(_ text: String) { write(Array(text.utf8)) }

    public func write(_ bytes: [UInt8]) {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
      }
    }

    public func answer(_ status: String, _ headers: [String: String] = [:], _ body: [UInt8] = []) {
      var head = "HTTP/1.1 \(status)\r\n"
      var headers = headers
      if headers["Content-Length"] == nil { headers["Content-Length"] = "\(body.count)" }
      headers["Connection"] = "close"
      for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
        head += "\(name): \(value)\r\n"
      }
      write(Array((head + "\r\n").utf8) + body)
    }

    public func answer(_ status: String, _ body: String) { answer(status, [:], Array(body.utf8)) }

    /// Answers nothing until the other side hangs up.
    public func hold() {
      var byte: UInt8 = 0
      while recv(socket, &byte, 1, 0) > 0 {}
    }

    public func sleep(_ seconds: Double) { Thread.sleep(forTimeInterval: seconds) }
  }

  public let port: Int
  private let listener: Int32
  private let seen = Mutex<[Seen]>([])
  private let script: @Sendable (Seen, Peer) -> Void

  public init(_ script: @escaping @Sendable (Seen, Peer) -> Void) throws {
    self.script = script
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 512) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard bound else { throw POSIXError(.EADDRINUSE) }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in serve() }
  }

  public func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

  public var requests: [Seen] { seen.withLock { $0 } }

  public func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private func serve() {
    while true {
      let peer = accept(listener, nil, nil)
      guard peer >= 0 else { return }
      Thread.detachNewThread { [self] in
        if let request = read(peer) {
          seen.withLock { $0.append(request) }
          script(request, Peer(socket: peer))
        }
        shutdown(peer, Int32(SHUT_RDWR))
        close(peer)
      }
    }
  }

  private func read(_ peer: Int32) -> Seen? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    func more() -> Bool {
      let count = recv(peer, &buffer, buffer.count, 0)
      guard count > 0 else { return false }
      bytes += buffer[..<count]
      return true
    }
    let end = Array("\r\n\r\n".utf8)
    var headEnd: Int?
    while headEnd == nil {
      guard more() else { return nil }
      headEnd = bytes.indices.first { bytes[$0...].starts(with: end) }
    }
    guard let headEnd else { return nil }
    let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] =
        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let wanted = headEnd + 4 + (Int(headers["content-length"] ?? "0") ?? 0)
    while bytes.count < wanted { guard more() else { return nil } }
    return Seen(line: lines[0], headers: headers, body: Array(bytes[(headEnd + 4)..<wanted]))
  }
}
