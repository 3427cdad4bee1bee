import Freight
import Testing
import Tracking

/// What depends on the present moment: clocks, alerts, the window.
@Suite struct ClockTests {
  private let atKhorgos = [
    listed(), report(.train(train), .departed, "Nanchang", "2026-02-02T09:00"),
    report(.train(train), .arrived, "Khorgos", "2026-02-06T10:00"),
  ]

  @Test func standingAtACrossingIsStalledOnlyBeyondItsTypicalP90() throws {
    let journey = try journey(atKhorgos)
    #expect(!alerts(journey, now: "2026-02-09T09:00").contains(.stalled))
    #expect(alerts(journey, now: "2026-02-09T11:00").contains(.stalled))
  }

  @Test func standingOnTheLineIsStalledAfterADay() throws {
    let journey = try journey([
      listed(), report(box, .arrived, "Almaty", "2026-02-10T10:00"),
    ])
    #expect(!alerts(journey, now: "2026-02-11T09:00").contains(.stalled))
    #expect(alerts(journey, now: "2026-02-11T11:00").contains(.stalled))
  }

  /// Seen at a place that is none of its way, it has not stood at the crossing it was at before.
  @Test func whatTakesLongAtACrossingIsNoMeasureElsewhere() throws {
    let journey = try journey(
      atKhorgos + [report(box, .positioned, "Moscow", "2026-02-16T10:00")])
    let view = Corridor.tracker.view(of: journey, now: time("2026-02-17T12:00").microseconds)
    let stalled = try #require(view.alerts.first { $0.kind == .stalled })
    #expect(stalled.place?.slug == "moscow")
    #expect(!stalled.isLimitTypical)
  }

  @Test func silenceIsAClockOfItsOwnApartFromStanding() throws {
    let moving = try journey([
      listed(), report(.train(train), .departed, "Nanchang", "2026-02-02T09:00"),
    ])
    #expect(!alerts(moving, now: "2026-02-04T08:00").contains(.silent))
    let later = alerts(moving, now: "2026-02-04T10:00")
    #expect(later.contains(.silent))
    #expect(!later.contains(.stalled))
  }

  @Test func aFeedsOwnIntervalAndTheSeasSetTheSilence() throws {
    let afloat = try journey([
      listed(), report(box, .loaded, "Aktau", "2026-02-14T10:00", voyage: voyage),
      report(.voyage(voyage), .departed, "Aktau", "2026-02-14T20:00"),
    ])
    #expect(afloat.state == .afloat)
    #expect(!alerts(afloat, now: "2026-02-18T10:00").contains(.silent))
    #expect(alerts(afloat, now: "2026-02-18T22:00").contains(.silent))
  }

  @Test func lateIsADayPastThePlanAndIsTheTrainsAlert() throws {
    let journey = try journey(atKhorgos)
    let view = Corridor.tracker.view(of: journey, now: time("2026-02-10T11:00").microseconds)
    let late = try #require(view.alerts.first { $0.kind == .late })
    #expect(late.carrier == .train(train))
    #expect(!alerts(journey, now: "2026-02-06T12:00").contains(.late))
  }

  @Test func aCrossingPassedWithoutAWordIsAMissedMilestone() throws {
    let journey = try journey([listed(), report(box, .arrived, "Aktau", "2026-02-14T10:00")])
    #expect(alerts(journey, now: "2026-02-14T11:00").contains(.missedMilestone))
  }

  /// Its last word was from Khorgos; whatever comes after is told of the next trip.
  @Test func aTripThatTheNextOneClosedIsWaitedForNoMore() throws {
    let next = listed(train: nextTrain, at: "2026-04-20T02:00", notes: [])
    let first = try #require(try journeys(atKhorgos + [next]).first)
    let view = Corridor.tracker.view(of: first, now: time("2026-04-25T10:00").microseconds)
    #expect(first.state == .atBorder)
    #expect(view.alerts.isEmpty)
    #expect(view.estimate == nil)
    #expect(view.missingEstimate == nil)
  }

  @Test func arrivedBoxesAreNeitherSilentNorStalled() throws {
    let journey = try journey([listed(), report(box, .arrived, "Baku", "2026-02-20T10:00")])
    #expect(journey.state == .arrived)
    #expect(alerts(journey, now: "2026-04-20").isDisjoint(with: [.silent, .stalled]))
  }
}

@Suite struct PlanEstimateTests {
  private func window(_ events: [Event], now: String) throws -> Estimate {
    let view = Corridor.tracker.view(of: try journey(events), now: time(now).microseconds)
    return try #require(view.estimate)
  }

  private let departed = [
    listed(), report(.train(train), .departed, "Nanchang", "2026-02-02T09:00"),
  ]

  @Test func onTimeItIsThePlan() throws {
    let estimate = try window(departed, now: "2026-02-02T10:00")
    // 24 + 60 + 20 + 1 + 24 + 10 + 72 + 48 + 30 + 12 + 4 hours after departure.
    #expect(
      estimate.p50
        == time("2026-02-02T09:00").adding(hours: 305).at(offsetMinutes: estimate.p50.offsetMinutes)
        .rounded)
    #expect(estimate.basis == .plan)
    #expect(estimate.p10 < estimate.p50 && estimate.p50 < estimate.p90)
    #expect(estimate.firstEstimate?.microseconds == estimate.p50.microseconds)
  }

  @Test func aDelayMovesWhatRemains() throws {
    let early = try window(departed, now: "2026-02-02T10:00")
    let late = try window(
      departed + [report(.train(train), .departed, "Xi'an", "2026-02-05T09:00")],
      now: "2026-02-05T10:00")
    #expect(late.p50.hours(since: early.p50) == 48)
    #expect(late.firstEstimate == early.firstEstimate)
  }

  @Test func itIsNeverInThePastNorFasterThanPhysicsAllows() throws {
    for hour in stride(from: 0, through: 2_000, by: 97) {
      let now = time("2026-02-02T10:00").adding(hours: Double(hour))
      let view = Corridor.tracker.view(of: try journey(departed), now: now.microseconds)
      let estimate = try #require(view.estimate)
      #expect(estimate.p10.microseconds >= now.microseconds)
      #expect(estimate.p10 <= estimate.p50 && estimate.p50 <= estimate.p90)
      // 131.5 hours is half of all running: the fastest that the legs allow.
      #expect(estimate.p10.hours(since: time("2026-02-02T09:00")) >= 100.5)
      let arrivals = view.stops.compactMap { $0.estimated.arrival?.p50 }
      #expect(arrivals == arrivals.sorted())
    }
  }

  @Test func aStandingTrainMovesItsWindowWithTheClock() throws {
    let events = departed + [report(.train(train), .arrived, "Khorgos", "2026-02-06T10:00")]
    let first = try window(events, now: "2026-02-08T10:00")
    let second = try window(events, now: "2026-02-09T10:00")
    #expect(second.p50.hours(since: first.p50) == 24)
  }

  @Test func arrivedHasNoEstimateLeft() throws {
    let journey = try journey(departed + [report(box, .arrived, "Baku", "2026-02-20T10:00")])
    let view = Corridor.tracker.view(of: journey, now: time("2026-02-20T12:00").microseconds)
    #expect(view.estimate == nil)
    #expect(view.fraction == 1)
  }
}

extension Instant {
  /// Estimates are given to the minute.
  var rounded: Instant {
    Instant(microseconds: microseconds, offsetMinutes: offsetMinutes, precision: .minute)
  }
}

@Suite struct JourneyRecordTests {
  @Test func aKeptJourneyReadsBackAsItWasButForItsTimeline() throws {
    let full = try journeys([
      listed(), report(.train(train), .departed, "Nanchang", "2026-02-02T09:00"),
      report(.wagon(chineseWagon), .arrived, "Altynkol", "2026-02-06T10:00"),
      report(box, .reloaded, "Altynkol", "2026-02-07", wagon: broadWagon, reason: "换装"),
      report(box, .customsSelected, "Altynkol", "2026-02-07T11:00"),
      report(
        .train(train), .arrived, "Baku", "2026-02-22", feed: "platform", classifier: .estimated),
      report(box, .arrived, "Somewhere", "2027-02-22T10:00", recorded: "2026-02-08"),
    ])
    for journey in full {
      var kept = journey
      kept.timeline = []
      #expect(try JourneyRecord.decode(JourneyRecord.encode(journey)) == kept)
    }
  }

  @Test func aRecordCutAnywhereIsAnErrorOrAShorterJourneyNeverACrash() throws {
    let bytes = JourneyRecord.encode(try journey([listed()]))
    for count in bytes.indices {
      _ = try? JourneyRecord.decode(Array(bytes[..<count]))
    }
    #expect(throws: JourneyRecord.Failure.self) { try JourneyRecord.decode([0xFF, 0x01]) }
  }
}
