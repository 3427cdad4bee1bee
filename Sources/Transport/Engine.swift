import CCurl
import Foundation
import Synchronization

/// The thread on which libcurl works, and the only one that touches its handles.
final class Engine: Sendable {
  struct Order: Sendable {
    let number: Int
    let request: Request
    let answer: CheckedContinuation<Result<Response, TransportError>, Never>
  }

  private struct State {
    var orders: [Order] = []
    /// Numbers given out whose answer has not been given.
    var live: Set<Int> = []
    /// Of the live ones, those to be ended; one may be cancelled before it is submitted.
    var cancelled: Set<Int> = []
    var isClosed = false
    var lastNumber = 0
  }

  /// libcurl's multi handle. Of its calls only `curl_multi_wakeup` may come from other threads, and
  /// only it does.
  private struct Multi: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
  }

  private let state = Mutex(State())
  private let multi: Multi
  private let userAgent: String

  private static let started: Bool = curl_global_init(banlie_curl_global_all) == CURLE_OK

  init(userAgent: String, connectionsPerHost: Int) throws(TransportError) {
    guard Self.started, let handle = curl_multi_init() else {
      throw .other(code: Int(CURLE_FAILED_INIT.rawValue), "libcurl cannot start")
    }
    multi = Multi(handle: handle)
    self.userAgent = userAgent
    banlie_curl_multi_set_long(handle, CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHost)
    banlie_curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, 32)
    let thread = Thread { [self] in run() }
    thread.name = "transport"
    thread.start()
  }

  // MARK: - From any thread

  func nextNumber() -> Int {
    state.withLock { state in
      state.lastNumber += 1
      state.live.insert(state.lastNumber)
      return state.lastNumber
    }
  }

  func submit(_ order: Order) {
    let refusal = state.withLock { state -> TransportError? in
      if state.isClosed { return .closed }
      if state.cancelled.contains(order.number) { return .cancelled }
      state.orders.append(order)
      return nil
    }
    if let refusal { answer(order, .failure(refusal)) } else { wake() }
  }

  func cancel(_ number: Int) {
    state.withLock { if $0.live.contains(number) { $0.cancelled.insert(number) } }
    wake()
  }

  func close() {
    state.withLock { $0.isClosed = true }
    wake()
  }

  private func answer(_ order: Order, _ result: Result<Response, TransportError>) {
    state.withLock { state in
      state.live.remove(order.number)
      state.cancelled.remove(order.number)
    }
    order.answer.resume(returning: result)
  }

  private func wake() { curl_multi_wakeup(multi.handle) }

  // MARK: - On the thread

  private func run() {
    var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
    while true {
      let (orders, cancelled, isClosed) = state.withLock { state in
        defer { state.orders = [] }
        return (state.orders, state.cancelled, state.isClosed)
      }
      for order in orders {
        if cancelled.contains(order.number) {
          answer(order, .failure(.cancelled))
        } else {
          start(order, &transfers)
        }
      }
      for transfer in transfers.values where cancelled.contains(transfer.order.number) {
        end(transfer, .failure(.cancelled), &transfers)
      }
      if isClosed { break }
      var running: Int32 = 0
      curl_multi_perform(multi.handle, &running)
      collect(&transfers)
      endIdle(&transfers)
      curl_multi_poll(multi.handle, nil, 0, transfers.isEmpty ? 60_000 : 500, nil)
    }
    for transfer in transfers.values { end(transfer, .failure(.closed), &transfers) }
    curl_multi_cleanup(multi.handle)
  }

  private func start(_ order: Order, _ transfers: inout [UnsafeMutableRawPointer: Transfer]) {
    do throws(TransportError) {
      let transfer = try Transfer(order, userAgent: userAgent)
      curl_multi_add_handle(multi.handle, transfer.handle)
      transfers[transfer.handle] = transfer
    } catch { answer(order, .failure(error)) }
  }

  private func collect(_ transfers: inout [UnsafeMutableRawPointer: Transfer]) {
    var code = CURLE_OK
    while let handle = banlie_curl_finished(multi.handle, &code) {
      guard let transfer = transfers[handle] else { continue }
      end(transfer, transfer.result(code), &transfers)
    }
  }

  private func endIdle(_ transfers: inout [UnsafeMutableRawPointer: Transfer]) {
    let now = ContinuousClock.now
    for transfer in transfers.values {
      if let failure = transfer.idleFailure(at: now) {
        end(transfer, .failure(failure), &transfers)
      }
    }
  }

  private func end(
    _ transfer: Transfer, _ result: Result<Response, TransportError>,
    _ transfers: inout [UnsafeMutableRawPointer: Transfer]
  ) {
    transfers[transfer.handle] = nil
    curl_multi_remove_handle(multi.handle, transfer.handle)
    answer(transfer.order, result)
  }
}
