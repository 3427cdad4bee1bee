import Testing

@testable import Server

@Suite struct RateLimiterTests {
  @Test func aBurstIsTakenAndThenTheTurnsComeSteadily() {
    let limiter = RateLimiter()
    let second: Int64 = 1_000_000
    #expect(
      (0..<10).map { _ in limiter.take("a", perSecond: 5, now: 0) }
        == .init(repeating: nil, count: 10))
    #expect(limiter.take("a", perSecond: 5, now: 0) == 1)
    // Others have turns of their own.
    #expect(limiter.take("b", perSecond: 5, now: 0) == nil)
    #expect((0..<6).compactMap { _ in limiter.take("a", perSecond: 5, now: second) }.count == 1)
    // A clock that goes back gives nothing.
    #expect(limiter.take("a", perSecond: 5, now: 0) != nil)
  }

  @Test func whoMayComeSeldomIsToldWhen() {
    let limiter = RateLimiter()
    #expect(limiter.take("a", perSecond: 0.1, now: 0) == nil)
    #expect(limiter.take("a", perSecond: 0.1, now: 0) == 10)
    #expect(limiter.take("a", perSecond: 0.1, now: 4_000_000) == 6)
    #expect(limiter.take("a", perSecond: 0.1, now: 10_000_001) == nil)
  }
}
