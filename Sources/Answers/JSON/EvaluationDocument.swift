import Tracking

/// `eta evaluate --json`: how windows did against what happened, beside what simpler answers would
/// have done.
package enum EvaluationDocument {
  /// - Parameters:
  ///   - isSimulated: whether any of the runs is of trains that never ran.
  ///   - bySegment: of a network's table they would be thousands.
  package static func object(
    _ evaluation: ArrivalEvaluation, isSimulated: Bool = false, bySegment: Bool = false
  ) -> JSONText {
    .fields([
      "simulated": .mark(isSimulated),
      "overall": score(evaluation.model.overall),
      "horizons": .array(evaluation.model.horizons.map(horizon)),
      "services": .some(evaluation.services.count > 1 ? evaluation.services.map(table) : []),
      "segments": .some(bySegment ? evaluation.segments.map(table) : []),
      "baselines": .array(evaluation.baselines.map(table)),
    ])
  }

  private static func table(_ table: ScoreTable) -> JSONText {
    .fields([
      "name": .string(table.name), "overall": score(table.overall),
      "horizons": .array(table.horizons.map(horizon)),
    ])
  }

  private static func horizon(_ horizon: HorizonScore) -> JSONText {
    let members: [(key: String, value: JSONText?)] = [
      ("fromHours", .number(horizon.fromHours)), ("toHours", .number(horizon.toHours)),
    ]
    guard case .object(let scores) = score(horizon.score) else { return .object([]) }
    return .object(members.compactMap { member in member.value.map { (member.key, $0) } } + scores)
  }

  private static func score(_ score: ArrivalScore) -> JSONText {
    .fields([
      "queries": .int(score.queries), "maeMinutes": .number(score.maeMinutes, digits: 3),
      "pinball": .fields([
        "p10": .number(score.pinball.p10, digits: 4), "p50": .number(score.pinball.p50, digits: 4),
        "p90": .number(score.pinball.p90, digits: 4),
        "mean": .number(score.pinball.mean, digits: 4),
      ]),
      "coverage": .number(score.coverage, digits: 4),
      "widthMinutes": .number(score.widthMinutes, digits: 2),
    ])
  }
}
