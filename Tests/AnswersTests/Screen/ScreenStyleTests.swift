import Testing

@testable import Answers

@Suite struct ColumnsTests {
  @Test(arguments: [
    ("\u{1B}[2J\u{1B}[HAktau", "[2J[HAktau"), ("Aktau\u{7}\r", "Aktau"),
    ("\u{9B}31mAktau", "31mAktau"), ("\u{1B}]0;title\u{7}", "]0;title"),
    ("阿克套\tAktau\n", "阿克套\tAktau\n"), ("Ақтау é", "Ақтау é"),
  ])
  func whatSendersWroteSteersNoTerminal(written: String, shown: String) {
    #expect(Columns.harmless(written) == shown)
  }

  @Test func ourOwnColoursStay() {
    let text = ScreenStyle(width: 80, color: true, language: .en).ink("late", .warning)
    #expect(Columns.harmless(text) == text)
    // In a pipe whatever colours there are are a sender's.
    #expect(!Columns.harmless(text, keepingColors: false).contains("\u{1B}"))
  }
}
