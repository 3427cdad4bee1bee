import Freight
import Testing
import Tracking

/// What throws other trackers off, one test a case. Those that are rules of the fold by themselves
/// stand in RulesOfTheFoldTests.
@Suite struct CasesThatBreakTrackers {
  @Test func aGroupageBoxHasThreeConsigneesAndOneNoteCoversManyBoxes() throws {
    let cargo = ["Ali", "Leyla", "Rashad"].enumerated().map { index, name in
      Cargo(
        description: "goods \(index)", packages: 10 + index, grossKilograms: 1_000,
        note: NoteNumber("house:H\(index)"), consignee: name, customer: name)
    }
    var first = listed()
    first.details?.cargo = cargo
    first.id = identity(first)
    let events = [first, listed(otherBox)]
    let groupage = try journey(events)
    #expect(groupage.cargo.map(\.consignee) == ["Ali", "Leyla", "Rashad"])
    #expect(try journey(events, of: otherBox).notes.contains(note))
    #expect(groupage.key == note.description)
  }

  @Test func aWrongBoxNumberAmendedCarriesOnUnderTheRightOne() throws {
    let wrong = known(ContainerNumber("TRHU4307525"))
    let events = [
      listed(wrong), report(wrong, .arrived, "Khorgos", "2026-02-06T10:00"),
      report(
        wrong, .amended, nil, "2026-02-06T10:00", feed: "report",
        details: Details(notes: [note], correctedNumber: .container(box))),
      report(box, .arrived, "Almaty", "2026-02-09T10:00"),
    ]
    let right = try journey(events)
    #expect(right.placeName == "almaty")
    #expect(right.path?.visits[2].arrival?.at == time("2026-02-06T10:00"))
    #expect(right.notes == [note])
    let old = try journey(events, of: wrong)
    #expect(old.correctedTo == box)
    #expect(old.state == .cancelled)
  }

  @Test func aTrainReroutedFromKhorgosToAlashankouKeepsThePlanThatItHad() throws {
    let journey = try journey([
      listed(), report(.train(train), .rerouted, "Alashankou", "2026-02-04T10:00"),
      report(.train(train), .arrived, "Alashankou", "2026-02-06T10:00"),
      report(.train(train), .arrived, "Dostyk", "2026-02-07T10:00"),
    ])
    #expect(journey.path?.choice == [0, 1, 0])
    #expect(journey.path?.plannedChoice == [0, 0, 0])
    #expect(journey.coveredKilometres == 3_910)
    let view = Corridor.tracker.view(of: journey, now: time("2026-02-07T12:00").microseconds)
    #expect(view.stops.map(\.place.slug).contains("dostyk"))
    #expect(!view.stops.map(\.place.slug).contains("khorgos"))
    #expect(!view.alerts.contains { $0.kind == .offRoute || $0.kind == .missedMilestone })
  }

  @Test func halfATrainSailsOnEachOfTwoShips() throws {
    let events = [
      listed(), listed(otherBox),
      report(box, .loaded, "Aktau", "2026-02-14T10:00", voyage: voyage),
      report(otherBox, .loaded, "Aktau", "2026-02-16T10:00", voyage: otherVoyage),
      report(.train(train), .arrived, "Aktau", "2026-02-12T10:00"),
      report(.train(train), .departed, "Aktau", "2026-02-14T20:00", voyage: voyage),
      report(.voyage(voyage), .arrived, "Alat", "2026-02-15T20:00"),
      report(.train(train), .arrived, "Baku", "2026-02-16T20:00"),
    ]
    #expect(try journey(events).placeName == "baku" || journey(events).placeName == "alat")
    let behind = try journey(events, of: otherBox)
    #expect(behind.placeName == "aktau")
    #expect(behind.state == .atPort)
  }

  @Test func aCancelledAndAReturnedShipmentSaySo() throws {
    let cancelled = try journey([
      listed(), report(box, .cancelled, nil, "2026-02-02T06:00"),
      report(.train(train), .departed, "Nanchang", "2026-02-02T09:00"),
    ])
    #expect(cancelled.state == .cancelled)
    #expect(alerts(cancelled, now: "2026-03-30").isEmpty)
    let returned = try journey([
      listed(), report(box, .arrived, "Khorgos", "2026-02-06T10:00"),
      report(box, .returned, "Khorgos", "2026-02-08T10:00", reason: "退运"),
      report(box, .positioned, "Xi'an", "2026-02-12T10:00"),
    ])
    #expect(returned.state == .returned)
    #expect(returned.placeName == "xian")
  }

  @Test func aLoadingListSentAgainWithOneBoxChanged() throws {
    let third = known(ContainerNumber("TCNU7200794"))
    func list(_ boxes: [ContainerNumber], _ updated: String) -> [Event] {
      boxes.map { listed($0, notes: [], updated: updated) } + [
        report(
          .train(train), .composed, "Nanchang", "2026-02-02T02:00", feed: "forwarder",
          key: "\(train)|composed", updated: updated,
          details: Details(
            origin: PlaceReference(text: "Nanchang"), destination: PlaceReference(text: "Baku"),
            members: boxes.map { Member(container: $0, wagon: chineseWagon) },
            isFullStatement: true))
      ]
    }
    let events =
      list([box, otherBox], "2026-02-01T08:00") + list([box, third], "2026-02-01T20:00") + [
        report(.train(train), .arrived, "Khorgos", "2026-02-06T09:00")
      ]
    for order in [events, events.reversed()] {
      #expect(try journey(order).placeName == "khorgos")
      #expect(try journey(order, of: third).placeName == "khorgos")
      #expect(try journey(order, of: otherBox).state == .rolled)
    }
  }

  @Test func threeTrainsBecomeTwoAndEachBoxFollowsItsOwn() throws {
    let second = known(TrainLegID("7084-088-1306@2026-02-09"))
    let events = [
      listed(), listed(otherBox),
      report(.train(train), .arrived, "Altynkol", "2026-02-07T10:00"),
      report(box, .reloaded, "Altynkol", "2026-02-07T20:00", wagon: broadWagon),
      report(otherBox, .reloaded, "Altynkol", "2026-02-08T20:00", wagon: otherBroadWagon),
      report(
        .trainLeg(leg), .composed, "Altynkol", "2026-02-08T02:00",
        details: Details(members: [Member(wagon: broadWagon)], isFullStatement: true)),
      report(
        .trainLeg(second), .composed, "Altynkol", "2026-02-09T02:00",
        details: Details(members: [Member(wagon: otherBroadWagon)], isFullStatement: true)),
      report(.trainLeg(leg), .arrived, "Aktau", "2026-02-12T02:00"),
      report(.trainLeg(second), .arrived, "Almaty", "2026-02-10T02:00"),
    ]
    #expect(try journey(events).placeName == "aktau")
    #expect(try journey(events, of: otherBox).placeName == "almaty")
  }

  @Test func aBoxThatLeavesItsTrainOnTheWayIsSaidToHaveLeftIt() throws {
    let journey = try journey([
      listed(), report(box, .reloaded, "Altynkol", "2026-02-07T20:00", wagon: broadWagon, leg: leg),
      report(
        .trainLeg(leg), .composed, "Almaty", "2026-02-10T02:00",
        details: Details(members: [Member(container: otherBox)], isFullStatement: true)),
      report(.trainLeg(leg), .arrived, "Aktau", "2026-02-13T02:00"),
    ])
    #expect(journey.placeName == "altynkol")
    #expect(journey.hasOpen(.leftTrain))
  }
}

@Suite struct DegradesWithoutARoute {
  @Test func unknownPlacesStillMakeATimeline() throws {
    let journey = try journey([
      report(box, .departed, "SYRACUSE", "2022-11-19T07:10", recorded: "2022-11-20"),
      report(box, .arrived, "CSX 59TH STREET RAMP", "2022-11-21T06:00", recorded: "2022-11-22"),
    ])
    #expect(journey.path == nil)
    #expect(journey.timeline.count == 2)
    #expect(journey.placeName == "CSX 59TH STREET RAMP")
    let view = Corridor.tracker.view(of: journey, now: time("2022-11-23").microseconds)
    #expect(view.estimate == nil)
    #expect(view.silentMinutes == 42 * 60)
  }
}
