import Testing

@testable import Notices

@Suite struct WebhookKeyTests {
  /// The vector that the libraries of Standard Webhooks test themselves with.
  @Test func signsAsStandardWebhooksDoes() throws {
    let key = try #require(WebhookKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    #expect(
      key.signature(
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330,
        body: Array(#"{"test": 2432232314}"#.utf8))
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test func aNewOneIsLongAndItsOwn() throws {
    let one = WebhookKey.random()
    #expect(WebhookKey(one) != nil && WebhookKey(one + "\n") != nil)
    #expect(one != WebhookKey.random())
  }

  @Test(arguments: [
    "", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_???",
  ])
  func whatProtectsNothingIsNoKey(_ text: String) { #expect(WebhookKey(text) == nil) }

  @Test func namesSortByTime() {
    let names = (0..<50).map { TimeOrderedID.make(at: 1_770_000_000_000_000 + $0 * 1_000_000) }
    #expect(names == names.sorted())
    #expect(Set(names).count == 50 && names.allSatisfy { $0.count == 26 })
  }
}

@Suite struct RetryScheduleTests {
  @Test func tenTriesWithinALittleOverThreeDays() {
    let schedule = RetrySchedule()
    let delays = (1...10).map {
      schedule.delay(after: $0, retryAfterSeconds: nil, random: 0.5)
    }
    #expect(delays.last == .some(nil) && delays.dropLast().allSatisfy { $0 != nil })
    let days = delays.compactMap(\.self).reduce(0, +) / 86_400
    #expect(days > 3 && days < 3.5)
  }

  @Test func noTwoComeBackTogether() throws {
    let schedule = RetrySchedule()
    let early = try #require(schedule.delay(after: 3, retryAfterSeconds: nil, random: 0))
    let late = try #require(schedule.delay(after: 3, retryAfterSeconds: nil, random: 0.999))
    #expect(early == 1_440 && late > 2_150 && late < 2_160)
  }

  @Test func theReceiverMayAskForMoreTimeButNotForEver() {
    let schedule = RetrySchedule()
    #expect(schedule.delay(after: 1, retryAfterSeconds: 600, random: 0.5) == 600)
    #expect(schedule.delay(after: 1, retryAfterSeconds: 1 << 40, random: 0.5) == 86_400)
    #expect(schedule.delay(after: 4, retryAfterSeconds: 1, random: 0.5) == 7_200)
    #expect(schedule.rest(after: 9, retryAfterSeconds: nil) == 60)
    #expect(schedule.rest(after: 1, retryAfterSeconds: 600) == 600)
  }
}
