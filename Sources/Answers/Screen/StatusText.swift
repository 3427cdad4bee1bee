import Freight
import RouteBook
import Tracking

/// `--text`: one line a box, to paste into a chat.
package enum StatusText {
  package static func line(_ view: JourneyView, book: RouteBook, language: Language) -> String {
    let words = Wording(language: language, now: view.now)
    let journey = view.journey
    func name(_ place: PlaceID?, _ asWritten: String) -> String {
      place.flatMap { book.findPlace($0)?.names[language] } ?? asWritten
    }
    var parts = [journey.container.text]
    if let train = journey.train { parts.append(train.number) }
    if let position = journey.position {
      parts.append("\(name(position.place, position.asWritten)) \(words.state(journey.state))")
    } else {
      parts.append(words.state(journey.state))
    }
    if let alert = view.alerts.first(where: {
      $0.kind != .implausible && $0.kind != .missedMilestone
    }) {
      var text = words.alert(alert.kind)
      if let hours = alert.hours { text += " \(words.duration(hours: hours))" }
      parts.append(text)
    }
    if let total = view.totalKilometres, let covered = journey.coveredKilometres,
      view.estimate != nil
    {
      let left = words.kilometres(max(0, total - covered))
      parts.append(words(.init(en: "\(left) left", zh: "余\(left)", ru: "осталось \(left)")))
    }
    if let estimate = view.estimate {
      let day = words.date(estimate.p50.localDate)
      let window = words.window(estimate.p10, estimate.p90)
      let place = name(estimate.place, "")
      parts.append(
        words(
          .init(
            en: "\(place) ~\(day) (\(window))", zh: "预计\(place)\(day)（\(window)）",
            ru: "\(place) ~\(day) (\(window))")))
    }
    if let minutes = view.silentMinutes { parts.append(words.ago(minutes: minutes)) }
    if journey.assumptions.contains(.simulated) {
      parts.append(words(Phrases.simulated))
    }
    return parts.joined(separator: " · ")
  }
}
