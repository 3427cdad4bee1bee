import Freight

extension TAF {
  /// One message, out of whatever it was wrapped in.
  struct Found {
    let element: XMLElement
    /// Lines of the outer document before the text in which an escaped message stands.
    let linesBefore: Int

    func position(of element: XMLElement) -> Position { .line(linesBefore + element.line) }
    var position: Position { position(of: element) }
  }

  /// The messages of a document: its root, or what stands in a SOAP envelope or UICMessage, as
  /// elements or as the escaped text of a document (unwrapped once).
  static func messages(in document: [UInt8]) throws(Rejection) -> [Found] {
    let root = try root(of: document, linesBefore: 0)
    var search = Search()
    search.walk(root)
    if search.messages.isEmpty {
      for (text, line) in search.documents {
        var inner = Search()
        inner.walk(try self.root(of: Array(withoutDeclaration(text).utf8), linesBefore: line - 1))
        search.messages += inner.messages.map { Found(element: $0.element, linesBefore: line - 1) }
      }
    }
    guard search.messages.isEmpty else { return search.messages }
    throw Rejection(
      .unsupportedMessage, at: .line(root.line),
      search.isSealed
        ? "the message in the \(root.name) is encrypted or compressed: send it plain"
        : "\(quoted(root.name)) holds no TAF message: read are 3003, 4004, 4005, 4006 and 5020")
  }

  private struct Search {
    var messages: [Found] = []
    /// Leaves whose text is itself a document, with their lines.
    var documents: [(text: String, line: Int)] = []
    /// UICMessage/Header says that nobody can read the body as it is.
    var isSealed = false

    mutating func walk(_ element: XMLElement) {
      if MessageType(rootName: element.name) != nil || element.first("MessageHeader") != nil {
        messages.append(Found(element: element, linesBefore: 0))
        return
      }
      if let text = element.text {
        if text.utf8.first == UInt8(ascii: "<") { documents.append((text, element.line)) }
        let seals = element.isNamed("encrypted") || element.isNamed("compressed")
        if seals, text == "true" || text == "1" { isSealed = true }
      }
      for child in element.children { walk(child) }
    }
  }

  /// Its encoding is that of the document around it, whatever it declares.
  private static func withoutDeclaration(_ text: String) -> Substring {
    guard text.hasPrefix("<?xml"), let end = text.firstIndex(of: ">") else { return text[...] }
    return text[text.index(after: end)...]
  }

  private static func root(
    of document: [UInt8], linesBefore: Int
  ) throws(Rejection) -> XMLElement {
    do throws(XMLFailure) {
      if let root = try XMLTree(document).root { return root }
    } catch {
      throw rejection(error, of: document, linesBefore: linesBefore)
    }
    throw Rejection(.empty, at: .line(linesBefore + 1), "there is no element in it")
  }

  private static func rejection(
    _ failure: XMLFailure, of document: [UInt8], linesBefore: Int
  ) -> Rejection {
    func at(_ line: Int) -> Position { .line(linesBefore + max(line, 1)) }
    switch failure {
    case .malformed(let line, let text):
      if breaksOff(document) {
        return Rejection(
          .truncated, at: at(line), "the document breaks off before its end: send it whole")
      }
      return Rejection(
        .malformed, at: at(line), "this is not well-formed XML (\(clipped(text, to: 200)))")
    case .doctype(let line):
      return Rejection(
        .doctypeRefused, at: at(line),
        "a document type may pull in files and entities: send the message without DOCTYPE")
    case .tooDeep(let line):
      return Rejection(
        .tooDeep, at: at(line), "elements nested deeper than \(Limits.xmlDepth): no TAF message is")
    case .tooLarge(let line, let limit):
      return Rejection(.tooLarge, at: at(line), "over the limit \(limit): send it in parts")
    }
  }

  /// Whether the root's closing tag is missing, so that the fault is where the bytes end. Of wide
  /// encodings nobody can tell so easily.
  private static func breaksOff(_ document: [UInt8]) -> Bool {
    var rest = document[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    rest = rest.drop(while: isSpace)
    guard rest.first == UInt8(ascii: "<") else { return false }
    while rest.starts(with: "<?".utf8) || rest.starts(with: "<!--".utf8) {
      guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return true }
      rest = rest[(end + 1)...].drop(while: isSpace)
    }
    guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return true }
    if rest[..<end].last == UInt8(ascii: "/") { return false }
    let name = rest[..<end].dropFirst().prefix { !isSpace($0) }
    let closing = Array("</".utf8) + name
    // From the end, where it is expected.
    var at = rest.endIndex - closing.count
    while at > end {
      if rest[at] == closing[0], rest[at...].starts(with: closing) {
        return !rest[at...].contains(UInt8(ascii: ">"))
      }
      at -= 1
    }
    return true
  }
}
