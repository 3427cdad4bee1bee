import TestSeeds
import Testing

@testable import Tracking

@Suite struct SenderBookTests {
  private let corridor = SimulatedCorridor.make(.fatTails)
  private let end = 11

  /// A sender's estimates of arrivals five days ahead, each `error` too early on average.
  private func book(error: Double, noise: Double, ownError: Double, count: Int) -> SenderBook {
    var book = SenderBook()
    var random = SeededGenerator(seed: 9)
    for number in 0..<count {
      let saidAt = Double(number) * 1000
      let claim = SenderClaim(
        sender: "ktz", target: end, saidAt: saidAt, estimatedAt: saidAt + 7200)
      let actual = claim.estimatedAt + error + random.between(-noise, noise)
      book.judge(claim, actual: actual, ownP50: actual + ownError)
    }
    return book
  }

  private func forecast(_ book: SenderBook, saidAgo: Double = 10) -> ArrivalForecast {
    let runs = corridor.runs(31, seed: 4)
    var model = corridor.model(runs: Array(runs.dropLast()), until: 1e6)
    model.senders = book
    var query = corridor.query(runs[30], reached: 1, elapsed: 10)
    query.claims = [
      SenderClaim(
        sender: "ktz", target: end, saidAt: query.now - saidAgo, estimatedAt: query.now + 7200)
    ]
    return model.forecast(query)
  }

  @Test func aSenderWithoutRecordIsHardlyHeard() throws {
    let basis = try #require(forecast(SenderBook()).findBasis(at: end))
    let sender = try #require(basis.senders.first)
    #expect(sender.resolved == 0)
    #expect(sender.share < 0.06)
  }

  @Test func aSenderThatWasRightIsFollowedAndOneThatWasWrongIsNot() throws {
    let good = forecast(book(error: 0, noise: 60, ownError: 1500, count: 40))
    let bad = forecast(book(error: 0, noise: 6000, ownError: 300, count: 40))
    let goodSender = try #require(good.findBasis(at: end)?.senders.first)
    let badSender = try #require(bad.findBasis(at: end)?.senders.first)
    #expect(goodSender.share > 0.7)
    #expect(badSender.share < 0.2)
    let claimed = good.query.now + 7200
    let goodWindow = try #require(good.findWindow(at: end))
    let badWindow = try #require(bad.findWindow(at: end))
    #expect(abs(goodWindow.p50 - claimed) < abs(badWindow.p50 - claimed))
    #expect(goodWindow.widthMinutes < badWindow.widthMinutes)
  }

  @Test func aUsualErrorIsPutRight() throws {
    let forecast = forecast(book(error: 2000, noise: 60, ownError: 3000, count: 60))
    let sender = try #require(forecast.findBasis(at: end)?.senders.first)
    #expect(abs(sender.usualErrorMinutes - 2000) < 60)
    let window = try #require(forecast.findWindow(at: end))
    let corrected = forecast.query.now + 7200 + 2000
    #expect(abs(window.p50 - corrected) < 1500)
  }

  @Test func anOldEstimateFadesAndOneWhoseTimeHasPassedIsNotHeard() throws {
    let good = book(error: 0, noise: 60, ownError: 1500, count: 40)
    let fresh = try #require(forecast(good).findBasis(at: end)?.senders.first)
    let old = try #require(forecast(good, saidAgo: 7200).findBasis(at: end)?.senders.first)
    #expect(old.share < fresh.share * 0.6)
    var query = forecast(good).query
    query.claims[0].estimatedAt = query.now - 1
    let passed = try #require(ArrivalModel().forecast(query).findBasis(at: end))
    #expect(passed.senders.isEmpty)
  }

  @Test func aClaimMovesTheStopsAroundItsOwn() throws {
    let runs = corridor.runs(31, seed: 4)
    var model = corridor.model(runs: Array(runs.dropLast()), until: 1e6)
    model.senders = book(error: 0, noise: 60, ownError: 1500, count: 40)
    var query = corridor.query(runs[30], reached: 1, elapsed: 10)
    let before = model.forecast(query).windows
    let claimed = before[4].p50 + 3000
    query.claims = [
      SenderClaim(sender: "ktz", target: 6, saidAt: query.now, estimatedAt: claimed)
    ]
    let after = model.forecast(query).windows
    let moves = zip(after, before).map { $0.p50 - $1.p50 }
    #expect(moves[0] >= 0 && moves[0] < moves[4])
    #expect(abs(moves[9] - moves[4]) < 1)
  }
}
