import RouteBook
import Tracking

extension Wording {
  /// In one line, why a window is what it is.
  package func basis(_ estimate: Estimate) -> String {
    guard let why = estimate.why else { return self(Self.bases[estimate.basis] ?? Phrases.unknown) }
    var parts = [trains(why, estimate.basis)]
    if let change = change(why) { parts.append(change) }
    if let sender = why.senders.max(by: { $0.share < $1.share }), let heard = heard(sender) {
      parts.append(heard)
    }
    if why.isBeyondWindow {
      parts.append(
        self(
          .init(
            en: "stands longer than nearly all before it, so the window moves with the clock",
            zh: "停留已超过几乎所有先例，窗口随时间后移",
            ru: "стоит дольше почти всех прежних, срок сдвигается со временем")))
    }
    return parts.joined(separator: language == .zh ? "；" : "; ")
  }

  /// Why there is no window.
  package func missing(_ reason: JourneyView.MissingEstimate) -> String {
    switch reason {
    case .noDestination:
      self(
        .init(
          en: "no estimate: nobody has said where it goes", zh: "无法预计：目的地未报",
          ru: "прогноза нет: место назначения не сообщено"))
    case .noRoute:
      self(
        .init(
          en: "no estimate: no known route leads there",
          zh: "无法预计：没有已知路线通往该地",
          ru: "прогноза нет: известного маршрута туда нет"))
    }
  }

  private static let bases: [Estimate.Basis: Phrase] = [
    .plan: Phrase(
      en: "by plan and present delay", zh: "按计划及当前晚点", ru: "по плану и нынешней задержке"),
    .route: Phrase(
      en: "by earlier trains on this way", zh: "按本线路以往班列", ru: "по прежним поездам этого маршрута"),
    .segments: Phrase(
      en: "by trains that ran parts of this way", zh: "按走过部分区段的班列",
      ru: "по поездам, прошедшим части пути"),
  ]

  private func trains(_ why: ArrivalBasis, _ basis: Estimate.Basis) -> String {
    guard basis == .route else { return self(Self.bases[basis] ?? Phrases.unknown) }
    // As late here were also runs that are still under way.
    let (all, alike) = (why.earlierRuns, min(why.alikeRuns, why.earlierRuns))
    return self(
      .init(
        en: "\(all) earlier \(all == 1 ? "run" : "runs"), \(alike) about as late here",
        zh: "以往\(all)次运行，其中\(alike)次在此晚点相近",
        ru:
          "\(all) \(russianPlural(all, "прежний рейс", "прежних рейса", "прежних рейсов")), "
          + "с похожей задержкой здесь \(alike)"))
  }

  /// How far a sender's estimate was followed; under a twentieth it is as good as not.
  private func heard(_ sender: ArrivalBasis.Sender) -> String? {
    let percent = Int((sender.share * 100).rounded())
    guard percent >= 5 else { return nil }
    return self(
      .init(
        en: "\(sender.name)'s own estimate counted \(percent) %",
        zh: "\(sender.name)的预计占\(percent)%", ru: "оценка \(sender.name) учтена на \(percent) %"))
  }

  /// What half of them make up or lose from here on; nothing worth saying under an hour.
  private func change(_ why: ArrivalBasis) -> String? {
    let hours = why.madeUpMinutes / 60
    guard abs(hours) >= 1 else { return nil }
    let span = duration(hours: abs(hours))
    return hours > 0
      ? self(
        .init(en: "half make up \(span)", zh: "半数可追回\(span)", ru: "половина нагоняет \(span)"))
      : self(
        .init(en: "half lose another \(span)", zh: "半数再晚\(span)", ru: "половина теряет ещё \(span)")
      )
  }
}
