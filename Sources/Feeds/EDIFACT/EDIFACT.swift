import Freight

/// The syntax layer of UN/EDIFACT (ISO 9735): bytes → segments → messages, and what the envelope
/// says about them. It knows nothing of what a message means.
enum EDIFACT {}

extension EDIFACT {
  /// One segment: a tag and its data elements, each a list of components.
  struct Segment: Hashable, Sendable {
    var tag: String
    /// Data elements without the tag; a simple element has one component.
    var elements: [[String]]
    /// Where it begins in the file.
    var offset: Int
    /// One-based within its message, UNH being 1; 0 outside of messages.
    var number = 0

    /// A component by its one-based place, as the directories number them; empty where absent.
    subscript(element: Int, component: Int) -> String {
      guard elements.indices.contains(element - 1) else { return "" }
      let components = elements[element - 1]
      guard components.indices.contains(component - 1) else { return "" }
      return components[component - 1]
    }

    /// The first component of an element.
    subscript(element: Int) -> String { self[element, 1] }

    /// An element's components as sent, without empty ones at the end.
    func composite(_ element: Int) -> [String] {
      guard elements.indices.contains(element - 1) else { return [] }
      let components = elements[element - 1]
      let used = components.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0
      return Array(components.prefix(used))
    }
  }

  /// What UNB says of an interchange.
  struct Interchange: Hashable, Sendable {
    /// DE 0004, the partner's identification; empty for messages without UNB.
    var sender = ""
    /// DE 0020.
    var reference = ""
    /// S004: when it was prepared, on the sender's clock.
    var preparedAt: LocalDateTime?
  }

  /// One message that UNT closed.
  struct Message: Sendable {
    /// One-based in the file.
    var number: Int
    var interchange: Interchange
    /// S009 of UNH: `IFTSTA`, `D`, `00B`.
    var type: String
    var version: String
    var release: String
    /// UNH first; UNT is left out.
    var segments: [Segment]

    func position(_ segment: Segment) -> Position {
      .segment(message: number, segment: segment.number)
    }
  }
}
