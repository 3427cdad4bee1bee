import Freight
import Testing

@testable import Ledger

extension LedgerContract {
  static let estimates = [
    Rule("what was said of a trip comes back in its order, apart from other trips") {
      ledger throws in
      let box = try Sample.container(1)
      func said(_ trip: String, _ at: Int64) -> EstimateRecord {
        EstimateRecord(subject: box, trip: trip, madeAt: at, record: [UInt8(at)])
      }
      #expect(try ledger.read { try $0.latestEstimate(of: box, trip: "a") } == nil)
      try ledger.write { writer in
        for estimate in [said("a", 1), said("b", 2), said("a", 3)] {
          try writer.keepEstimate(estimate)
        }
      }
      try ledger.read { reader throws in
        #expect(try reader.estimates(of: box, trip: "a") == [said("a", 1), said("a", 3)])
        #expect(try reader.latestEstimate(of: box, trip: "a") == said("a", 3))
        #expect(try reader.latestEstimate(of: box, trip: "b") == said("b", 2))
        #expect(try reader.estimates(of: try Sample.container(2), trip: "a") == [])
      }
    },
    Rule("outcomes are added up for the trips that arrived last, each once") { ledger throws in
      func outcome(_ number: Int, held: Int, service: String = "west") throws -> EstimateOutcome {
        EstimateOutcome(
          subject: try Sample.container(number), trip: "a", service: service,
          arrivedAt: Int64(number), knownAt: Int64(number), said: 10, held: held,
          errorMinutes: number)
      }
      try ledger.write { writer in
        for number in 1...4 { try writer.keepEstimateOutcome(outcome(number, held: 7)) }
        try writer.keepEstimateOutcome(outcome(5, held: 0, service: "east"))
        // Its arrival was corrected.
        try writer.keepEstimateOutcome(outcome(4, held: 9))
      }
      try ledger.read { reader throws in
        #expect(
          try reader.tallyEstimates(service: "west", trips: 2)
            == EstimateTally(trips: 2, said: 20, held: 16, errorMinutes: 7))
        #expect(
          try reader.tallyEstimates(service: "nowhere", trips: 2)
            == EstimateTally(trips: 0, said: 0, held: 0, errorMinutes: 0))
      }
    },
  ]
}
