import Answers
import Foundation
import Freight
import Hummingbird
import RouteBook

/// What a request asks for in the part of its address behind `?`.
struct Query {
  private let values: [String: String]

  /// - Parameter names: those that there are at this address.
  /// - Throws: ``Problem`` for another one, and for one that is given twice.
  init(_ request: Request, _ names: [String]) throws {
    try self.init(whatever: request)
    // What was asked for and not heeded would look like the answer to it.
    guard let other = values.keys.filter({ !names.contains($0) }).min() else { return }
    let known = names.sorted().joined(separator: ", ")
    throw Problem.wrongQuery("there is no parameter “\(other)” here; there are \(known)")
  }

  /// With names that are not ours, too: whoever passes a link on may add some.
  ///
  /// - Throws: ``Problem`` for a key that is given twice.
  init(whatever request: Request) throws {
    var values: [String: String] = [:]
    for (key, value) in request.uri.queryParameters {
      guard values.updateValue(String(value), forKey: String(key)) == nil else {
        throw Problem.wrongQuery("“\(key)” is given twice")
      }
    }
    self.values = values
  }

  func has(_ key: String) -> Bool { values[key] != nil }

  func text(_ key: String) -> String? { values[key].flatMap { $0.isEmpty ? nil : $0 } }

  func flag(_ key: String) throws -> Bool {
    switch values[key] {
    case nil, "false", "0": return false
    case "", "true", "1": return true
    case let other?: throw Problem.wrongQuery("\(key) is true or false, not “\(other)”")
    }
  }

  func number(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = values[key] else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw Problem.wrongQuery(
        "\(key) is a whole number from \(range.lowerBound) to \(range.upperBound), not “\(text)”")
    }
    return value
  }

  /// RFC 3339, in UTC µs.
  func moment(_ key: String) throws -> Int64? {
    guard let text = values[key] else { return nil }
    // A plus sign in an address is a space to many.
    do {
      return try RFC3339.parse(text.replacingOccurrences(of: " ", with: "+")).microseconds
    } catch {
      throw Problem.wrongQuery(
        "\(key) takes a time with its offset, such as 2026-02-02T08:00:00+08:00, not “\(text)”")
    }
  }

  /// `lang`, else what the client prefers.
  func language(_ request: Request) throws -> Language {
    if let text = values["lang"] {
      guard let language = Language(rawValue: text) else {
        throw Problem.wrongQuery("lang is en, zh or ru, not “\(text)”")
      }
      return language
    }
    return request.preferredLanguage ?? .en
  }
}

extension Request {
  /// The first of `Accept-Language` that there is, by its weight (RFC 9110 §12.5.4).
  var preferredLanguage: Language? {
    let wanted = (headers[.acceptLanguage] ?? "").split(separator: ",").compactMap {
      item -> (language: Language, weight: Double)? in
      let parts = item.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
      guard let tag = parts.first?.prefix(2).lowercased(), let language = Language(rawValue: tag)
      else { return nil }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap {
        Double($0.dropFirst(2))
      }
      return (language, weight ?? 1)
    }
    // The first of those that weigh the same.
    return wanted.enumerated().max {
      ($0.element.weight, -$0.offset) < ($1.element.weight, -$1.offset)
    }?.element.language
  }
}
