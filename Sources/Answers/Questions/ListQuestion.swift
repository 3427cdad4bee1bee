import Freight
import Intake
import Ledger
import Tracking

/// Boxes, trains or consignments under way, filtered.
package struct ListQuestion: Codable, Sendable {
  package enum What: String, Codable, Sendable, CaseIterable {
    case containers, trains, consignments
  }

  package var what: What
  package var route: String?
  /// With or without its date.
  package var train: String?
  /// A place's name, code or alias.
  package var place: String?
  package var alert: String?
  /// Finished trips too.
  package var all: Bool

  package init(
    _ what: What = .containers, route: String? = nil, train: String? = nil, place: String? = nil,
    alert: String? = nil, all: Bool = false
  ) {
    self.what = what
    self.route = route
    self.train = train
    self.place = place
    self.alert = alert
    self.all = all
  }

  /// The boxes that are asked for, by number.
  ///
  /// - Parameters:
  ///   - after: only numbers after this one.
  ///   - limit: ends once it has so many.
  package func views(
    _ outlook: Outlook, _ reader: any LedgerReader, after: String? = nil, limit: Int? = nil
  ) throws -> [JourneyView] {
    let kind = try alertKind()
    var filter = JourneyFilter(route: route, onlyActive: !all, after: after)
    if let route, outlook.book.findRoute(route) == nil {
      throw Failure.noRoute(route)
    }
    let place = try place.map { try outlook.place($0).slug }
    filter.place = place
    let tracker = try outlook.informed(by: reader).tracker
    @Sendable func view(_ journey: Journey) -> JourneyView? {
      guard outlook.viewer.sees(journey) else { return nil }
      let seen = VisibleJourney(journey, outlook.viewer)
      guard holds(seen.journey, at: place, outlook) else { return nil }
      let view = seen.view(by: tracker, now: outlook.now, detail: .summary)
      if let kind, !view.alerts.contains(where: { $0.kind == kind }) { return nil }
      return view
    }
    guard let limit else { return try outlook.journeys.list(filter, in: reader, making: view) }
    var views: [JourneyView] = []
    do {
      try outlook.journeys.list(filter, in: reader) { journey in
        guard let view = view(journey) else { return }
        views.append(view)
        // A box's trips stay together.
        if views.count > limit,
          view.journey.container != views[views.count - 2].journey.container
        {
          throw Enough()
        }
      }
    } catch is Enough { views.removeLast() }
    return views
  }

  private struct Enough: Error {}

  private func alertKind() throws -> Alert.Kind? {
    try alert.map { text in
      guard let kind = Wording.alert(meant: text) else {
        let known = Alert.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        let plain = "alert is one of \(known), not “\(text)”"
        throw Failure.usage("--\(plain)", plain: plain)
      }
      return kind
    }
  }

  /// The ledger has filtered the whole journey; what is asked about is what may be seen of it: else one could ask
  /// where an empty box goes.
  private func holds(_ journey: Journey, at place: String?, _ outlook: Outlook) -> Bool {
    guard isOfTrain(journey) else { return false }
    guard !outlook.viewer.seesAll else { return true }
    return (all || journey.isUnderWay) && (route == nil || journey.path?.route == route)
      && (place == nil || journey.position?.place?.slug == place)
  }

  private func isOfTrain(_ journey: Journey) -> Bool {
    guard let train else { return true }
    return journey.trains.contains { $0.description == train || $0.number == train }
  }

  // MARK: - Showing

  func reply(_ form: Form, _ outlook: Outlook, _ reader: any LedgerReader) throws -> Reply {
    let views = try views(outlook, reader)
    let style = form.style(outlook.language)
    guard what != .containers else {
      return Reply(
        form == .json
          ? ListDocument.array(views, book: outlook.book, language: outlook.language)
          : ListScreen.containers(views, book: outlook.book, style: style))
    }
    let groups = grouped(views, now: outlook.now)
    if form == .json {
      let documents = groups.map { $0.shortDocument(outlook.book, outlook.language) }
      return Reply(JSONText.array(or: documents, isSingle: false) + "\n")
    }
    return Reply(
      ListScreen.groups(groups.map { ($0.subject, $0.views) }, book: outlook.book, style: style))
  }

  /// The trains or consignments that the boxes are of.
  package func grouped(_ views: [JourneyView], now: Int64) -> [Answer] {
    var groups: [Subject: [JourneyView]] = [:]
    for view in views {
      let subjects: [Subject] =
        what == .trains
        ? view.journey.train.map { [.train($0)] } ?? []
        : view.journey.notes.map { .consignment($0) }
      for subject in subjects { groups[subject, default: []].append(view) }
    }
    return groups.sorted { $0.key < $1.key }.map {
      Answer(subject: $0.key, views: $0.value, now: now)
    }
  }
}
