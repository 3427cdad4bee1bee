import Testing

@testable import Intake

@Suite struct BlockingTests {
  private struct Refused: Error {}

  @Test func whatTheWorkSaysOrThrowsComesBack() async throws {
    #expect(try await Blocking.run { _ in 7 } == 7)
    await #expect(throws: Refused.self) { try await Blocking.run { _ in throw Refused() } }
  }

  @Test func theWorkHearsOfACancellation() async throws {
    let task = Task {
      try await Blocking.run { isOver in
        let end = ContinuousClock.now.advanced(by: .seconds(30))
        while !isOver(), ContinuousClock.now < end {}
        return isOver()
      }
    }
    task.cancel()
    #expect(try await task.value)
  }
}
