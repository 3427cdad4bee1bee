import Answers
import Freight
import Ledger
import RouteBook
import Tracking

/// What one transaction has to tell each subscriber, put together so that a cause that many boxes
/// share is one notice, and no box's notices change places.
struct Outbox {
  let book: RouteBook
  /// UTC µs.
  let now: Int64
  /// Waits this long for more boxes of the same cause.
  let gatherMicroseconds: Int64

  private struct Draft {
    var subscription: String
    var cause: String
    var body: NoticeBody
    var containers: [ContainerNumber]
  }

  /// One thing to tell of one box.
  private struct Item {
    var subscription: String
    /// Milestones by their time, then what our own clock tells.
    var order: (at: Int64, rank: Int)
    var container: ContainerNumber
    var body: NoticeBody
  }

  private var items: [Item] = []

  init(book: RouteBook, now: Int64, gatherMicroseconds: Int64) {
    self.book = book
    self.now = now
    self.gatherMicroseconds = gatherMicroseconds
  }

  // MARK: - Taking in

  mutating func add(_ news: Announced.News, of view: JourneyView, for kept: KeptSubscription) {
    let subscription = kept.subscription
    guard subscription.concerns(view.journey) else { return }
    let visible = Told(view, subscription.viewer, book)
    for entry in news.milestones
    where subscription.milestones.holds(entry.activity.rawValue)
      && subscription.concerns(entry.place)
    {
      guard let body = visible.milestone(entry) else { continue }
      add(body, at: entry.at.microseconds, rank: 0, view, kept)
    }
    for mark in news.cleared where subscription.alerts.holds(mark.kind) {
      guard subscription.filter.place == nil || subscription.filter.place == mark.place,
        let body = visible.cleared(mark, at: now)
      else { continue }
      add(body, at: now, rank: 1, view, kept)
    }
    for alert in news.raised
    where subscription.alerts.holds(alert.kind.rawValue) && subscription.concerns(alert.place) {
      guard let body = visible.raised(alert) else { continue }
      add(body, at: now, rank: 2, view, kept)
    }
  }

  /// - Parameter before: the estimate that the subscriber knows (UTC µs).
  mutating func addMoved(
    _ estimate: Estimate, before: Int64, cause: EstimateCause?, of view: JourneyView,
    for kept: KeptSubscription
  ) {
    let body = Told(view, kept.subscription.viewer, book).moved(
      estimate, before: before, cause: cause, at: now)
    add(body, at: now, rank: 3, view, kept)
  }

  private mutating func add(
    _ body: NoticeBody, at: Int64, rank: Int, _ view: JourneyView, _ kept: KeptSubscription
  ) {
    items.append(
      Item(
        subscription: kept.record.id, order: (at, rank), container: view.journey.container,
        body: body))
  }

  // MARK: - Putting out

  /// Writes what was taken in; afterwards it is empty.
  mutating func flush(into writer: any LedgerWriter) throws {
    for draft in drafts() { try put(draft, into: writer) }
    items = []
  }

  private func drafts() -> [Draft] {
    let sorted = items.enumerated().sorted {
      ($0.element.subscription, $0.element.order.at, $0.element.order.rank, $0.offset)
        < ($1.element.subscription, $1.element.order.at, $1.element.order.rank, $1.offset)
    }.map(\.element)
    var drafts: [Draft] = []
    var newest: [String: Int] = [:]
    /// The draft that each box of each subscriber is in last: it may not be told anything earlier.
    var last: [String: Int] = [:]
    for item in sorted {
      let cause = item.body.cause
      let own = "\(item.subscription) \(cause)"
      let box = "\(item.subscription) \(item.container)"
      if let index = newest[own], index >= last[box] ?? -1,
        drafts[index].containers.count < NoticeBody.boxLimit
      {
        drafts[index].body.merge(item.body)
        drafts[index].containers.append(item.container)
        last[box] = index
      } else {
        newest[own] = drafts.count
        last[box] = drafts.count
        drafts.append(
          Draft(
            subscription: item.subscription, cause: cause, body: item.body,
            containers: [item.container]))
      }
    }
    return drafts
  }

  private func put(_ draft: Draft, into writer: any LedgerWriter) throws {
    let subjects = draft.containers.map(Subject.container)
    if let open = try writer.findOpenNotice(
      subscription: draft.subscription, cause: draft.cause, about: subjects)
    {
      var body = try NoticeBody(open.body)
      if body.data.boxes.count + draft.body.data.boxes.count <= NoticeBody.boxLimit {
        body.merge(draft.body)
        try writer.extendNotice(open.id, body: try body.bytes, about: subjects)
        return
      }
    }
    try writer.addNotice(
      NewNotice(
        name: "msg_" + TimeOrderedID.make(at: now), subscription: draft.subscription,
        cause: draft.cause, type: draft.body.type.rawValue, body: try draft.body.bytes,
        createdAt: now, dueAt: now + gatherMicroseconds), about: subjects)
  }
}

extension NoticeBody {
  /// What bodies have in common whose boxes may stand in one.
  fileprivate var cause: String {
    [
      type.rawValue, data.milestone ?? data.alert ?? "", data.place?.id ?? data.place?.name ?? "",
      data.subject.map { "\($0.kind) \($0.id)" } ?? "",
    ].joined(separator: "|")
  }

  /// Takes in the boxes of another body with the same cause.
  mutating func merge(_ other: NoticeBody) {
    for box in other.data.boxes {
      if let index = data.boxes.firstIndex(where: { $0.id == box.id }), type == .estimate {
        // Moved once more before anybody was told: from what they know to what is so now.
        data.boxes[index].eta = box.eta
        data.boxes[index].cause = box.cause
        data.boxes[index].state = box.state
      } else {
        data.boxes.append(box)
      }
    }
    data.boxes.sort { ($0.id, $0.at ?? "") < ($1.id, $1.at ?? "") }
  }
}
