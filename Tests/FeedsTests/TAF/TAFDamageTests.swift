import Foundation
import Freight
import TestSeeds
import Testing

@testable import Feeds

/// Whatever happens to the bytes, decoding ends, and ends in events or in named rejections.
@Suite struct TAFDamageTests {
  @Test(arguments: TAFSupport.fixtures) func cutAnywhereItSaysSo(_ file: URL) throws {
    let bytes = Array(try Data(contentsOf: file))
    let whole = TAF.decode(bytes, in: TAFSupport.context())
    let end = try #require(bytes.lastIndex(of: UInt8(ascii: ">")))
    for length in 0...end {
      let decoded = TAF.decode(Array(bytes.prefix(length)), in: TAFSupport.context())
      #expect(decoded.events.isEmpty, "cut at byte \(length)")
      #expect(
        decoded.rejections.map(\.reason) == [length == 0 ? .empty : .truncated],
        "cut at byte \(length)")
    }
    let trimmed = TAF.decode(Array(bytes[...end]), in: TAFSupport.context())
    #expect(trimmed.events == whole.events)
  }

  @Test(arguments: [0x7AF, 1520] as [UInt64]) func damagedBytesNeverCrash(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let markup = Array("<>/&;!?[]=\"' -:T+03".utf8) + [0x00, 0xFF, 0xC3]
    for file in TAFSupport.fixtures {
      let original = Array(try Data(contentsOf: file))
      for round in 0..<60 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let at = Int.random(in: bytes.indices, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
          case 1: bytes[at] = markup.randomElement(using: &random) ?? 0
          case 2: bytes.remove(at: at)
          default: bytes.insert(contentsOf: bytes[at...].prefix(40), at: at)
          }
        }
        for isStrict in [false, true] {
          let decoded = TAF.decode(bytes, in: TAFSupport.context(isStrict: isStrict))
          let note: Comment = "\(file.lastPathComponent), seed \(seed), round \(round)"
          #expect(!decoded.events.isEmpty || !decoded.rejections.isEmpty, note)
          #expect(decoded.rejections.allSatisfy { !$0.detail.isEmpty }, note)
        }
        _ = TAF.recognise(bytes)
      }
    }
  }

  /// Digits changed alone keep the document well-formed, so that its values are what is damaged.
  @Test(arguments: [41, 2021] as [UInt64]) func damagedValuesNeverCrash(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let values = Array("0123456789 -+:.TZxЖ".unicodeScalars).map { Array(String($0).utf8) }
    for file in TAFSupport.fixtures {
      let original = Array(try Data(contentsOf: file))
      let digits = original.indices.filter { (0x30...0x39).contains(original[$0]) }
      for round in 0..<60 {
        var bytes = original
        for _ in 0..<6 {
          guard let at = digits.randomElement(using: &random), at < bytes.count,
            let value = values.randomElement(using: &random)
          else { continue }
          bytes.replaceSubrange(at...at, with: value)
        }
        let decoded = TAF.decode(bytes, in: TAFSupport.context())
        #expect(
          !decoded.events.isEmpty || !decoded.rejections.isEmpty,
          "\(file.lastPathComponent), seed \(seed), round \(round)")
      }
    }
  }

  @Test(arguments: [
    ("", Rejection.Reason.empty), (" \n\t", .empty), ("<a>\n<b></a>", .malformed),
    ("<a/><b/>", .malformed), ("no XML", .malformed), ("<a>\n<b></b>", .truncated),
    ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", .doctypeRefused),
    ("<?xml version='1.0'?><!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", .doctypeRefused),
    ("<a><![CDATA[<!DOCTYPE b><b/>]]></a>", .doctypeRefused),
    ("<a>&lt;TrainRunningInformationMessage&gt;</a>", .truncated),
    (
      String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65), .tooDeep
    ),
    ("<feed><item>1</item></feed>", .unsupportedMessage),
  ])
  func whatIsNoMessageHasAName(_ text: String, _ reason: Rejection.Reason) {
    let decoded = TAFSupport.decode(text)
    #expect(decoded.events.isEmpty)
    #expect(decoded.rejections.map(\.reason) == [reason])
    #expect(decoded.rejections.allSatisfy { !$0.detail.isEmpty })
  }

  @Test func aMalformedMessageNamesItsLine() throws {
    let rejection = try #require(TAFSupport.decode("<a>\n<b>\n</a>").rejections.first)
    #expect(rejection.position == .line(3))
  }

  @Test func aMessageOverTheLimitIsRefusedWhole() {
    let bytes = [UInt8](repeating: 0x20, count: Limits.messageBytes + 1)
    #expect(TAF.decode(bytes, in: TAFSupport.context()).rejections.map(\.reason) == [.tooLarge])
  }

  @Test func tooManyReportsAreRefusedWhole() {
    let empty = String(repeating: "<WagonStatusMessage/>", count: Limits.recordsPerMessage + 1)
    let decoded = TAFSupport.decode("<WagonStatusMessages>\(empty)</WagonStatusMessages>")
    #expect(decoded.rejections.map(\.reason) == [.tooManyRecords])
    #expect(decoded.events.isEmpty)
  }

  @Test func aConsistOverTheLimitIsRefused() {
    func consist(_ count: Int) -> Decoded {
      TAFSupport.decode(
        TAFSupport.composition(
          (0..<count).map { TAFSupport.wagon(TAFSupport.wagonNumber($0), position: $0) }.joined()))
    }
    #expect(consist(Limits.membersPerStatement).rejections.isEmpty)
    let over = consist(Limits.membersPerStatement + 1)
    #expect(over.rejections.map(\.reason) == [.tooManyMembers])
    #expect(over.events.isEmpty)
  }
}
