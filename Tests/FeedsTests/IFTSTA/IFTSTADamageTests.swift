import Foundation
import Freight
import TestSeeds
import Testing

@testable import Feeds

/// Whatever happens to the bytes, decoding ends, and ends in events or in named rejections.
@Suite struct IFTSTADamageTests {
  private func fixture(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: IFTSTASupport.fixtures.appending(path: name + ".edi")))
  }

  @Test(arguments: ["rail_d00b", "cyrillic_d96a", "mixed_group"])
  func truncatedAnywhereItSaysSo(_ name: String) throws {
    let bytes = try fixture(name)
    let whole = IFTSTA.decode(bytes, in: IFTSTASupport.context())
    var mostEvents = 0
    for length in bytes.indices {
      let decoded = IFTSTA.decode(Array(bytes.prefix(length)), in: IFTSTASupport.context())
      #expect(!decoded.events.isEmpty || !decoded.rejections.isEmpty, "cut at byte \(length)")
      // A longer part never tells less, and never what the whole does not.
      #expect(decoded.events.count >= mostEvents, "cut at byte \(length)")
      #expect(decoded.events == Array(whole.events.prefix(decoded.events.count)))
      mostEvents = max(mostEvents, decoded.events.count)
      let isCut = length < (bytes.lastIndex(of: UInt8(ascii: "Z")) ?? 0)
      if isCut {
        #expect(
          decoded.rejections.contains { $0.reason == .truncated || $0.reason == .empty },
          "cut at byte \(length)")
      }
    }
    #expect(mostEvents == whole.events.count)
  }

  @Test func aGroupThatIsNeverClosedIsSaid() {
    let decoded = IFTSTA.decode(Array("UNG+A+++1'".utf8), in: IFTSTASupport.context())
    #expect(decoded.rejections.map(\.reason) == [.truncated])
  }

  @Test func mutatedBytesNeverCrash() throws {
    let seed: UInt64 = 0xBA_4711
    var dice = SeededGenerator(seed: seed)
    let originals = try ["rail_d00b", "cyrillic_d96a", "mixed_group", "feeder_d99b"].map(fixture)
    let structure = Array("'+:?*#@ \r\n".utf8) + [0x00, 0xFF, 0xC3]
    for round in 0..<400 {
      var bytes = originals[round % originals.count]
      for _ in 0..<Int.random(in: 1...12, using: &dice) {
        let at = Int.random(in: bytes.indices, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &dice)
        case 1: bytes[at] = structure.randomElement(using: &dice) ?? 0
        case 2: bytes.remove(at: at)
        default: bytes.insert(contentsOf: bytes[at...].prefix(20), at: at)
        }
      }
      for isStrict in [false, true] {
        let decoded = IFTSTA.decode(bytes, in: IFTSTASupport.context(isStrict: isStrict))
        #expect(
          !decoded.events.isEmpty || !decoded.rejections.isEmpty, "seed \(seed), round \(round)")
        #expect(
          decoded.rejections.allSatisfy { !$0.detail.isEmpty }, "seed \(seed), round \(round)")
      }
    }
  }

  @Test func aMessageOverTheLimitIsRefusedWhole() {
    let bytes = [UInt8](repeating: 0x20, count: Limits.messageBytes + 1)
    let decoded = IFTSTA.decode(bytes, in: IFTSTASupport.context())
    #expect(decoded.rejections.map(\.reason) == [.tooLarge])
  }

  @Test func tooManyReportsAreRefusedWhole() {
    // Each message makes 300 events, 30 statuses of 10 boxes.
    let boxes = (0..<10).compactMap { ContainerNumber.completing("BNLU30000\($0)") }
    let status =
      ["STS+1+31", "DTM+334:202602140930:203"] + boxes.map { "EQD+CN+\($0)" }
    let body = (0..<30).flatMap { ["CNI+\($0)"] + status }
    let segments = ["UNH+1+IFTSTA:D:00B:UN", "BGM+23+D+9"] + body
    let message = segments.joined(separator: "'") + "'UNT+\(segments.count + 1)+1'"
    let count = Limits.recordsPerMessage / 300 + 1
    let decoded = IFTSTASupport.decode(String(repeating: message, count: count))
    #expect(decoded.rejections.map(\.reason) == [.tooManyRecords])
    #expect(decoded.events.isEmpty)
  }

  @Test func aSmallMessageThatMultipliesIsRefusedInTime() {
    // 3 000 boxes at the head, 3 000 statuses: nine million reports.
    let boxes = (1000..<4000).compactMap { ContainerNumber.completing("BNLU30\($0)") }
    let body =
      boxes.map { "EQD+CN+\($0)" } + ["CNI+1"]
      + boxes.flatMap { _ in ["STS+1+31", "DTM+334:202602140930:203"] }
    let decoded = IFTSTASupport.decode(IFTSTASupport.message(body))
    #expect(decoded.rejections.map(\.reason) == [.tooManyRecords])
    #expect(decoded.events.isEmpty)
  }

  @Test func utf16IsRefused() {
    let decoded = IFTSTA.decode([0xFF, 0xFE, 0x55, 0x00], in: IFTSTASupport.context())
    #expect(decoded.rejections.map(\.reason) == [.wrongEncoding])
  }

  @Test func longTextIsClipped() throws {
    let text = String(repeating: "ж", count: 4_000)
    let decoded = IFTSTASupport.decode(
      IFTSTASupport.status("1+24", extra: ["FTX+AAI+++\(text)"]))
    let reason = try #require(decoded.events.first?.reason)
    #expect(reason.utf8.count <= Limits.textBytes)
    #expect(reason.hasSuffix("…"))
  }

  @Test func theSignatureIsRecognised() {
    func score(_ text: String) -> Int { IFTSTA.recognise(Array(text.utf8)) }
    #expect(score("UNA:+.? '") == 100)
    #expect(score("\u{FEFF}\r\n UNB+UNOC:3") == 100)
    #expect(score("UNH+1+COPRAR") == 100)
    #expect(score("UNHAPPY") == 0)
    #expect(score("{\"UNB\": 1}") == 0)
    #expect(score("") == 0)
  }
}
