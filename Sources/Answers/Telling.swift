import Freight
import RouteBook
import Tracking

extension RouteBook {
  /// The place's name, or what the sender wrote where it is none that is known.
  package func name(of position: Journey.Position, _ language: Language) -> String {
    position.place.flatMap { findPlace($0)?.names[language] } ?? position.asWritten
  }
}

extension Journey {
  /// What made the state what it is, where that is not what tells where the box is: whoever reads “rolled” wants
  /// to know since when, not when it was loaded before.
  package var stateMade: (activity: Activity, at: Instant, place: PlaceID?)? {
    let activities: Set<Activity>
    switch state {
    case .rolled: activities = [.rolled]
    case .cancelled: activities = [.cancelled]
    case .returned: activities = [.returned]
    case .held: activities = [.held, .abandoned, .customsSelected]
    default: return nil
    }
    let entry = timeline.last {
      activities.contains($0.activity) && $0.classifier == .actual && $0.isPlausible
    }
    if let entry { return (entry.activity, entry.at, entry.place) }
    // No report said so: a later list does not name it.
    return findings.last { state == .rolled && $0.kind == .rolled && $0.isOpen }.map {
      (.rolled, Instant(microseconds: $0.since), $0.place)
    }
  }

  /// What carried the box at that time, as far as words differ by it: on ships some things are called otherwise.
  package func carrierKind(of entry: TimelineEntry) -> Subject.Kind? {
    entry.via?.kind ?? carrierKind(at: entry.at)
  }

  /// The same of where it is.
  package func carrierKind(of position: Position) -> Subject.Kind? {
    if position.conveyance.voyage != nil { return .voyage }
    let entry = timeline.last { $0.evidence == position.evidence }
    return entry.flatMap(carrierKind) ?? carrierKind(at: position.at)
  }

  private func carrierKind(at time: Instant) -> Subject.Kind? {
    let isAfloat = carriers.contains {
      $0.carrier.kind == .voyage && $0.from <= time.microseconds
        && time.microseconds <= $0.to ?? .max
    }
    return isAfloat ? .voyage : nil
  }
}
