import Foundation
import Freight
import TestSeeds
import Testing

@testable import Feeds

/// Knows two zones, and that places with a Kazakh code keep one of them.
struct TwoZones: PlaceDirectory {
  func zone(of place: PlaceReference) -> String? {
    place.codes.contains { $0.code.hasPrefix("KZ") } ? "Asia/Almaty" : nil
  }

  func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? {
    ["Asia/Almaty": 300, "Asia/Shanghai": 480][zone]
  }
}

enum JSONTest {
  static let received = Instant(microseconds: 1_772_323_200_000_000)  // 2026-03-01T00:00:00Z

  static func context(
    zone: String? = "Asia/Shanghai", isStrict: Bool = false
  ) -> DecodingContext {
    DecodingContext(
      feed: "test", receivedAt: received, zone: zone, isStrict: isStrict, places: TwoZones())
  }

  /// The outcome as text: events as lines of our own format, rejections and warnings with places.
  static func rendered(_ decoded: Decoded) -> String {
    var lines: [String] = []
    for event in decoded.events {
      lines.append("event \(event.source.position): \(BanlieJSON.encode(event))")
    }
    for rejection in decoded.rejections {
      lines.append("rejected \(rejection.reason) \(rejection.position): \(rejection.detail)")
    }
    for warning in decoded.warnings {
      lines.append("warning \(warning.position): \(warning.detail)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func folder(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures").appending(path: name)
  }

  /// The messages in a folder of fixtures, by name.
  static func fixtures(_ name: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder(name), includingPropertiesForKeys: nil)
      .filter { $0.pathExtension.hasPrefix("json") }
      .sorted { $0.path < $1.path }
  }

  /// Compares every fixture with the file beside it; `BANLIE_RECORD=1` writes the files instead.
  static func check(_ format: any Format.Type, fixturesIn name: String) throws {
    let messages = try fixtures(name)
    #expect(!messages.isEmpty)
    for message in messages {
      let bytes = [UInt8](try Data(contentsOf: message))
      let text = rendered(format.decode(bytes, in: context()))
      let beside = message.deletingPathExtension().appendingPathExtension("expected.txt")
      if ProcessInfo.processInfo.environment["BANLIE_RECORD"] == "1" {
        try Data(text.utf8).write(to: beside)
        continue
      }
      let expected = try String(contentsOf: beside, encoding: .utf8)
      #expect(text == expected, "\(message.lastPathComponent)")
    }
  }

  /// Cuts the message at every byte; decoding must return, and not drop it without a word.
  static func cut(_ format: any Format.Type, _ message: [UInt8]) {
    for length in 0...message.count {
      let decoded = format.decode(Array(message[..<length]), in: context())
      #expect(!decoded.isSilent, "first \(length) bytes")
    }
  }

  /// Mutates the message at random, with the same demand.
  static func mutate(_ format: any Format.Type, _ message: [UInt8], seed: UInt64, rounds: Int) {
    var random = SeededGenerator(seed: seed)
    let interesting: [UInt8] = Array("{}[]\",:\\u0-9e.\n\0".utf8) + [0xFF, 0xC0, 0xED, 0xA0, 0x80]
    for round in 0..<rounds {
      var bytes = message
      for _ in 0...Int.random(in: 0..<6, using: &random) where !bytes.isEmpty {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        let byte = interesting.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.remove(at: at)
        case 1: bytes.insert(byte, at: at)
        case 2: bytes[at] = UInt8.random(in: 0...255, using: &random)
        default: bytes[at] = byte
        }
      }
      let decoded = format.decode(bytes, in: context())
      #expect(!decoded.isSilent, "seed \(seed), round \(round)")
      _ = format.recognise(bytes)
    }
  }
}

extension Decoded {
  var isSilent: Bool { events.isEmpty && rejections.isEmpty && warnings.isEmpty }
}
