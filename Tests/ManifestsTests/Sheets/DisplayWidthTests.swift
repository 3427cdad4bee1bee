import Testing

@testable import Manifests

@Suite struct DisplayWidthTests {
  @Test func ideographsAreTwiceAsWideAsDigits() {
    #expect(DisplayWidth.tenths("1234") == 40)
    #expect(DisplayWidth.tenths("大理石板") == 80)
    #expect(DisplayWidth.tenths("（）") == 40)
    #expect(DisplayWidth.tenths("e\u{301}") == DisplayWidth.tenths("e"))
    #expect(DisplayWidth.tenths("Баку") > DisplayWidth.tenths("baku"))
  }

  @Test func theWidestLineCounts() {
    #expect(DisplayWidth.tenths("12\n1234\n1") == 40)
  }

  @Test func aWordCannotBeBrokenButIdeographsCan() {
    #expect(
      DisplayWidth.unbreakableTenths("Станция назначения")
        < DisplayWidth.tenths("Станция назначения"))
    #expect(DisplayWidth.unbreakableTenths("预计到达时间") == 20)
  }

  @Test func linesAreCountedByWidthAndLineEnds() {
    #expect(DisplayWidth.lines("", within: 100) == 1)
    #expect(DisplayWidth.lines("1234567890", within: 100) == 1)
    #expect(DisplayWidth.lines("1\n2\n3", within: 100) == 3)
    #expect(DisplayWidth.lines("大理石板材大理石板材", within: 100) == 2)
  }

  @Test func columnsFitTheirContentAndNoMore() {
    var widths = ColumnWidths([
      .init(key: "a", header: "箱号", kind: .identifier), .init(key: "b", header: "品名", kind: .text),
      .init(key: "c", header: "毛重", kind: .decimal(places: 1)),
      .init(key: "d", header: "x", kind: .text, width: 12.5),
    ])
    widths.measure(
      [
        .text("TGBU4567895"), .text(String(repeating: "墙纸", count: 100)), .number(25_000.5), .empty,
      ],
      style: .plain)
    widths.settle()
    #expect((12...18).contains(widths.width(of: 0)))
    #expect(widths.width(of: 1) == 42)
    #expect((8...12).contains(widths.width(of: 2)))
    #expect(widths.width(of: 3) == 12.5)
    let long = widths.lines(
      of: [.empty, .text(String(repeating: "墙纸", count: 100))], style: .plain)
    #expect((10...12).contains(long))
    #expect(widths.lines(of: [.text("TGBU4567895"), .text("墙纸")], style: .plain) == 1)
  }
}
