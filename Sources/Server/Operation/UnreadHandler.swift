import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Leaves whoever does not take what is sent to him: his connection would be held, with all that waits on it, for
/// as long as he likes.
final class UnreadHandler: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limit: TimeAmount
  private var waiting = 0
  /// When a part was last taken, or began to wait.
  private var since = NIODeadline.now()
  private var looking: RepeatedTask?

  init(limit: TimeAmount) { self.limit = limit }

  func handlerAdded(context: ChannelHandlerContext) {
    let interval = TimeAmount.nanoseconds(max(limit.nanoseconds / 4, 1_000_000))
    let bound = NIOLoopBound((self, context.channel), eventLoop: context.eventLoop)
    looking = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
      let (handler, channel) = bound.value
      guard handler.waiting > 0, .now() - handler.since > handler.limit else { return }
      channel.close(promise: nil)
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { looking?.cancel() }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if waiting == 0 { since = .now() }
    waiting += 1
    let taken = promise ?? context.eventLoop.makePromise()
    taken.futureResult.assumeIsolated().whenComplete { _ in
      self.waiting -= 1
      self.since = .now()
    }
    context.write(data, promise: taken)
  }
}
