import Freight
import Testing
import Tracking

/// DESIGN §5: whose customs hold what, and what releases it.
@Suite struct CustomsRule {
  @Test func aChineseExportReleaseNeverClearsAKazakhTransitHold() throws {
    let kazakh = Details(customsCountry: "KZ", customsProcedure: "transit")
    let chinese = Details(customsCountry: "CN", customsProcedure: "export")
    let held = [
      listed(), report(box, .customsSelected, "Altynkol", "2026-02-07T10:00", details: kazakh),
      report(box, .customsReleased, "Khorgos", "2026-02-07T12:00", details: chinese),
    ]
    #expect(try journey(held).hasOpen(.customsHold))
    let released =
      held + [report(box, .customsReleased, "Altynkol", "2026-02-08T12:00", details: kazakh)]
    #expect(try !journey(released).hasOpen(.customsHold))
  }

  @Test func aReleaseThatNamesNoProcedureClearsTheOnlyHoldThereIs() throws {
    func details(_ procedure: String?) -> Details {
      Details(customsCountry: "KZ", customsProcedure: procedure)
    }
    let transit = report(
      box, .customsSelected, "Altynkol", "2026-02-08T10:00", details: details("transit"))
    let released = report(
      box, .customsReleased, "Altynkol", "2026-02-08T12:00", details: details(nil))
    let cleared = try journey([listed(), transit, released]).findings.filter(\.isOfCustoms)
    #expect(cleared.map(\.kind) == [.customsHold] && !cleared[0].isOpen)
    #expect(cleared.first?.evidence.count == 2)
    let export = report(
      box, .customsSelected, "Altynkol", "2026-02-08T11:00", details: details("import"))
    #expect(
      try journey([listed(), transit, export, released]).findings.count(where: \.isOpen) == 2)
  }

  @Test func twoWhoTellOfOneSelectionTellOfOneHold() throws {
    func details(_ procedure: String?) -> Details {
      Details(customsCountry: "KZ", customsProcedure: procedure)
    }
    let reports = [
      listed(),
      report(box, .customsSelected, "Altynkol", "2026-02-08T10:00", details: details(nil)),
      report(
        box, .customsSelected, "Altynkol", "2026-02-08T10:10", feed: "other",
        details: details("transit")),
    ]
    let held = try journey(reports).findings.filter(\.isOfCustoms)
    #expect(held.map(\.detail) == ["KZ transit"])
    let released = report(
      box, .customsReleased, "Altynkol", "2026-02-08T12:00", details: details("transit"))
    #expect(try !journey(reports + [released]).hasOpen(.customsHold))
  }

  @Test func eachReleasedProcedureIsToldOnce() throws {
    func released(_ procedure: String?, _ minute: Int, _ feed: String = "cr") -> Event {
      report(
        box, .customsReleased, "Altynkol", "2026-02-08T12:\(minute)", feed: feed,
        details: Details(customsCountry: "KZ", customsProcedure: procedure))
    }
    let reports = [
      listed(), released(nil, 10), released("transit", 20), released("import", 30),
      released(nil, 40, "other"),
    ]
    #expect(
      try journey(reports).findings.filter(\.isOfCustoms).map(\.detail)
        == ["KZ transit", "KZ import"])
  }

  @Test func aReleaseIsKnownWithoutASelectionAndOnceHoweverManyTellOfIt() throws {
    let transit = Details(customsCountry: "KZ", customsProcedure: "transit")
    let reports = [
      listed(), report(box, .customsReleased, "Altynkol", "2026-02-08T12:00", details: transit),
      report(
        box, .customsReleased, "Altynkol", "2026-02-08T12:20", feed: "other", details: transit),
    ]
    let findings = try journey(reports).findings.filter(\.isOfCustoms)
    #expect(findings.map(\.kind) == [.customsReleased] && !findings[0].isOpen)
    #expect(findings.first?.detail == "KZ transit")
    #expect(alerts(try journey(reports), now: "2026-02-08T13:00").contains(.customsHold) == false)
    // Another who names no procedure tells of the same.
    let terse = Details(customsCountry: "KZ")
    let again = report(
      box, .customsReleased, "Altynkol", "2026-02-08T13:00", feed: "other", details: terse)
    #expect(try journey(reports + [again]).findings.filter(\.isOfCustoms).count == 1)
    // Selected after all, it is held, and not released besides.
    let later = report(box, .customsSelected, "Altynkol", "2026-02-09T10:00", details: transit)
    let anew = try journey(reports + [later]).findings.filter(\.isOfCustoms)
    #expect(anew.map(\.kind) == [.customsHold] && anew[0].isOpen && anew[0].evidence.count == 2)
    // One that was held is told of as that alone.
    let held = [
      listed(), report(box, .customsSelected, "Altynkol", "2026-02-08T10:00", details: transit),
    ]
    #expect(
      try journey(held + reports.dropFirst()).findings.filter(\.isOfCustoms).map(\.kind)
        == [.customsHold])
  }
}
