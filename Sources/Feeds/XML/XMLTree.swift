import CXML2
import Freight

/// A document in memory: flat arrays instead of an object an element, so that a message of a million
/// tiny elements costs a few times its own size.
final class XMLTree: XMLHandler {
  fileprivate struct Node {
    var name: Int32
    var line: Int32
    /// −1 where there is none.
    var firstChild: Int32 = -1
    var nextSibling: Int32 = -1
    /// Direct text of an element without children.
    var textStart: Int32
    var textCount: Int32 = 0
  }

  fileprivate private(set) var nodes: [Node] = []
  fileprivate private(set) var names: [String] = []
  fileprivate private(set) var text: [UInt8] = []
  private var numbers: [UnsafePointer<UInt8>: Int32] = [:]
  /// Elements that are open, each with its latest child.
  private var open: [(node: Int, lastChild: Int)] = []

  /// - Throws: ``XMLFailure``.
  init(_ bytes: [UInt8]) throws(XMLFailure) {
    nodes.reserveCapacity(Self.countOfElements(bytes))
    // Two throwing styles do not meet in a closure, so the failure is carried out of it.
    let failure = bytes.withUnsafeBufferPointer { buffer -> XMLFailure? in
      do throws(XMLFailure) { try XMLScanner.scan(buffer, self) } catch { return error }
      return nil
    }
    if let failure { throw failure }
    numbers = [:]
  }

  var root: XMLElement? { nodes.isEmpty ? nil : XMLElement(tree: self, index: 0) }

  /// At most; comments and closing tags excluded.
  private static func countOfElements(_ bytes: [UInt8]) -> Int {
    var count = 0
    var previous: UInt8 = 0
    for byte in bytes {
      if previous == UInt8(ascii: "<"), byte != UInt8(ascii: "/"), byte != UInt8(ascii: "!") {
        count += 1
      }
      previous = byte
    }
    return count
  }

  func start(_ tag: XMLTag, line: Int) throws(XMLFailure) {
    let index = nodes.count
    nodes.append(
      Node(
        name: number(of: tag), line: Int32(clamping: line), textStart: Int32(clamping: text.count)))
    if let parent = open.last {
      if parent.lastChild < 0 {
        // Text before the first child is layout.
        let start = Int(nodes[parent.node].textStart)
        text.removeSubrange(start..<text.count)
        nodes[parent.node].textCount = 0
        nodes[parent.node].firstChild = Int32(index)
        nodes[index].textStart = Int32(start)
      } else {
        nodes[parent.lastChild].nextSibling = Int32(index)
      }
      open[open.count - 1].lastChild = index
    }
    open.append((node: index, lastChild: -1))
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let top = open.last, top.lastChild < 0 else { return }
    text.append(contentsOf: bytes)
    nodes[top.node].textCount += Int32(bytes.count)
  }

  func end() { open.removeLast() }

  private func number(of tag: XMLTag) -> Int32 {
    if let known = numbers[tag.nameAddress] { return known }
    let number = Int32(names.count)
    names.append(tag.localName)
    numbers[tag.nameAddress] = number
    return number
  }
}

/// One element, by local names.
struct XMLElement {
  private let tree: XMLTree
  private let index: Int

  fileprivate init(tree: XMLTree, index: Int) {
    self.tree = tree
    self.index = index
  }

  private var node: XMLTree.Node { tree.nodes[index] }

  var name: String { tree.names[Int(node.name)] }
  var line: Int { Int(node.line) }

  /// Trimmed; nil for an empty one or one with children.
  var text: String? {
    guard node.firstChild < 0, node.textCount > 0 else { return nil }
    let start = Int(node.textStart)
    let text = String(decoding: tree.text[start..<start + Int(node.textCount)], as: UTF8.self)
      .trimmingWhitespace()
    return text.isEmpty ? nil : text
  }

  var children: some Sequence<XMLElement> {
    sequence(state: node.firstChild) { next -> XMLElement? in
      guard next >= 0 else { return nil }
      let element = XMLElement(tree: tree, index: Int(next))
      next = element.node.nextSibling
      return element
    }
  }

  /// Names are compared without regard to their first letter's case: older senders write
  /// `trainLocationReport` for `TrainLocationReport`.
  func isNamed(_ wanted: String) -> Bool {
    let name = self.name
    if name == wanted { return true }
    return name.utf8.count == wanted.utf8.count && name.dropFirst() == wanted.dropFirst()
      && name.first?.lowercased() == wanted.first?.lowercased()
  }

  /// The first child of that name, and so on along the path.
  func first(_ path: String...) -> XMLElement? {
    var element = self
    for step in path {
      guard let next = element.children.first(where: { $0.isNamed(step) }) else { return nil }
      element = next
    }
    return element
  }

  func all(_ name: String) -> [XMLElement] { children.filter { $0.isNamed(name) } }

  /// The first element of that name at any depth, in document order.
  func anywhere(_ wanted: String) -> XMLElement? {
    for child in children {
      if child.isNamed(wanted) { return child }
      if let found = child.anywhere(wanted) { return found }
    }
    return nil
  }
}
