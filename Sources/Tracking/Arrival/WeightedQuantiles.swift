/// Values with weights, for quantiles by the midpoint rule. It remembers the order of the values
/// asked before: at the next milestone the samples stand in nearly the same order, so that sorting
/// them again is nearly free.
struct WeightedQuantiles {
  private(set) var order: [Int]

  init(count: Int) { order = Array(0..<count) }

  /// Of the next value to come, as the values say, rather than of the values themselves: with few
  /// of them the next lies outside oftener. `p` becomes `p + (p - 1/2) / n`, which for `n` equal
  /// weights is right whatever the distribution.
  /// - Parameter effectiveCount: Kish's number for unequal weights: (sum of w)² / (sum of w²).
  mutating func ofNext(
    _ levels: (Double, Double, Double), values: ArraySlice<Double>, weights: ArraySlice<Double>,
    effectiveCount: Double
  ) -> (Double, Double, Double)? {
    func wider(_ level: Double) -> Double { level + (level - 0.5) / max(effectiveCount, 1) }
    return at(
      (wider(levels.0), wider(levels.1), wider(levels.2)), values: values, weights: weights)
  }

  /// Values of no weight are left out. Nil where no value has a weight.
  mutating func at(
    _ levels: (Double, Double, Double), values: ArraySlice<Double>, weights: ArraySlice<Double>
  ) -> (Double, Double, Double)? {
    sort(values)
    var total = 0.0
    for weight in weights { total += weight }
    guard total > 0 else { return nil }
    let (firstValue, firstWeight) = (values.startIndex, weights.startIndex)
    var walk = Walker(total: total)
    var (low, middle, high): (Double?, Double?, Double?) = (nil, nil, nil)
    for index in order where weights[firstWeight + index] > 0 {
      walk.step(values[firstValue + index], weights[firstWeight + index])
      if low == nil { low = walk.value(at: levels.0) }
      if middle == nil { middle = walk.value(at: levels.1) }
      if high == nil {
        high = walk.value(at: levels.2)
        if high != nil { break }
      }
    }
    return (low ?? walk.last, middle ?? walk.last, high ?? walk.last)
  }

  private struct Walker {
    let total: Double
    var summed = 0.0
    var position = 0.0
    var last = 0.0
    var before: (position: Double, value: Double)?

    init(total: Double) { self.total = total }

    mutating func step(_ value: Double, _ weight: Double) {
      before = summed > 0 ? (position, last) : nil
      position = (summed + weight / 2) / total
      summed += weight
      last = value
    }

    /// Nil while the level lies further on.
    func value(at level: Double) -> Double? {
      guard position >= level else { return nil }
      guard let before, position > before.position else { return last }
      let part = (level - before.position) / (position - before.position)
      return before.value + part * (last - before.value)
    }
  }

  private mutating func sort(_ values: ArraySlice<Double>) {
    order.withUnsafeMutableBufferPointer { order in
      values.withUnsafeBufferPointer { values in
        for position in order.indices.dropFirst() {
          let index = order[position]
          let value = values[index]
          var hole = position
          while hole > 0, values[order[hole - 1]] > value {
            order[hole] = order[hole - 1]
            hole -= 1
          }
          order[hole] = index
        }
      }
    }
  }
}

extension WeightedQuantiles {
  /// The middle of a few values, each with its weight.
  static func median(_ values: [Double], _ weights: [Double]) -> Double? {
    var quantiles = WeightedQuantiles(count: values.count)
    return quantiles.at((0.5, 0.5, 0.5), values: values[...], weights: weights[...])?.1
  }
}
