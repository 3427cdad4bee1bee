import Freight
import Testing
import Tracking

/// What a trip is known by.
@Suite struct TripKeyRule {
  /// Links and estimates made before the note was issued still mean the same trip.
  @Test func aTripAnswersToEveryKeyThatItHad() throws {
    let unnumbered = try journey([listed(notes: [])])
    let reissued = known(NoteNumber("smgs:30109999"))
    let numbered = try journey([
      listed(),
      report(box, .noteIssued, nil, "2026-02-05T10:00", details: Details(notes: [reissued])),
    ])
    #expect(unnumbered.key == "nanchang@2026-02-02")
    #expect(numbered.key == note.description)
    #expect(
      Corridor.tracker.keys(of: numbered)
        == [unnumbered.key, note.description, reissued.description])
    #expect(Corridor.tracker.keys(of: unnumbered) == [unnumbered.key])
  }
}
