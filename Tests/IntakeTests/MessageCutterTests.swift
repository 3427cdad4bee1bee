import Freight
import TestSeeds
import Testing

@testable import Intake

@Suite struct MessageCutterTests {
  private static let lineEnd = UInt8(ascii: "\n")

  private func cut(_ file: [UInt8], inParts sizes: [Int]) -> [[UInt8]] {
    var cutter = MessageCutter()
    var messages: [[UInt8]] = []
    var at = 0
    var turn = 0
    while at < file.count {
      let end = min(at + sizes[turn % sizes.count], file.count)
      messages += cutter.take(Array(file[at..<end]))
      at = end
      turn += 1
    }
    return messages + (cutter.finish().map { [$0] } ?? [])
  }

  @Test(arguments: [UInt64(1), 2])
  func theCutsDependOnTheBytesAlone(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var file: [UInt8] = []
    while file.count < 3 * MessageCutter.targetBytes {
      // Now and then a line longer than a message is cut to.
      let length =
        Int.random(in: 0..<50, using: &random) == 0
        ? Int.random(in: 0..<(2 * MessageCutter.targetBytes), using: &random)
        : Int.random(in: 0..<20_000, using: &random)
      file += [UInt8](repeating: UInt8(ascii: "x"), count: length) + [Self.lineEnd]
    }
    let whole = cut(file, inParts: [file.count])
    let parts = cut(file, inParts: [65_536, 1, 700_001, 13])
    #expect(whole == parts, "seed \(seed)")
    #expect(Array(whole.joined()) == file, "seed \(seed)")
    #expect(whole.dropLast().allSatisfy { $0.last == Self.lineEnd }, "seed \(seed)")
  }

  @Test func aLineOverTheLimitIsGivenAsOneThatIsAndNeverHeldWhole() {
    var cutter = MessageCutter()
    var messages = cutter.take(Array("one\n".utf8))
    let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    for _ in 0..<12 {
      messages += cutter.take(chunk)
      #expect(cutter.held <= Limits.messageBytes + chunk.count)
    }
    messages += cutter.take(Array("x\ntwo\nthree\n".utf8))
    if let rest = cutter.finish() { messages.append(rest) }
    #expect(messages.map { $0.count { $0 == Self.lineEnd } } == [1, 1, 2])
    #expect(messages.count == 3)
    #expect(messages[1].count > Limits.messageBytes)
    #expect(messages[1].count <= Limits.messageBytes + 1)
    #expect(messages[2] == Array("two\nthree\n".utf8))
  }
}
