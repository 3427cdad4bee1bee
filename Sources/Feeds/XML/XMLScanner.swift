import CXML2
import Freight

/// Receives a document's elements and text in order.
protocol XMLHandler: AnyObject {
  /// Throwing ends the reading with that failure.
  func start(_ tag: XMLTag, line: Int) throws(XMLFailure)
  func text(_ bytes: UnsafeBufferPointer<UInt8>)
  func end()
}

/// Why a document could not be read to its end.
enum XMLFailure: Error, Equatable {
  case malformed(line: Int, String)
  case doctype(line: Int)
  case tooDeep(line: Int)
  case tooLarge(line: Int, limit: String)
}

/// An element as the parser sees it; valid only while it is being handed over.
struct XMLTag {
  fileprivate let name: UnsafePointer<UInt8>
  fileprivate let attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  fileprivate let attributeCount: Int

  /// The local name: prefixes and namespaces differ between senders of one schema.
  var localName: String { String(cString: name) }
  /// The same address for the same name throughout a document.
  var nameAddress: UnsafePointer<UInt8> { name }

  func isNamed(_ other: StaticString) -> Bool { Self.matches(name, other) }

  /// The value of the attribute with that local name.
  func attribute(_ wanted: StaticString) -> String? {
    bytes(of: wanted).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The same, where the parser holds it.
  func bytes(of wanted: StaticString) -> UnsafeBufferPointer<UInt8>? {
    guard let attributes else { return nil }
    for index in 0..<attributeCount {
      // Local name, prefix, namespace, value, end of value.
      guard let name = attributes[index * 5], Self.matches(name, wanted),
        let value = attributes[index * 5 + 3], let end = attributes[index * 5 + 4]
      else { continue }
      return UnsafeBufferPointer(start: value, count: end - value)
    }
    return nil
  }

  private static func matches(_ name: UnsafePointer<UInt8>, _ other: StaticString) -> Bool {
    let count = other.utf8CodeUnitCount
    let wanted = other.utf8Start
    for index in 0..<count where name[index] != wanted[index] { return false }
    return name[count] == 0
  }
}

/// Reads XML as untrusted senders write it, on libxml2: no document type, so no entities of one's own
/// and nothing fetched; nested no deeper than ``Freight/Limits/xmlDepth``.
enum XMLScanner {
  /// - Parameter bytes: a whole document, in any encoding that it declares.
  static func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, _ handler: some XMLHandler
  ) throws(XMLFailure) {
    // In pieces, since the parser keeps what it has not yet consumed.
    var at = 0
    try scan(handler) {
      guard at < bytes.count else { return nil }
      let piece = UnsafeBufferPointer(rebasing: bytes[at..<min(at + (64 << 10), bytes.count)])
      at += piece.count
      return piece
    }
  }

  /// Reads a document that is never in memory as a whole.
  ///
  /// - Parameter next: the next piece, valid until it is called again; nil at the end.
  static func scan(
    _ handler: some XMLHandler, reading next: () -> UnsafeBufferPointer<UInt8>?
  ) throws(XMLFailure) {
    _ = initialised
    cxml2_silence_thread()
    let run = Run(handler)
    var callbacks = Self.callbacks
    guard
      let context = xmlCreatePushParserCtxt(
        &callbacks, Unmanaged.passUnretained(run).toOpaque(), nil, 0, nil)
    else { throw .malformed(line: 0, "there is no memory for a parser") }
    defer { xmlFreeParserCtxt(context) }
    run.context = context
    let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue
    xmlCtxtUseOptions(context, Int32(options | XML_PARSE_NOWARNING.rawValue))
    while run.failure == nil, context.pointee.wellFormed != 0, let piece = next() {
      guard let start = UnsafeRawPointer(piece.baseAddress) else { continue }
      xmlParseChunk(
        context, start.assumingMemoryBound(to: CChar.self), Int32(clamping: piece.count), 0)
    }
    if run.failure == nil { xmlParseChunk(context, nil, 0, 1) }
    if let failure = run.failure { throw failure }
    if context.pointee.wellFormed == 0 {
      let error = context.pointee.lastError
      let text = error.message.map { String(cString: $0) } ?? "it is not well-formed"
      throw .malformed(line: Int(error.line), text.trimmingWhitespace())
    }
  }

  private static let initialised: Void = xmlInitParser()

  /// What the callbacks find behind the parser's user pointer.
  private final class Run {
    let handler: any XMLHandler
    var context: xmlParserCtxtPtr?
    var failure: XMLFailure?
    var depth = 0

    init(_ handler: any XMLHandler) { self.handler = handler }

    var line: Int { Int(xmlSAX2GetLineNumber(context)) }

    func stop(_ reason: XMLFailure) {
      if failure == nil { failure = reason }
      xmlStopParser(context)
    }

    static func of(_ pointer: UnsafeMutableRawPointer?) -> Run? {
      pointer.map { Unmanaged<Run>.fromOpaque($0).takeUnretainedValue() }
    }
  }

  private static var callbacks: xmlSAXHandler {
    var sax = xmlSAXHandler()
    sax.initialized = UInt32(XML_SAX2_MAGIC)
    sax.internalSubset = { user, _, _, _ in
      guard let run = Run.of(user) else { return }
      run.stop(.doctype(line: run.line))
    }
    sax.getEntity = { _, name in xmlGetPredefinedEntity(name) }
    sax.startElementNs = { user, name, _, _, _, _, count, _, attributes in
      guard let run = Run.of(user), let name, run.failure == nil else { return }
      run.depth += 1
      guard run.depth <= Limits.xmlDepth else { return run.stop(.tooDeep(line: run.line)) }
      let tag = XMLTag(name: name, attributes: attributes, attributeCount: Int(count))
      do throws(XMLFailure) { try run.handler.start(tag, line: run.line) } catch {
        run.stop(error)
      }
    }
    sax.endElementNs = { user, _, _, _ in
      guard let run = Run.of(user), run.failure == nil else { return }
      run.depth -= 1
      run.handler.end()
    }
    let text: charactersSAXFunc = { user, bytes, count in
      guard let run = Run.of(user), run.failure == nil, let bytes, count > 0 else { return }
      run.handler.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
    sax.characters = text
    sax.cdataBlock = text
    return sax
  }
}
