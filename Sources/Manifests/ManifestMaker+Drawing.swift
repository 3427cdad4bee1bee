import Freight
import Intake

// Boxes are drawn up on all cores ahead of whoever takes them.

/// Boxes of one train, or some of those of none.
struct ManifestPart: Sendable {
  /// The train, if this part is its first.
  var begins: ManifestTrain?
  var boxes: [ManifestBox] = []
  var totals = ManifestTotals()
  var isSimulated = false
  var isLast: Bool
}

extension ManifestMaker {
  /// The entries of a part.
  private struct Cut: Sendable {
    var train: TrainID?
    var range: Range<Int>
    var isFirst: Bool
    var isLast: Bool
  }

  /// Boxes that are drawn up together.
  private static var lotBoxes: Int { 512 }

  /// Hands over all boxes in their order. While `take` has one lot, the next are drawn up on all cores.
  ///
  /// - Parameter make: what else is to be made of a part's boxes there.
  func drawn<T: Sendable>(
    _ journeys: SortedJourneys, make: @escaping @Sendable ([ManifestBox]) -> T,
    take: (ManifestPart, T) throws -> Void
  ) throws {
    let ahead = BatchAhead { (cut: Cut) in
      Result {
        let part = try self.part(cut, of: journeys)
        return (part, make(part.boxes))
      }
    }
    try ahead.run(Self.lots(journeys.groups)) { result in
      let (part, made) = try result.get()
      try take(part, made)
    }
  }

  /// A train is one part, since its boxes are looked at together; boxes of no train may be many.
  private static func lots(_ groups: [SortedJourneys.Group]) -> [[Cut]] {
    var lots: [[Cut]] = []
    var lot: [Cut] = []
    var count = 0
    for group in groups {
      let step = group.train == nil ? lotBoxes / 4 : group.range.count
      for start in stride(from: group.range.lowerBound, to: group.range.upperBound, by: step) {
        let end = min(start + step, group.range.upperBound)
        lot.append(
          Cut(
            train: group.train, range: start..<end, isFirst: start == group.range.lowerBound,
            isLast: end == group.range.upperBound))
        count += end - start
        if count >= lotBoxes {
          lots.append(lot)
          lot = []
          count = 0
        }
      }
    }
    return lot.isEmpty ? lots : lots + [lot]
  }

  private func part(_ cut: Cut, of journeys: SortedJourneys) throws -> ManifestPart {
    let views = try journeys.entries[cut.range].map { view(try journeys.journey($0)) }
    var part = ManifestPart(
      begins: cut.isFirst ? train(cut.train, views) : nil, isLast: cut.isLast)
    part.boxes = views.map(box)
    for box in part.boxes {
      part.totals.add(box)
      if box.assumptions.contains(.simulated) { part.isSimulated = true }
    }
    return part
  }
}
