import Feeds
import Foundation
import Freight
import RouteBook
import TestDocuments
import Testing

@testable import Answers
@testable import Tracking

/// The published schemas name every word that the program may say.
@Suite struct SchemaTests {
  @Test func enumerationsAreComplete() throws {
    let status = try SchemaChecker("status")
    #expect(status.words("state") == Journey.State.allCases.map(\.rawValue))
    #expect(status.words("activity") == Activity.allCases.map(\.rawValue))
    #expect(status.words("alert", "kind") == Alert.Kind.allCases.map(\.rawValue))
    #expect(status.words("stop", "role") == Stop.Role.allCases.map(\.rawValue))
    #expect(status.words("subject", "kind") == Subject.Kind.allCases.map(\.name))
    #expect(status.words("border", "kind") == BorderCrossing.Kind.allCases.map(\.rawValue))
    #expect(
      status.words("carrierInterval", "end")
        == Journey.CarrierInterval.End.allCases.map(\.rawValue))
  }

  @Test func oneDefinitionReadsTheSameInEverySchema() throws {
    var seen: [String: NSDictionary] = [:]
    for name in ["status", "list", "events", "alerts", "ingest"] {
      let schema = try SchemaChecker(name)
      let definitions = try #require(schema.root["$defs"] as? [String: NSDictionary])
      for (key, definition) in definitions {
        let first = seen[key, default: definition]
        #expect(first == definition, "\(key) in \(name)")
        seen[key] = definition
      }
    }
    #expect(seen.count > 20)
  }

  @Test func theCheckerFindsWhatIsWrong() throws {
    let schema = try SchemaChecker("ingest")
    let right =
      #"{"files":[],"accepted":0,"duplicates":0,"rejected":0,"warnings":0}"#
    #expect(try schema.problems(in: right) == [])
    for wrong in [
      right.replacing(#""accepted":0,"#, with: ""), right.replacing("[]", with: "{}"),
      right.replacing(#""warnings":0"#, with: #""warnings":-1"#),
      right.replacing("}", with: #","extra":1}"#),
      right.replacing("[]", with: #"[{"file":"a"}]"#),
    ] {
      #expect(try !schema.problems(in: wrong).isEmpty, "\(wrong)")
    }
  }
}
