import Freight
import Testing

@Suite struct PlaceReferenceTests {
  private static let references = [
    PlaceReference(codes: [.unlocode("KZAAU")], text: "Aktau port"),
    PlaceReference(text: "a|b=c"), PlaceReference(text: "=x"), PlaceReference(text: "100 %"),
    PlaceReference(codes: [.other(list: "a=b|c%", code: "1|2=3%7C")], text: "name"),
    PlaceReference(codes: [.other(list: "", code: "7")]),
    PlaceReference(codes: [.other(list: "esr", code: "7"), .esr("708403")]),
    PlaceReference(codes: [.other(list: "~esr", code: "~7")], text: "~"),
    PlaceReference(codes: [.other(list: "%", code: "%%7C")]),
    PlaceReference(codes: [.gazetteer(PlaceID("altynkol")), .telecode("HRS")]),
  ].compactMap { $0 }

  @Test(arguments: references) func itsKeyIsReadBack(reference: PlaceReference) {
    #expect(PlaceReference(key: reference.key) == reference, "\(reference.key)")
  }

  @Test func keysOfDifferentPlacesDiffer() {
    #expect(Set(Self.references.map(\.key)).count == Self.references.count)
  }

  @Test func keysAreAsTheyAlwaysWere() {
    #expect(Self.references[0].key == "unlocode=KZAAU|Aktau port")
    #expect(
      PlaceReference(key: "taf=NL01331|Venlo")?.codes == [.other(list: "taf", code: "NL01331")])
    #expect(PlaceReference(key: "other=7")?.codes == [.other(list: "other", code: "7")])
  }
}

@Suite struct SeparatorTests {
  /// A mark that joins what stands before it must not take the separator with it.
  @Test func aCombiningMarkAfterASeparatorIsKept() throws {
    let note = try #require(NoteNumber(kind: .smgs, "\u{618}Y1"))
    #expect(NoteNumber(note.description) == note)
    let voyage = try #require(VoyageID(vessel: "BEKET", voyage: "\u{301}2"))
    #expect(VoyageID(voyage.description) == voyage)
  }
}
