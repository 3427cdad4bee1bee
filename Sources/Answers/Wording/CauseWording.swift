import Freight
import RouteBook
import Tracking

extension Wording {
  /// Why an estimate moved: `ferry wait at Aktau 26 h longer than expected`.
  package func cause(_ cause: EstimateCause, book: RouteBook) -> String {
    func name(_ place: PlaceID?) -> String {
      place.map { book.findPlace($0)?.names[language] ?? $0.slug } ?? "?"
    }
    switch cause.kind {
    case .rerouted:
      return self(.init(en: "another way", zh: "改变路线", ru: "изменён маршрут"))
    case .train:
      return self(.init(en: "another train", zh: "换乘其他班列", ru: "другой поезд"))
    case .outlook:
      return self(
        .init(
          en: "what other trains did since", zh: "其他班列的新情况", ru: "новые сведения о других поездах"))
    case .station, .border, .reload, .port, .running, .sailing:
      let what = part(cause.kind, name(cause.place), name(cause.towards))
      return [what + (language == .zh ? "" : " ") + difference(cause), hold(cause)].compactMap(
        \.self
      )
      .joined(separator: language == .zh ? "；" : ", ")
    }
  }

  private func part(_ kind: EstimateCause.Kind, _ place: String, _ towards: String) -> String {
    switch kind {
    case .border:
      self(
        .init(
          en: "border wait at \(place)", zh: "\(place)口岸等待", ru: "ожидание на границе, \(place):"))
    case .reload:
      self(.init(en: "reload at \(place)", zh: "\(place)换装", ru: "перегрузка, \(place):"))
    case .port:
      self(.init(en: "ferry wait at \(place)", zh: "\(place)待渡", ru: "ожидание парома, \(place):"))
    case .running:
      self(
        .init(
          en: "run \(place) – \(towards)", zh: "\(place)–\(towards)运行",
          ru: "ход \(place) – \(towards):"))
    case .sailing:
      self(
        .init(
          en: "crossing \(place) – \(towards)", zh: "\(place)–\(towards)渡海",
          ru: "паром \(place) – \(towards):"))
    case .station, .rerouted, .train, .outlook:
      self(.init(en: "standing at \(place)", zh: "\(place)停留", ru: "стоянка, \(place):"))
    }
  }

  private func difference(_ cause: EstimateCause) -> String {
    let span = duration(hours: Double(abs(cause.minutes)) / 60)
    if cause.minutes < 0 {
      return self(
        .init(
          en: "\(span) shorter than expected", zh: "比预期短\(span)", ru: "на \(span) меньше ожидаемого"
        ))
    }
    return cause.isGoingOn
      ? self(
        .init(
          en: "\(span) longer than expected so far", zh: "至今比预期长\(span)",
          ru: "пока на \(span) дольше ожидаемого"))
      : self(
        .init(
          en: "\(span) longer than expected", zh: "比预期长\(span)", ru: "на \(span) дольше ожидаемого")
      )
  }

  private func hold(_ cause: EstimateCause) -> String? {
    switch cause.finding.flatMap(Journey.Finding.Kind.init(rawValue:)) {
    case .portClosed: self(.init(en: "port closed", zh: "港口关闭", ru: "порт закрыт"))
    case .customsHold: self(.init(en: "held by customs", zh: "海关扣留", ru: "задержан таможней"))
    case .held: self(.init(en: "held", zh: "被扣留", ru: "задержан"))
    case .awaitingVessel:
      self(.init(en: "waiting for a vessel", zh: "等待船舶", ru: "ждёт судна"))
    default: nil
    }
  }
}
