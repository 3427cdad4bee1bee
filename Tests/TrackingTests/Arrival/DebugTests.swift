import Testing

@testable import Tracking

@Test func debugQueue() throws {
  let corridor = SimulatedCorridor.make(.fatTails)
  var runs = corridor.runs(14, seed: 23)
  let now = try #require(runs[13].stops[0].actualAt)
  let free = corridor.model(runs: Array(runs.dropLast()), until: now)
  for run in 8...10 {
    for stop in 2..<runs[run].stops.count { runs[run].stops[stop].actualAt = nil }
  }
  let queued = corridor.model(runs: Array(runs.dropLast()), until: now)
  let query = corridor.query(runs[13], reached: 0, elapsed: 1)
  for model in [free, queued] {
    let f = model.forecast(query)
    print("DBG", f.windows[1], f.windows[10], f.findBasis(at: 11)!)
    let a = f.analog.runs
    for r in 0..<a.count {
      print(
        "DBG", a.delays[r], a.weights[r],
        (0..<a.targets).map {
          Int(a.changes[r * a.targets + $0].isFinite ? a.changes[r * a.targets + $0] : -9999)
        }, a.weight(r, 10, remaining: 17000))
    }
  }
}
