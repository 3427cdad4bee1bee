import Foundation
import Testing

/// As much of JSON Schema 2020-12 as the published schemas use. A keyword that it does not know is
/// an error: it would otherwise pass unchecked.
public struct SchemaChecker {
  public let root: [String: Any]

  public init(_ name: String) throws {
    let file = JSONSnapshot.Folders.schemas.appending(path: "\(name).schema.json")
    root = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
  }

  /// What is wrong with the document, each with its path; empty when nothing is.
  public func problems(in text: String) throws -> [String] {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    return check(value, root, at: "$")
  }

  /// The values allowed by an `enum` of a definition, or of one of its properties.
  public func words(_ definition: String, _ property: String? = nil) -> [String]? {
    let definitions = root["$defs"] as? [String: [String: Any]]
    guard let property else { return definitions?[definition]?["enum"] as? [String] }
    let properties = definitions?[definition]?["properties"] as? [String: [String: Any]]
    return properties?[property]?["enum"] as? [String]
  }

  private static let annotations: Set = [
    "$schema", "$id", "$defs", "title", "description", "examples", "format",
  ]

  private func check(_ value: Any, _ schema: [String: Any], at path: String) -> [String] {
    schema.sorted { $0.key < $1.key }.flatMap { keyword, rule -> [String] in
      Self.annotations.contains(keyword)
        ? [] : check(value, keyword, rule, of: schema, at: path)
    }
  }

  private func check(
    _ value: Any, _ keyword: String, _ rule: Any, of schema: [String: Any], at path: String
  ) -> [String] {
    switch (keyword, rule) {
    case ("$ref", let reference as String): return follow(value, reference, at: path)
    case ("anyOf", let choices as [[String: Any]]):
      let failures = choices.map { check(value, $0, at: path) }
      return failures.contains([]) ? [] : failures.min { $0.count < $1.count } ?? []
    case ("type", let type as String):
      return Self.type(of: value, is: type) ? [] : ["\(path) is not \(type)"]
    case ("const", _), ("enum", _), ("minimum", _), ("maximum", _), ("pattern", _):
      return isAllowed(value, keyword, rule) ? [] : ["\(path) is \(value): not \(keyword) \(rule)"]
    case ("items", let items as [String: Any]):
      let values = value as? [Any] ?? []
      return values.enumerated().flatMap { check($1, items, at: "\(path)[\($0)]") }
    case ("required", let keys as [String]):
      guard let object = value as? [String: Any] else { return [] }
      return keys.filter { object[$0] == nil }.map { "\(path) has no \($0)" }
    case ("properties", let properties as [String: [String: Any]]):
      guard let object = value as? [String: Any] else { return [] }
      return properties.sorted { $0.key < $1.key }.flatMap { key, rule in
        object[key].map { check($0, rule, at: "\(path).\(key)") } ?? []
      }
    case ("propertyNames", let names as [String: Any]):
      return (value as? [String: Any] ?? [:]).keys.flatMap { check($0, names, at: "\(path).\($0)") }
    case ("additionalProperties", _):
      let named = (schema["properties"] as? [String: Any] ?? [:]).keys
      let others = (value as? [String: Any] ?? [:]).filter { !named.contains($0.key) }
      return others.sorted { $0.key < $1.key }.flatMap { key, inner -> [String] in
        (rule as? [String: Any]).map { check(inner, $0, at: "\(path).\(key)") }
          ?? ["\(path).\(key) is not in the schema"]
      }
    default: return ["\(path): this test does not know the keyword \(keyword)"]
    }
  }

  private func follow(_ value: Any, _ reference: String, at path: String) -> [String] {
    let name = reference.split(separator: "/").last.map(String.init) ?? ""
    let definitions = root["$defs"] as? [String: [String: Any]]
    guard let definition = definitions?[name] else { return ["no definition \(reference)"] }
    return check(value, definition, at: path)
  }

  private func isAllowed(_ value: Any, _ keyword: String, _ rule: Any) -> Bool {
    switch keyword {
    case "const": return "\(value)" == "\(rule)"
    case "enum": return (rule as? [String] ?? []).contains(value as? String ?? "")
    case "pattern":
      return (value as? String)?.range(of: rule as? String ?? "", options: .regularExpression)
        != nil
    default:
      guard let value = (value as? NSNumber)?.doubleValue,
        let limit = (rule as? NSNumber)?.doubleValue
      else { return false }
      return keyword == "minimum" ? value >= limit : value <= limit
    }
  }

  private static func type(of value: Any, is type: String) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "boolean":
      value as? NSNumber == true as NSNumber || value as? NSNumber == false as NSNumber
    case "number": value is NSNumber
    case "integer": (value as? NSNumber).map { $0.doubleValue.rounded() == $0.doubleValue } ?? false
    default: false
    }
  }
}
