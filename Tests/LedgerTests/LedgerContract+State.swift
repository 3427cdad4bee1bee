import Freight
import Testing

@testable import Ledger

extension LedgerContract {
  // MARK: - Staleness

  static let staleness = [
    Rule("a report makes the journey of its box stale, until it is folded") { ledger throws in
      let box = try Sample.container(1)
      try ledger.take([Sample.event(box)])
      #expect(try ledger.stale() == [box])
      try ledger.foldAll()
      #expect(try ledger.stale() == [])
    },
    Rule("a duplicate makes nothing stale") { ledger throws in
      let event = Sample.event(try Sample.container(1))
      try ledger.take([event], message: "a")
      try ledger.foldAll()
      try ledger.take([event], message: "b")
      #expect(try ledger.stale() == [])
    },
    Rule("a report on wagon, leg or voyage reaches the boxes that they carry") { ledger throws in
      let boxes = try (1...3).map(Sample.container)
      let wagon = try Sample.wagon(1)
      let leg = try Sample.leg()
      let voyage = try Sample.voyage()
      try ledger.take(
        [
          Sample.event(boxes[0], .loaded, wagon: wagon),
          Sample.event(.wagon(wagon), .composed, leg: leg),
          Sample.event(boxes[1], .loaded, voyage: voyage),
          Sample.event(boxes[2], .gatedIn),
        ], message: "setup")
      let reports: [(Subject, Set<Subject>)] = [
        (.wagon(wagon), [boxes[0]]), (.trainLeg(leg), [boxes[0]]),
        (.voyage(voyage), [boxes[1]]), (boxes[2], [boxes[2]]),
      ]
      for (subject, reached) in reports {
        try ledger.foldAll()
        try ledger.take([Sample.event(subject, .arrived, onDay: 3)], message: subject.id)
        #expect(try ledger.stale() == reached, "after a report on \(subject.id)")
      }
    },
    Rule("what was learnt after a moment concerns the boxes that it reaches, and no others") {
      ledger throws in
      let boxes = try (1...3).map(Sample.container)
      let wagon = try Sample.wagon(1)
      try ledger.take(
        [
          Sample.event(boxes[0], .loaded, wagon: wagon), Sample.event(boxes[1], .gatedIn),
          Sample.event(boxes[2], .gatedIn),
        ], message: "a", recordedAt: 1_000)
      func concerned(_ moment: Int64) throws -> Concerned {
        try ledger.read { try $0.containers(concernedAfter: moment) }
      }
      #expect(try concerned(1_000) == .some([]))
      try ledger.take(
        [
          Sample.event(.wagon(wagon), .arrived, onDay: 3),
          Sample.event(boxes[1], .loaded, onDay: 3),
        ], message: "b", recordedAt: 2_000)
      let found = try concerned(1_999)
      guard case .some(let boxesFound) = found else {
        Issue.record("all, though no place is concerned")
        return
      }
      #expect(Set(boxesFound) == [boxes[0], boxes[1]])
      #expect(try concerned(2_000) == .some([]))
      let port = try #require(PlaceReference(codes: [.unlocode("KZAAU")]))
      try ledger.take(
        [Sample.event(.place(port), .portClosed)], message: "c",
        recordedAt: 3_000)
      #expect(try concerned(2_500) == .all)
    },
    Rule("runs are known as they were at any moment") { ledger throws in
      func run(_ name: String, _ known: Int64, _ byte: UInt8) -> ArrivalRunRecord {
        ArrivalRunRecord(
          service: "a-b", run: name, container: "TBJU0000010", knownAt: known, record: [byte])
      }
      try ledger.write { writer in
        for kept in [run("X1", 10, 1), run("X2", 20, 2), run("X1", 30, 3)] {
          try writer.keepArrivalRun(kept)
        }
      }
      try ledger.read { reader throws in
        #expect(try reader.listArrivalServices() == [ArrivalService(name: "a-b", changes: 3)])
        #expect(
          try reader.listArrivalRuns(service: "a-b", knownBy: nil, limit: 9)
            == [run("X1", 30, 3), run("X2", 20, 2)])
        #expect(
          try reader.listArrivalRuns(service: "a-b", knownBy: 29, limit: 9)
            == [run("X2", 20, 2), run("X1", 10, 1)])
        #expect(
          try reader.listArrivalRuns(service: "a-b", knownBy: 30, limit: 1) == [run("X1", 30, 3)])
        #expect(try reader.findArrivalRun(service: "a-b", run: "X1") == run("X1", 30, 3))
      }
      // However many are under way, those that have arrived are told of.
      var over = run("X0", 5, 9)
      over.isOver = true
      try ledger.write { try $0.keepArrivalRun(over) }
      try ledger.read { reader throws in
        for moment in [nil, 40 as Int64?] {
          #expect(
            try reader.listArrivalRuns(service: "a-b", knownBy: moment, limit: 1)
              == [over, run("X1", 30, 3)])
        }
        #expect(try reader.findArrivalRun(service: "a-c", run: "X1") == nil)
        #expect(try reader.listArrivalServices() == [ArrivalService(name: "a-b", changes: 4)])
      }
    },
    Rule("a day of a manifest is kept, replaced and found") { ledger throws in
      func run(_ date: String, _ content: String) -> ManifestRunRecord {
        ManifestRunRecord(
          plan: "morning", date: date, moment: 5, due: 6, isOver: false, leasedUntil: 7,
          content: content)
      }
      try ledger.write { writer in
        try writer.keepManifestRun(run("2026-02-01", "{}"))
        try writer.keepManifestRun(run("2026-02-02", "{}"))
        try writer.keepManifestRun(run("2026-02-01", "{\"made\":1}"))
      }
      try ledger.read { reader throws in
        #expect(
          try reader.listManifestRuns(plan: "morning", limit: 9)
            == [run("2026-02-02", "{}"), run("2026-02-01", "{\"made\":1}")])
        #expect(try reader.listManifestRuns(plan: "evening", limit: 9) == [])
        #expect(try reader.findManifestRun(plan: "morning", date: "2026-02-03") == nil)
      }
    },
    Rule("a report on one box leaves its neighbours on the wagon alone") { ledger throws in
      let boxes = try (1...2).map(Sample.container)
      let wagon = try Sample.wagon(1)
      try ledger.take(boxes.map { Sample.event($0, .loaded, wagon: wagon) }, message: "a")
      try ledger.foldAll()
      try ledger.take([Sample.event(boxes[0], .inspected, wagon: wagon)], message: "b")
      #expect(try ledger.stale() == [boxes[0]])
    },
    Rule("a report on a corrected number reaches the right one") { ledger throws in
      let wrong = try Sample.container(1)
      let right = try Sample.container(2)
      try ledger.take(
        [Sample.event(wrong, .amended, details: Details(correctedNumber: right))], message: "a")
      #expect(try ledger.stale() == [wrong, right])
      try ledger.foldAll()
      try ledger.take([Sample.event(wrong, .arrived, onDay: 1)], message: "b")
      #expect(try ledger.stale() == [wrong, right])
    },
    Rule("a fold that began before the newest event leaves the box stale") { ledger throws in
      let box = try Sample.container(1)
      try ledger.take([Sample.event(box)], message: "a")
      let seq = try ledger.read { try $0.highestSeq() }
      try ledger.take([Sample.event(box, onDay: 1)], message: "b")
      try ledger.write { try $0.replaceJourneys(of: box, with: [], foldedThrough: seq) }
      #expect(try ledger.stale() == [box])
    },
    Rule("after new routes every box can be made stale") { ledger throws in
      let boxes = Set(try (1...3).map(Sample.container))
      try ledger.take(boxes.map { Sample.event($0, wagon: try Sample.wagon(1)) })
      try ledger.foldAll()
      try ledger.write { try $0.markAllStale() }
      #expect(try ledger.stale() == boxes)
    },
    Rule("what carries and what is carried can be asked both ways") { ledger throws in
      let box = try Sample.container(1)
      let wagon = try Sample.wagon(1)
      let note = try #require(NoteNumber(kind: .smgs, "30012345"))
      try ledger.take([Sample.event(box, wagon: wagon, details: Details(notes: [note]))])
      try ledger.read { reader throws in
        #expect(try reader.carriers(of: box) == [.wagon(wagon)])
        #expect(try reader.carried(by: .wagon(wagon)) == [box])
        #expect(try reader.covered(by: note) == [box])
        #expect(try reader.carriers(of: .wagon(wagon)) == [])
      }
    },
    Rule("a number typed without its kind finds all that it may mean") { ledger throws in
      let note = try #require(NoteNumber(kind: .smgs, "94000001"))
      try ledger.take([
        Sample.event(.train(try Sample.train("X9041", "2026-02-02"))),
        Sample.event(.train(try Sample.train("X9041", "2026-02-09"))),
        Sample.event(.train(try Sample.train("X90412", "2026-02-09"))),
        Sample.event(.voyage(try Sample.voyage("2026-02-14"))),
        Sample.event(try Sample.container(1), wagon: try Sample.wagon(1)),
        Sample.event(.consignment(note)),
      ])
      try ledger.read { reader throws in
        func found(_ text: String) throws -> [String] {
          try reader.search(text, limit: 10).map(\.id)
        }
        #expect(try found("x9041次") == ["X9041@2026-02-02", "X9041@2026-02-09"])
        #expect(try found("X9041@2026-02-09") == ["X9041@2026-02-09"])
        #expect(try found("Beket Ata") == ["BEKET ATA/2026-02-14"])
        #expect(try found("tbju 000001") == [try Sample.container(1).id])
        #expect(try found("9400 0001") == ["94000001", "smgs:94000001"])
        #expect(try found("MSKU0000000") == [])
        #expect(try reader.search("X9041", limit: 1).count == 1)
      }
    },
  ]

  // MARK: - Journeys

  static let journeys = [
    Rule("journeys are replaced as a whole and come back as they were") { ledger throws in
      let box = try Sample.container(1)
      let rows = (1...2).map { row(box, trip: $0, state: "underway") }
      try ledger.write { try $0.replaceJourneys(of: box, with: rows, foldedThrough: 0) }
      #expect(try ledger.read { try $0.journeys(of: box) } == rows)
      try ledger.write {
        try $0.replaceJourneys(of: box, with: [rows[0]], foldedThrough: 0)
      }
      #expect(try ledger.read { try $0.journeys(of: box) } == [rows[0]])
    },
    Rule("lists are in the order of IDs, filtered and paged") { ledger throws in
      let boxes = try (1...6).map(Sample.container)
      try ledger.write { writer in
        for (index, box) in boxes.enumerated().reversed() {
          let journey = row(
            box, trip: 1, state: index % 2 == 0 ? "underway" : "delivered",
            train: index < 4 ? "X9041@2026-02-02" : nil, isActive: index % 2 == 0)
          try writer.replaceJourneys(of: box, with: [journey], foldedThrough: 0)
        }
      }
      func list(_ filter: JourneyFilter) throws -> [Subject] {
        try ledger.read { reader throws in
          var found: [Subject] = []
          try reader.listJourneys(filter) { found.append($0.subject) }
          return found
        }
      }
      #expect(try list(JourneyFilter()) == boxes)
      #expect(try list(JourneyFilter(onlyActive: true)) == [boxes[0], boxes[2], boxes[4]])
      var ended = JourneyFilter()
      ended.onlyEnded = true
      #expect(try list(ended) == [boxes[1], boxes[3], boxes[5]])
      #expect(try list(JourneyFilter(train: "X9041@2026-02-02")) == Array(boxes[..<4]))
      #expect(
        try list(JourneyFilter(train: "X9041@2026-02-02", state: "delivered"))
          == [boxes[1], boxes[3]])
      #expect(try list(JourneyFilter(route: "none")) == [])
      #expect(try list(JourneyFilter(place: "altynkol", limit: 2)) == Array(boxes[..<2]))
      #expect(try list(JourneyFilter(after: boxes[3].id)) == Array(boxes[4...]))
      #expect(try list(JourneyFilter(kind: .train)) == [])
    },
  ]

  private static func row(
    _ subject: Subject, trip: Int, state: String, train: String? = nil, isActive: Bool = true
  ) -> JourneyRow {
    JourneyRow(
      subject: subject, trip: trip, version: 1, bookDigest: "b", isActive: isActive, state: state,
      route: "nanchang-baku", train: train, place: "altynkol", lastReportAt: 5,
      snapshot: [1, 2, UInt8(trip)])
  }
}
