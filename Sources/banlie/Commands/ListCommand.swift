import ArgumentParser
import Foundation
import Freight
import Intake
import Ledger
import Tracking

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Boxes, trains or consignments under way, filtered.",
    discussion: """
        banlie list containers --alert late
        banlie list containers --at khorgos
        banlie list trains --route nanchang-khorgos-baku
        banlie list containers --train X9041@2026-02-02 --json
      """)

  enum What: String, ExpressibleByArgument, CaseIterable { case containers, trains, consignments }

  @Argument(help: "containers, trains or consignments.")
  var what: What = .containers

  @Option(help: "Only this route.")
  var route: String?

  @Option(help: "Only this train, with or without its date.")
  var train: String?

  @Option(name: .customLong("at"), help: "Only what is at this place: a name, code or alias.")
  var place: String?

  @Option(
    help:
      "Only what has this alert: stalled, silent, late, offRoute, customsHold, rolled, leftTrain, missedMilestone, reloadNotReported or implausible."
  )
  var alert: String?

  @Flag(help: "Finished trips too.")
  var all = false

  @Flag(help: "An array of short objects, ordered by ID.")
  var json = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let workspace = try Workspace(common)
    let kind = try alert.map { text in
      guard let kind = Alert.Kind(rawValue: text) else {
        let known = Alert.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure.usage("--alert is one of \(known), not “\(text)”")
      }
      return kind
    }
    if let route, workspace.book.findRoute(route) == nil {
      throw Failure.notFound("there is no route “\(route)”; see banlie route list")
    }
    let ledger = try workspace.openForReading()
    let views = try ledger.read { reader in
      try matching(try filter(workspace), kind, workspace, reader)
    }
    switch what {
    case .containers: showContainers(views, workspace)
    case .trains: showGroups(byTrain(views), workspace)
    case .consignments: showGroups(byConsignment(views), workspace)
    }
  }

  private func filter(_ workspace: Workspace) throws -> JourneyFilter {
    var filter = JourneyFilter(route: route, onlyActive: !all)
    if let place {
      guard let reference = PlaceReference(text: place), let id = workspace.book.resolve(reference)
      else { throw Failure.notFound("there is no place “\(place)”; see banlie place find") }
      filter.place = workspace.book.hub(of: id).slug
    }
    return filter
  }

  private func matching(
    _ filter: JourneyFilter, _ kind: Alert.Kind?, _ workspace: Workspace,
    _ reader: any LedgerReader
  ) throws -> [JourneyView] {
    var views: [JourneyView] = []
    let tracker = workspace.tracker
    try workspace.journeys.list(filter, in: reader) { journey in
      if let train,
        !journey.trains.contains(where: { $0.description == train || $0.number == train })
      {
        return
      }
      let view = tracker.view(of: journey, now: workspace.now, detail: .summary)
      if let kind, !view.alerts.contains(where: { $0.kind == kind }) { return }
      views.append(view)
    }
    return views
  }

  // MARK: - Showing

  private func showContainers(_ views: [JourneyView], _ workspace: Workspace) {
    if json {
      Console.write(ListDocument.array(views, book: workspace.book, language: workspace.language))
    } else {
      Console.write(ListScreen.containers(views, book: workspace.book, style: workspace.style))
    }
  }

  private func showGroups(_ groups: [(Subject, [JourneyView])], _ workspace: Workspace) {
    let answers = groups.map { subject, views in
      Answer(subject: subject, views: views, tripCount: 1, asOf: nil, now: workspace.now)
    }
    if json {
      let documents = answers.map { $0.shortDocument(workspace.book, workspace.language) }
      Console.say(JSONText.array(or: documents, isSingle: false))
    } else {
      Console.write(ListScreen.groups(groups, book: workspace.book, style: workspace.style))
    }
  }

  private func byTrain(_ views: [JourneyView]) -> [(Subject, [JourneyView])] {
    var groups: [TrainID: [JourneyView]] = [:]
    for view in views {
      if let train = view.journey.train { groups[train, default: []].append(view) }
    }
    return groups.sorted { $0.key < $1.key }.map { (.train($0.key), $0.value) }
  }

  private func byConsignment(_ views: [JourneyView]) -> [(Subject, [JourneyView])] {
    var groups: [NoteNumber: [JourneyView]] = [:]
    for view in views {
      for note in view.journey.notes { groups[note, default: []].append(view) }
    }
    return groups.sorted { $0.key < $1.key }.map { (.consignment($0.key), $0.value) }
  }
}
