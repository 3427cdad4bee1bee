import Freight
import Testing
import Tracking

/// DESIGN §5, rule by rule.
@Suite struct IdentityRule {
  @Test func aCorrectedCellSupersedesInsteadOfLeavingAGhost() throws {
    let slot = "X9041@2026-02-02|TRHU4307252|arrived khorgos"
    let first = report(box, .arrived, "Khorgos", "2026-02-05", key: slot, updated: "2026-02-06")
    let corrected = report(box, .arrived, "Khorgos", "2026-02-07", key: slot, updated: "2026-02-08")
    let journey = try journey([listed(), corrected, first])
    #expect(journey.path?.visits[2].arrival?.at == time("2026-02-07"))
    #expect(journey.timeline.count { $0.activity == .arrived } == 1)
  }

  @Test func theSendersUpdateTimeDecidesNotTheOrderOfArrival() throws {
    let late = report(
      box, .arrived, "Khorgos", "2026-02-05T10:00", key: "7", updated: "2026-02-05T11:00",
      recorded: "2026-02-20")
    let newer = report(
      box, .arrived, "Khorgos", "2026-02-05T14:00", key: "7", updated: "2026-02-05T15:00",
      recorded: "2026-02-06")
    let journey = try journey([listed(), newer, late])
    #expect(journey.path?.visits[2].arrival?.at == time("2026-02-05T14:00"))
  }

  @Test func aReportTakenBackIsGoneFromTheJourney() throws {
    let arrived = report(
      box, .arrived, "Khorgos", "2026-02-05T10:00", key: "7", updated: "2026-02-05T11:00")
    let back = report(
      .container(box), .arrived, "Khorgos", "2026-02-05T10:00", key: "7",
      updated: "2026-02-05T12:00", retracts: true)
    let journey = try journey([listed(), arrived, back])
    #expect(journey.placeName == "nanchang")
  }

  @Test func aCorrectionThatMovesAReportToAnotherBoxTakesItFromTheFirst() throws {
    let wrong = report(
      otherBox, .arrived, "Khorgos", "2026-02-05T10:00", key: "7", updated: "2026-02-05T11:00")
    let right = report(
      box, .arrived, "Khorgos", "2026-02-05T10:00", key: "7", updated: "2026-02-05T12:00")
    let events = [listed(), listed(otherBox), wrong, right]
    #expect(try journey(events).placeName == "khorgos")
    #expect(try journey(events, of: otherBox).placeName == "nanchang")
  }
}

@Suite struct OrderRule {
  @Test func aDayOnWhichTheTrainLeftHoldsTheHourAtWhichTheBoxWasListed() throws {
    let list = listed(at: "2026-02-02T06:00")
    let left = report(.train(train), .departed, "Nanchang", "2026-02-02")
    let journey = try journey([list, left])
    #expect(journey.path?.visits[0].departure?.at == time("2026-02-02"))
    #expect(journey.position?.activity == .departed)
    // The day before is another day.
    let early = report(.train(train), .departed, "Nanchang", "2026-02-01")
    #expect(try TrackingTests.journey([list, early]).path?.visits[0].departure == nil)
  }

  @Test func aLateReportSlotsInAndNeverRegressesAJourneyThatMovedOn() throws {
    let almaty = report(box, .arrived, "Almaty", "2026-02-10T10:00", recorded: "2026-02-11")
    let late = report(box, .arrived, "Khorgos", "2026-02-06T10:00", recorded: "2026-02-25")
    let journey = try journey([listed(), almaty, late])
    #expect(journey.placeName == "almaty")
    #expect(journey.path?.visits[2].arrival?.at == time("2026-02-06T10:00"))
  }

  @Test func reportsOfOneDayAreReadInRouteOrder() throws {
    let altynkol = report(box, .arrived, "Altynkol", "2026-02-06")
    let khorgos = report(box, .departed, "Khorgos", "2026-02-06")
    #expect(try journey([listed(), altynkol, khorgos]).placeName == "altynkol")
    #expect(try journey([listed(), khorgos, altynkol]).placeName == "altynkol")
  }

  @Test func aDayReportIsPlacedAmongTheExactOnesOfItsDay() throws {
    let exact = report(box, .departed, "Khorgos", "2026-02-06T20:00")
    let day = report(box, .arrived, "Altynkol", "2026-02-06")
    #expect(try journey([listed(), day, exact]).placeName == "altynkol")
  }

  @Test func atEqualTimesTheBoxIsBelievedBeforeItsWagonAndTheWagonBeforeTheTrain() throws {
    let ofTrain = report(.train(train), .arrived, "Xi'an", "2026-02-05T10:00")
    let ofWagon = report(.wagon(chineseWagon), .positioned, "Lanzhou", "2026-02-05T10:00")
    let own = report(box, .positioned, "Wuwei", "2026-02-05T10:00")
    #expect(try journey([listed(), ofTrain]).placeName == "xian")
    #expect(try journey([listed(), ofWagon, ofTrain]).placeName == "Lanzhou")
    #expect(try journey([listed(), own, ofTrain, ofWagon]).placeName == "Wuwei")
  }
}

@Suite struct AboardRule {
  @Test func aBoxInheritsWhatItsWagonAndItsTrainReport() throws {
    let journey = try journey([
      listed(), report(.train(train), .departed, "Nanchang", "2026-02-02T09:00"),
      report(.wagon(chineseWagon), .arrived, "Khorgos", "2026-02-06T10:00"),
    ])
    #expect(journey.placeName == "khorgos")
    #expect(journey.state == .atBorder)
    #expect(journey.timeline.last?.via == .wagon(chineseWagon))
  }

  @Test func aReloadClosesOneIntervalAndOpensAnother() throws {
    let journey = try journey([
      listed(), report(.wagon(chineseWagon), .arrived, "Altynkol", "2026-02-06T10:00"),
      report(
        box, .reloaded, "Altynkol", "2026-02-07T10:00", wagon: broadWagon,
        details: Details(fromWagon: chineseWagon)),
      report(.wagon(chineseWagon), .arrived, "Urumqi", "2026-02-08T10:00"),
      report(.wagon(broadWagon), .arrived, "Almaty", "2026-02-09T10:00"),
    ])
    #expect(journey.placeName == "almaty")
    let wagons = journey.carriers.filter { $0.carrier.kind == .wagon }
    #expect(wagons.map(\.carrier) == [.wagon(chineseWagon), .wagon(broadWagon)])
    #expect(wagons.first?.end == .reloaded)
    #expect(!journey.has(.reloadNotReported))
  }

  @Test func aReloadToldAfterTheNewWagonsConsistOpensNoSecondInterval() throws {
    let journey = try journey([
      listed(),
      report(
        .wagon(broadWagon), .composed, "Altynkol", "2026-02-07T08:00",
        details: Details(members: [Member(container: box)])),
      report(
        box, .reloaded, "Altynkol", "2026-02-07T10:00", wagon: broadWagon,
        details: Details(fromWagon: chineseWagon)),
    ])
    let wagons = journey.carriers.filter { $0.carrier.kind == .wagon }
    #expect(wagons.map(\.carrier) == [.wagon(chineseWagon), .wagon(broadWagon)])
  }

  @Test func theOldWagonGoingHomeTakesNobodyWithItThoughNobodyReportedTheReload() throws {
    let journey = try journey([
      listed(), report(.wagon(chineseWagon), .arrived, "Khorgos", "2026-02-05T10:00"),
      report(.wagon(chineseWagon), .arrived, "Altynkol", "2026-02-06T10:00"),
      report(.wagon(chineseWagon), .departed, "Altynkol", "2026-02-07T10:00"),
      report(.wagon(chineseWagon), .arrived, "Xi'an", "2026-02-12T10:00"),
    ])
    #expect(journey.placeName == "altynkol")
    #expect(journey.hasOpen(.reloadNotReported))
    #expect(journey.carriers.first { $0.carrier.kind == .wagon }?.end == .gaugeBreak)
  }

  @Test func aWagonReportedUnderOtherBoxesAtTheBreakLetsThisOneGo() throws {
    let other = Details(members: [Member(container: otherBox)])
    let journey = try journey([
      listed(), report(.wagon(chineseWagon), .arrived, "Altynkol", "2026-02-06T10:00"),
      report(.wagon(chineseWagon), .positioned, "Altynkol", "2026-02-07T10:00", details: other),
      report(.wagon(chineseWagon), .arrived, "Nanchang", "2026-02-14T10:00"),
    ])
    #expect(journey.placeName == "altynkol")
    #expect(journey.carriers.first { $0.carrier.kind == .wagon }?.end == .otherBoxes)
  }

  @Test func aWagonReportedEmptyOrOnAnotherNoteLetsTheBoxGo() throws {
    for details in [
      Details(isEmpty: true), Details(notes: [known(NoteNumber("smgs:99999999"))]),
    ] {
      let journey = try journey([
        listed(), report(.wagon(chineseWagon), .arrived, "Xi'an", "2026-02-03T10:00"),
        report(.wagon(chineseWagon), .arrived, "Khorgos", "2026-02-06T10:00", details: details),
      ])
      #expect(journey.placeName == "xian")
    }
  }

  @Test func aRowThatNamesNoBoxesEndsNothing() throws {
    let journey = try journey([
      listed(),
      report(.wagon(chineseWagon), .arrived, "Xi'an", "2026-02-03T10:00", details: Details()),
      report(.wagon(chineseWagon), .arrived, "Khorgos", "2026-02-06T10:00"),
    ])
    #expect(journey.placeName == "khorgos")
  }

  @Test func aLegMovesOnlyWhatIsAboardThen() throws {
    let journey = try journey([
      listed(), report(box, .reloaded, "Altynkol", "2026-02-07T10:00", wagon: broadWagon),
      report(.wagon(broadWagon), .composed, "Altynkol", "2026-02-08T10:00", leg: leg),
      report(.trainLeg(leg), .departed, "Altynkol", "2026-02-08T12:00"),
      report(.trainLeg(leg), .arrived, "Almaty", "2026-02-09T12:00"),
      report(.wagon(broadWagon), .detached, "Almaty", "2026-02-09T18:00"),
      report(.trainLeg(leg), .arrived, "Aktau", "2026-02-13T12:00"),
    ])
    #expect(journey.placeName == "almaty")
  }

  @Test func aTrainFerryCarriesTheBoxInItsWagon() throws {
    let journey = try journey([
      listed(), report(box, .reloaded, "Altynkol", "2026-02-07T10:00", wagon: broadWagon),
      report(.wagon(broadWagon), .arrived, "Aktau", "2026-02-12T10:00"),
      report(.wagon(broadWagon), .loaded, "Aktau", "2026-02-14T10:00", voyage: voyage),
      report(.voyage(voyage), .departed, "Aktau", "2026-02-14T20:00"),
      report(.voyage(voyage), .arrived, "Alat", "2026-02-15T20:00"),
    ])
    #expect(journey.placeName == "alat")
    #expect(journey.carriers.contains { $0.carrier == .voyage(voyage) })
  }

  @Test func aVesselThatSailsAgainAfterThePortTakesNobodyBack() throws {
    let journey = try journey([
      listed(), report(box, .loaded, "Aktau", "2026-02-14T10:00", voyage: voyage),
      report(.voyage(voyage), .departed, "Aktau", "2026-02-14T20:00"),
      report(.voyage(voyage), .arrived, "Alat", "2026-02-15T20:00"),
      report(.voyage(voyage), .departed, "Alat", "2026-02-16T20:00"),
      report(.voyage(voyage), .arrived, "Aktau", "2026-02-17T20:00"),
    ])
    #expect(journey.placeName == "alat")
    #expect(journey.hasOpen(.reloadNotReported))
  }

  @Test func aBoxHeldAtTheBorderDoesNotGoOnWithItsTrain() throws {
    let journey = try journey([
      listed(), report(.train(train), .arrived, "Khorgos", "2026-02-05T10:00"),
      report(box, .held, "Khorgos", "2026-02-05T20:00", reason: "inspection"),
      report(.train(train), .departed, "Khorgos", "2026-02-06T10:00"),
      report(.train(train), .arrived, "Altynkol", "2026-02-06T12:00"),
    ])
    #expect(journey.placeName == "khorgos")
    #expect(journey.state == .held)
  }
}

@Suite struct ListRule {
  private func list(_ boxes: [ContainerNumber], updated: String) -> Event {
    report(
      .train(train), .composed, "Nanchang", "2026-02-02T02:00", feed: "forwarder",
      key: "\(train)|composed", updated: updated,
      details: Details(
        origin: PlaceReference(text: "Nanchang"), destination: PlaceReference(text: "Baku"),
        members: boxes.map { Member(container: $0, wagon: chineseWagon) }, isFullStatement: true))
  }

  @Test func aBoxMissingFromTheLaterIssueIsRolledNotGone() throws {
    let events = [
      listed(updated: "2026-02-01T08:00"), list([box, otherBox], updated: "2026-02-01T08:00"),
      list([otherBox], updated: "2026-02-01T20:00"),
      listed(otherBox, updated: "2026-02-01T20:00"),
      report(.train(train), .departed, "Nanchang", "2026-02-02T09:00"),
      report(.train(train), .arrived, "Khorgos", "2026-02-06T09:00"),
    ]
    let left = try journey(events)
    #expect(left.state == .rolled)
    #expect(left.placeName == "nanchang")
    #expect(alerts(left, now: "2026-02-06T10:00").contains(.rolled))
    #expect(try journey(events, of: otherBox).placeName == "khorgos")
  }

  @Test func aListSentAgainUnchangedChangesNothing() throws {
    let first = [listed(updated: "2026-02-01T08:00"), list([box], updated: "2026-02-01T08:00")]
    let again =
      first + [listed(updated: "2026-02-01T20:00"), list([box], updated: "2026-02-01T20:00")]
    #expect(try journey(again).state == journey(first).state)
    #expect(try !journey(again).has(.rolled))
  }
}

@Suite struct TripsRule {
  @Test func theSameBoxOnTwoTripsAndALateReportOfTheFirst() throws {
    let back = known(NoteNumber("smgs:40506070"))
    let second = report(
      box, .loaded, "Nanchang", "2026-04-20T02:00", feed: "forwarder", wagon: chineseWagon,
      train: known(TrainID("X9041@2026-04-20")),
      details: Details(
        origin: PlaceReference(text: "Nanchang"), destination: PlaceReference(text: "Baku"),
        notes: [back]))
    let late = report(
      box, .arrived, "Baku", "2026-02-22T10:00", recorded: "2026-04-25")
    let trips = try journeys([
      listed(), report(box, .arrived, "Khorgos", "2026-02-06T10:00"), second,
      report(box, .arrived, "Khorgos", "2026-04-24T10:00"), late,
    ])
    #expect(trips.map(\.key) == ["smgs:30102233", "smgs:40506070"])
    #expect(trips.map(\.placeName) == ["baku", "khorgos"])
    #expect(trips.map(\.sequence) == [1, 2])
    // Nobody reported that it was delivered: the next list closes the trip.
    #expect(trips.map(\.closedAt) == [time("2026-04-20T02:00").microseconds, nil])
  }

  /// Of what nobody dated, what was told of later stands, whichever came first.
  @Test(arguments: [["2026-02-20", "2026-02-21"], ["2026-02-21", "2026-02-20"]])
  func whenAReportCameDecidesNothing(received: [String]) throws {
    var events = [
      listed(),
      report(
        box, .arrived, "Khorgos", "2026-02-06T10:00",
        details: Details(destination: PlaceReference(text: "Aktau"))),
      report(
        box, .arrived, "Almaty", "2026-02-09T10:00",
        details: Details(destination: PlaceReference(text: "Alat"))),
    ]
    for (index, day) in received.enumerated() {
      events[index + 1].receivedAt = time(day).microseconds
    }
    #expect(try journey(events).destination?.asWritten == "Alat")
  }

  @Test func aTripThatWasDeliveredNeedsNoNextOneToCloseIt() throws {
    let trips = try journeys([
      listed(), report(box, .delivered, "Baku", "2026-02-21T10:00"),
      listed(train: nextTrain, at: "2026-04-20T02:00", notes: []),
    ])
    #expect(trips.map(\.closedAt) == [nil, nil])
  }

  @Test func aTrainNumberUsedAgainNextWeekIsAnotherTrain() throws {
    let events = [
      listed(), listed(otherBox, train: nextTrain, at: "2026-02-09T02:00", notes: []),
      report(.train(nextTrain), .arrived, "Xi'an", "2026-02-10T10:00"),
      report(.train(train), .arrived, "Almaty", "2026-02-10T12:00"),
    ]
    #expect(try journey(events).placeName == "almaty")
    #expect(try journey(events, of: otherBox).placeName == "xian")
  }

  @Test func loadedOnTheWayAndLongSilenceStartNoTrip() throws {
    let journey = try journey([
      listed(), report(box, .loaded, "Aktau", "2026-03-30T10:00", voyage: voyage),
    ])
    #expect(journey.placeName == "aktau")
  }

  @Test func aBoxLeftBehindAndSentWithTheNextTrainIsOneTrip() throws {
    let journey = try journey([
      listed(notes: []), report(box, .rolled, "Nanchang", "2026-02-02T08:00"),
      report(.train(train), .departed, "Nanchang", "2026-02-02T09:00"),
      listed(train: nextTrain, at: "2026-02-09T02:00", notes: []),
      report(.train(nextTrain), .departed, "Nanchang", "2026-02-09T09:00"),
      report(.train(nextTrain), .arrived, "Khorgos", "2026-02-13T09:00"),
    ])
    #expect(journey.placeName == "khorgos")
    #expect(journey.train == nextTrain)
    #expect(journey.plannedDeparture == train.plannedDeparture)
    #expect(!journey.hasOpen(.rolled))
  }

  @Test func theEmptyReturnIsALegWithoutCargo() throws {
    let journey = try journey([
      listed(), report(box, .arrived, "Baku", "2026-02-20T10:00"),
      report(box, .delivered, "Baku", "2026-02-21T10:00"),
      report(box, .gatedIn, "Baku", "2026-02-24T10:00", details: Details(isEmpty: true)),
    ])
    #expect(journey.state == .returningEmpty)
  }

  @Test func whereTheEmptyBoxIsSeenItGoesOnReturning() throws {
    let journey = try journey([
      listed(), report(box, .delivered, "Baku", "2026-02-21T10:00"),
      report(box, .emptyReturned, "Baku", "2026-02-24T10:00"),
      report(box, .positioned, "Aktau", "2026-02-27T10:00"),
    ])
    #expect(journey.state == .returningEmpty)
    #expect(journey.placeName == "aktau")
  }

  @Test func aReissuedNoteAddsANumberAndNoTrip() throws {
    let reissued = known(NoteNumber("cim:70268"))
    let journey = try journey([
      listed(),
      report(
        box, .noteIssued, "Altynkol", "2026-02-07T10:00", details: Details(notes: [note, reissued])),
      report(box, .arrived, "Almaty", "2026-02-09T10:00", details: Details(notes: [reissued])),
    ])
    #expect(journey.notes == [reissued, note].sorted())
  }
}

@Suite struct MilestoneRule {
  @Test func theHigherTrustRankWinsThenTheNewerUpdateAndBothAreShown() throws {
    var policy = Policy()
    policy.feeds["ktz"] = Policy.FeedPolicy(trust: 80)
    let tracker = Tracker(book: Corridor.book, policy: policy)
    let trusted = report(box, .arrived, "Khorgos", "2026-02-06T10:00", feed: "ktz")
    let other = report(
      box, .arrived, "Khorgos", "2026-02-06T16:00", feed: "cr", updated: "2026-02-08")
    for events in [[listed(), trusted, other], [other, trusted, listed()]] {
      let visit = try tracker.journeys(of: box, in: EventList(events))[0].path?.visits[2]
      #expect(visit?.arrival?.at == trusted.occurredAt)
      #expect(Set(visit?.arrival?.evidence ?? []) == [trusted.id, other.id])
    }
  }
}

@Suite struct ImplausibleRule {
  @Test func aReportFromTheFutureIsFlaggedAndNotTheLatest() throws {
    let journey = try journey([
      listed(), report(box, .arrived, "Khorgos", "2026-02-06T10:00", recorded: "2026-02-06T12:00"),
      report(box, .arrived, "Baku", "2027-02-20T10:00", recorded: "2026-02-07"),
    ])
    #expect(journey.placeName == "khorgos")
    #expect(journey.has(.implausible))
    #expect(journey.timeline.contains { !$0.isPlausible })
  }

  @Test func fasterThanATrainIsFlaggedAndTheManyBeatTheOne() throws {
    let journey = try journey([
      listed(), report(box, .arrived, "Baku", "2026-02-03T10:00"),
      report(box, .arrived, "Xi'an", "2026-02-03T12:00"),
      report(box, .arrived, "Khorgos", "2026-02-06T10:00"),
    ])
    #expect(journey.placeName == "khorgos")
    #expect(journey.timeline.first { !$0.isPlausible }?.place == PlaceID("baku"))
  }

  @Test func aDayIsImplausibleOnlyIfNoInstantOfItFits() throws {
    let journey = try journey([
      listed(at: "2026-02-02T20:00"), report(box, .arrived, "Xi'an", "2026-02-03"),
    ])
    #expect(!journey.has(.implausible))
  }
}

@Suite struct ReplayRule {
  /// The second message corrects the first one, which a decoder understands only weeks later.
  @Test func aReportUnderstoodLaterDoesNotReplaceItsCorrection() throws {
    var understood = report(
      box, .departed, "Khorgos", "2026-02-06T10:00", key: "k", recorded: "2026-03-01")
    understood.receivedAt = time("2026-02-06T11:00").microseconds
    understood.source.message = 1
    var correction = report(
      box, .arrived, "Khorgos", "2026-02-06T12:00", key: "k", recorded: "2026-02-07")
    correction.source.message = 2
    let kept = try journey([listed(), understood, correction])
    #expect(kept.position?.activity == .arrived)
    #expect(try journey([listed(), correction, understood]) == kept)
  }

  @Test func ofOneMessageTheLaterReadingStands() throws {
    var first = report(
      box, .unmapped, "Khorgos", "2026-02-06T10:00", key: "k", recorded: "2026-02-06")
    first.source.message = 1
    var better = report(
      box, .departed, "Khorgos", "2026-02-06T10:00", key: "k", recorded: "2026-03-01")
    better.receivedAt = time("2026-02-06T11:00").microseconds
    better.source.message = 1
    for events in [[first, better], [better, first]] {
      #expect(try journey([listed()] + events).position?.activity == .departed)
    }
  }

  @Test func whetherAReportLayInTheFutureIsJudgedByItsReceipt() throws {
    var understood = report(
      box, .arrived, "Khorgos", "2026-02-08T10:00", recorded: "2026-03-01")
    #expect(try !journey([listed(), understood]).has(.implausible))
    understood.receivedAt = time("2026-02-06T11:00").microseconds
    #expect(try journey([listed(), understood]).has(.implausible))
  }
}
