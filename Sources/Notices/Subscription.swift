import Answers
import Foundation
import Freight
import Ledger
import Tracking

/// Who is told what, and where.
///
/// Kept in the ledger as JSON: members are never renamed, and what an older version did not write has
/// a default.
package struct Subscription: Hashable, Sendable {
  /// Which of many: all, or only those named.
  package enum Choice: Hashable, Sendable {
    case none, all
    case only(Set<String>)

    func holds(_ name: String) -> Bool {
      switch self {
      case .none: false
      case .all: true
      case .only(let names): names.contains(name)
      }
    }
  }

  package var url: String
  package var label: String?
  /// Activities.
  package var milestones: Choice
  /// Kinds of alert, raised and cleared.
  package var alerts: Choice
  /// Tells of an estimate once it has moved this many hours since the subscriber was last told.
  package var estimateHours: Double?
  package var filter = Filter()
  /// The receiver may be on this machine or in a private network.
  package var allowsPrivate = false
  /// Several while one is being changed for another: each signs.
  package var secrets: [Secret]

  /// Every condition that is set must hold.
  package struct Filter: Hashable, Sendable {
    /// Only this customer's goods, told as the customer may see them.
    package var customer: String?
    package var route: String?
    /// A train, `X9041@2026-02-02`, or all runs of a number.
    package var train: String?
    package var containers: Set<String> = []
    /// Where it happens, by the gazetteer's name.
    package var place: String?

    package init() {}
  }

  package struct Secret: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
      /// Made here and kept in the ledger.
      case kept(String)
      case environment(String)
      case file(String)
    }

    package var source: Source
    /// Signs no more after then (UTC µs).
    package var until: Int64?

    package init(_ source: Source, until: Int64? = nil) {
      self.source = source
      self.until = until
    }
  }

  package init(
    url: String, milestones: Choice, alerts: Choice, estimateHours: Double?, secrets: [Secret]
  ) {
    self.url = url
    self.milestones = milestones
    self.alerts = alerts
    self.estimateHours = estimateHours
    self.secrets = secrets
  }

  var viewer: Viewer { filter.customer.map { .customer($0) } ?? .desk }

  /// Whether the journey is one that the subscriber wants to hear of, and may.
  func concerns(_ journey: Journey) -> Bool {
    if !filter.containers.isEmpty, !filter.containers.contains(journey.container.text) {
      return false
    }
    if let route = filter.route, journey.path?.route != route { return false }
    if let train = filter.train,
      !journey.trains.contains(where: {
        $0.description == train || $0.description.hasPrefix(train + "@")
      })
    {
      return false
    }
    return viewer.sees(journey)
  }

  func concerns(_ place: PlaceID?) -> Bool { filter.place.map { $0 == place?.slug } ?? true }
}

/// A subscription with its name and state in the ledger.
package struct KeptSubscription: Sendable {
  package var record: SubscriptionRecord
  package var subscription: Subscription

  /// - Throws: ``NoticeError/unreadable(_:)``.
  package init(_ record: SubscriptionRecord) throws {
    self.record = record
    do {
      subscription = try JSONDecoder().decode(
        Subscription.self, from: Data(record.definition.utf8))
    } catch { throw NoticeError.unreadable(record.id) }
  }

  /// With what the subscription has become.
  package var changed: SubscriptionRecord {
    get throws {
      var record = record
      record.definition = try subscription.definition
      return record
    }
  }
}

extension Subscription {
  /// As the ledger keeps it.
  package var definition: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  /// A new one for the ledger, whose newest event is `seq`.
  package func record(at now: Int64, sinceSeq seq: Int64) throws -> SubscriptionRecord {
    SubscriptionRecord(
      id: "hook_" + TimeOrderedID.random(letters: 8), definition: try definition, createdAt: now,
      sinceSeq: seq)
  }
}

/// What goes wrong with notices here, rather than at their receiver.
package enum NoticeError: Error, Hashable {
  /// A subscription that this version cannot read.
  case unreadable(String)
  case missingSecret(String)
  /// Not base64 behind `whsec_`, or too short to protect anything.
  case unusableSecret(String)
}

extension NoticeError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let id): "the subscription \(id) was written by another version of banlie"
    case .missingSecret(let name): "the secret \(name) is not there"
    case .unusableSecret(let name):
      "the secret \(name) is not base64 of \(WebhookKey.bytes.lowerBound) to "
        + "\(WebhookKey.bytes.upperBound) bytes behind whsec_"
    }
  }
}

// MARK: - As JSON

extension Subscription: Codable {
  private enum Key: String, CodingKey {
    case url, label, milestones, alerts, etaHours, allowPrivate, secrets
    case customer, route, train, containers, place
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    func choice(_ key: Key) throws -> Choice {
      guard let names = try values.decodeIfPresent([String].self, forKey: key) else { return .none }
      return names == ["*"] ? .all : .only(Set(names))
    }
    url = try values.decode(String.self, forKey: .url)
    label = try values.decodeIfPresent(String.self, forKey: .label)
    milestones = try choice(.milestones)
    alerts = try choice(.alerts)
    estimateHours = try values.decodeIfPresent(Double.self, forKey: .etaHours)
    allowsPrivate = try values.decodeIfPresent(Bool.self, forKey: .allowPrivate) ?? false
    secrets = try values.decode([Secret].self, forKey: .secrets)
    filter.customer = try values.decodeIfPresent(String.self, forKey: .customer)
    filter.route = try values.decodeIfPresent(String.self, forKey: .route)
    filter.train = try values.decodeIfPresent(String.self, forKey: .train)
    filter.containers = try values.decodeIfPresent(Set<String>.self, forKey: .containers) ?? []
    filter.place = try values.decodeIfPresent(String.self, forKey: .place)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    func encode(_ choice: Choice, _ key: Key) throws {
      switch choice {
      case .none: break
      case .all: try values.encode(["*"], forKey: key)
      case .only(let names): try values.encode(names.sorted(), forKey: key)
      }
    }
    try values.encode(url, forKey: .url)
    try values.encodeIfPresent(label, forKey: .label)
    try encode(milestones, .milestones)
    try encode(alerts, .alerts)
    try values.encodeIfPresent(estimateHours, forKey: .etaHours)
    if allowsPrivate { try values.encode(true, forKey: .allowPrivate) }
    try values.encode(secrets, forKey: .secrets)
    try values.encodeIfPresent(filter.customer, forKey: .customer)
    try values.encodeIfPresent(filter.route, forKey: .route)
    try values.encodeIfPresent(filter.train, forKey: .train)
    if !filter.containers.isEmpty {
      try values.encode(filter.containers.sorted(), forKey: .containers)
    }
    try values.encodeIfPresent(filter.place, forKey: .place)
  }
}

extension Subscription.Secret: Codable {
  private enum Key: String, CodingKey { case value, env, file, until }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    if let name = try values.decodeIfPresent(String.self, forKey: .env) {
      source = .environment(name)
    } else if let path = try values.decodeIfPresent(String.self, forKey: .file) {
      source = .file(path)
    } else {
      source = .kept(try values.decode(String.self, forKey: .value))
    }
    until = try values.decodeIfPresent(Int64.self, forKey: .until)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    switch source {
    case .kept(let text): try values.encode(text, forKey: .value)
    case .environment(let name): try values.encode(name, forKey: .env)
    case .file(let path): try values.encode(path, forKey: .file)
    }
    try values.encodeIfPresent(until, forKey: .until)
  }
}
