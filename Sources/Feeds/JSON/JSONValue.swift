import Freight

/// A JSON value as read: members in their order, numbers as their text, so that a long wagon or note
/// number never becomes a float.
enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// For messages: `a text`, `an object`.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// The members of an object in the order written.
struct JSONObject: Hashable, Sendable {
  var members: [JSONMember] = []

  /// The member of that name, whatever its value. RFC 8259 §4 leaves duplicate names open: here the
  /// last one counts.
  subscript(key: String) -> JSONMember? { members.last { $0.key == key } }
}

struct JSONMember: Hashable, Sendable {
  var key: String
  var value: JSONValue
  /// Where the value begins in the message: its byte.
  var offset: Int
}

/// Why a member could not be used, and which. The path is relative to the record.
struct JSONFault: Error, Hashable, Sendable {
  var reason: Rejection.Reason
  var path: String
  var offset: Int?
  var detail: String

  init(_ reason: Rejection.Reason, at member: JSONMember, _ detail: String) {
    self.init(reason, path: member.key, offset: member.offset, detail)
  }

  init(_ reason: Rejection.Reason, path: String, offset: Int? = nil, _ detail: String) {
    self.reason = reason
    self.path = path
    self.offset = offset
    self.detail = detail
  }
}

// MARK: - Reading members

extension JSONMember {
  /// The text; nil for null and for an empty one. A number is taken by its text, since senders
  /// leave the quotation marks off wagon and train numbers.
  func text() throws(JSONFault) -> String? {
    switch value {
    case .string(let text), .number(let text):
      guard text.utf8.count <= Limits.textBytes else {
        throw JSONFault(
          .textTooLong, at: self,
          "\(key) has \(text.utf8.count) bytes, the limit is \(Limits.textBytes): shorten it")
      }
      return text.isEmpty ? nil : text
    case .null: return nil
    default: throw wrongType(expected: "a text")
    }
  }

  func bool() throws(JSONFault) -> Bool? {
    switch value {
    case .bool(let value): return value
    case .null: return nil
    default: throw wrongType(expected: "true or false")
    }
  }

  /// A number, or a text that holds one and nothing else.
  func double() throws(JSONFault) -> Double? {
    guard let text = try text() else { return nil }
    guard let number = Double(text), number.isFinite else {
      throw JSONFault(
        .invalidNumber, at: self, "\(key) is \(quoted(text)): write a number, such as 21500.5")
    }
    return number
  }

  func int() throws(JSONFault) -> Int? {
    guard let number = try double() else { return nil }
    guard let whole = Int(exactly: number) else {
      throw JSONFault(.invalidNumber, at: self, "\(key) is \(number): write a whole number")
    }
    return whole
  }

  func object() throws(JSONFault) -> JSONObject? {
    switch value {
    case .object(let object): return object
    case .null: return nil
    default: throw wrongType(expected: "an object")
    }
  }

  /// The elements as members of their own, each with its path: `members[2]`.
  func elements() throws(JSONFault) -> [JSONMember]? {
    switch value {
    case .array(let values):
      return values.enumerated().map { index, value in
        JSONMember(key: "\(key)[\(index)]", value: value, offset: offset)
      }
    case .null: return nil
    default: throw wrongType(expected: "a list")
    }
  }

  /// A number or code of ours: nil where nothing is written, a fault where it has no such shape.
  func identifier<ID>(
    _ expected: String, _ parse: (String) -> ID?
  ) throws(JSONFault) -> ID? {
    guard let text = try text() else { return nil }
    guard let id = parse(text) else {
      throw JSONFault(
        .invalidIdentifier, at: self, "\(key) is \(quoted(text)): expected \(expected)")
    }
    return id
  }

  func wrongType(expected: String) -> JSONFault {
    JSONFault(.wrongType, at: self, "\(key) is \(value.kind): write \(expected)")
  }
}

/// An object within a record, which names its members by their path from there.
struct JSONNode {
  let object: JSONObject
  /// Empty for the record itself.
  let path: String

  init(_ object: JSONObject, path: String = "") {
    self.object = object
    self.path = path
  }

  /// Nil for null; a fault for anything else that is no object.
  init?(_ member: JSONMember) throws(JSONFault) {
    guard let object = try member.object() else { return nil }
    self.init(object, path: member.key)
  }

  /// The member, its key written as its path: `customs.country`.
  subscript(key: String) -> JSONMember? {
    guard var member = object[key] else { return nil }
    if !path.isEmpty { member.key = "\(path).\(key)" }
    return member
  }

  func text(_ key: String) throws(JSONFault) -> String? { try self[key]?.text() }

  /// The text of the first of the keys that has one: senders of two versions, one meaning.
  func text(_ keys: [String]) throws(JSONFault) -> String? {
    for key in keys { if let text = try text(key) { return text } }
    return nil
  }

  func child(_ key: String) throws(JSONFault) -> JSONNode? {
    guard let member = self[key] else { return nil }
    return try JSONNode(member)
  }

  /// The object of the first of the keys that has one.
  func child(_ keys: [String]) throws(JSONFault) -> JSONNode? {
    for key in keys { if let child = try child(key) { return child } }
    return nil
  }

  /// The elements of a list that are objects; null elements are passed over.
  func children(_ key: String) throws(JSONFault) -> [JSONNode] {
    var nodes: [JSONNode] = []
    for element in try self[key]?.elements() ?? [] {
      if let node = try JSONNode(element) { nodes.append(node) }
    }
    return nodes
  }
}

/// A value for a message, cut to a length that fits one line.
func quoted(_ text: some StringProtocol) -> String {
  let head = text.prefix(48)
  return "\"\(head)\(head.endIndex < text.endIndex ? "…" : "")\""
}
