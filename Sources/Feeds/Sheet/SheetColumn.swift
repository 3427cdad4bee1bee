import Freight

/// What a column holds, told from its header.
enum SheetColumn: Hashable {
  case container, wagon, foreignWagon, trainNumber, departureDate, loadingDate, containerType, seal
  case grossKilograms(factor: Double)
  case tareKilograms(factor: Double)
  case goods, commodity, packages, dangerousGoods, consignor, consignee
  case note(NoteNumber.Kind)
  case customer, origin, destination, route, reportDate
  case vessel, voyageNumber
  case location, locationDate, remainingKilometres, remark
  case milestone(Activity, place: String?, Classifier)

  /// What only a loading list tells.
  var isOfLoadingList: Bool {
    switch self {
    case .wagon, .seal, .grossKilograms, .goods, .commodity, .packages, .consignor, .consignee,
      .note:
      true
    default: false
    }
  }

  /// The name of a sheet's slot: stable when the header's wording changes a little.
  var slot: String {
    switch self {
    case .milestone(let activity, let place, let classifier):
      "\(classifier.name) \(activity.rawValue) \(place ?? "")"
    case .location: "location"
    case .remark: "remark"
    default: "\(self)"
    }
  }

  init?(header: String) {
    let name = SheetColumn.normalised(header)
    let time = HeaderTime(header)
    guard !name.isEmpty, !time.isBound else { return nil }
    if let known = SheetColumn.synonyms[name] ?? SheetColumn.weight(header) {
      self = known.inUnit(of: header).told(time.classifier)
    } else if let milestone = SheetColumn.milestone(header) {
      self = milestone
    } else {
      return nil
    }
  }

  /// What is planned or expected has not been.
  private func told(_ classifier: Classifier?) -> SheetColumn {
    guard case .milestone(let activity, let place, _) = self, let classifier else { return self }
    return .milestone(activity, place: place, classifier)
  }

  /// What is left out on purpose: a row's number, bounds of an estimate, and why or by how much
  /// something is late.
  static func isNotRead(_ header: String) -> Bool {
    let time = HeaderTime(header)
    return time.isBound || time.isAside || rowNumbers.contains(normalised(header))
  }

  private static let rowNumbers: Set = ["", "序号", "编号", "no", "sn", "пп", "nпп", "номерпп"]

  // MARK: - Weights

  /// `Вес брутто, т`, `毛重KG`: a weight with its unit behind it, outside of brackets.
  private static func weight(_ header: String) -> SheetColumn? {
    let words = words(header)
    guard let last = words.last else { return nil }
    var name = words.dropLast().joined()
    if !units.keys.contains(last) {
      guard let unit = ["公斤", "千克", "吨"].first(where: last.hasSuffix) else { return nil }
      name += last.dropLast(unit.count)
    }
    switch synonyms[normalised(name)] {
    case .grossKilograms?: return .grossKilograms(factor: 1)
    case .tareKilograms?: return .tareKilograms(factor: 1)
    default: return nil
    }
  }

  /// Kilograms in a unit.
  private static let units: [String: Double] = [
    "kg": 1, "kgs": 1, "кг": 1, "公斤": 1, "千克": 1,
    "t": 1_000, "ton": 1_000, "tons": 1_000, "tonnes": 1_000, "mt": 1_000, "т": 1_000, "тн": 1_000,
    "тонн": 1_000, "тонны": 1_000, "吨": 1_000,
  ]

  /// Runs of letters of one script.
  private static func words(_ header: String) -> [String] {
    var words: [String] = []
    var script: Int?
    for character in foldingFullWidth(header).lowercased() {
      let scalar = character.unicodeScalars.first?.value ?? 0
      let own = !character.isLetter ? nil : scalar < 0x250 ? 0 : scalar < 0x2E80 ? 1 : 2
      if let own, own == script {
        words[words.count - 1].append(character)
      } else if own != nil {
        words.append(String(character))
      }
      script = own
    }
    return words
  }

  /// Weights in tonnes say so in their header.
  func inUnit(of header: String) -> SheetColumn {
    let isTonnes = SheetColumn.words(header).contains { word in
      SheetColumn.units[word] == 1_000 || word.has(word: "吨")
    }
    switch self {
    case .grossKilograms: return .grossKilograms(factor: isTonnes ? 1_000 : 1)
    case .tareKilograms: return .tareKilograms(factor: isTonnes ? 1_000 : 1)
    default: return self
    }
  }

  /// Small letters without spaces, punctuation, units and numero signs.
  static func normalised(_ header: String) -> String {
    var text = foldingFullWidth(header).lowercased()
    while let open = text.firstIndex(of: "("), let close = text[open...].firstIndex(of: ")") {
      text.removeSubrange(open...close)
    }
    var letters = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) {
        letters.append(scalar)
      } else if scalar.value >= 0x80, scalar.properties.isAlphabetic {
        letters.append(scalar == "ё" ? "е" : scalar)
      }
    }
    return String(letters)
  }

  // MARK: - Milestones

  private static let verbs: [(word: String, activity: Activity, classifier: Classifier)] = [
    ("预计到达", .arrived, .estimated), ("预计抵达", .arrived, .estimated), ("预抵", .arrived, .estimated),
    ("预计离开", .departed, .estimated), ("到达", .arrived, .actual), ("抵达", .arrived, .actual),
    ("离开", .departed, .actual), ("驶离", .departed, .actual), ("发车", .departed, .actual),
    ("出发", .departed, .actual), ("换装", .reloaded, .actual), ("通过", .passed, .actual),
    ("出境", .crossedBorder, .actual), ("交付", .delivered, .actual), ("提箱", .pickedUp, .actual),
    ("放行", .customsReleased, .actual), ("装船", .loaded, .actual), ("卸船", .discharged, .actual),
    ("eta", .arrived, .estimated), ("etd", .departed, .estimated), ("ata", .arrived, .actual),
    ("atd", .departed, .actual), ("arrived", .arrived, .actual), ("arrival", .arrived, .actual),
    ("departed", .departed, .actual), ("departure", .departed, .actual),
    ("left", .departed, .actual),
    ("reloaded", .reloaded, .actual), ("reloading", .reloaded, .actual),
    ("passed", .passed, .actual),
    ("crossed", .crossedBorder, .actual), ("delivered", .delivered, .actual),
    ("ожидаемое прибытие", .arrived, .estimated), ("прибытие", .arrived, .actual),
    ("прибыл", .arrived, .actual), ("отправление", .departed, .actual),
    ("отправлен", .departed, .actual), ("убыл", .departed, .actual), ("убытие", .departed, .actual),
    ("перегруз", .reloaded, .actual), ("проследовал", .passed, .actual),
    ("выдан", .delivered, .actual),
  ]
  private static let fillers = [
    "日期", "时间", "实际", "到站", "date", "time", "at", "in", "by", "дата", "время", "ст.", "на", "в",
    "из",
    "по",
  ]

  /// Verb and place in either order: `到达霍尔果斯`, `霍尔果斯到达日期`, `left Khorgos`, `прибыл Достык`.
  private static func milestone(_ header: String) -> SheetColumn? {
    let text = foldingFullWidth(header).trimmingWhitespace()
    let lower = text.lowercased()
    let time = HeaderTime(header)
    guard !time.isAside else { return nil }
    for verb in verbs {
      guard let found = lower.firstRange(ofWord: verb.word) else { continue }
      var place = lower
      place.removeSubrange(found)
      place = HeaderTime.withoutChinese(place)
      var classifier = time.classifier ?? verb.classifier
      let words = place.split { $0.isWhitespace || "()_:/-".contains($0) }.map(String.init)
      var rest = words.filter { !fillers.contains($0) && !HeaderTime.isOfTime($0) }.joined(
        separator: " ")
      for filler in fillers where filler.unicodeScalars.first.map({ $0.value >= 0x4E00 }) ?? false {
        rest = rest.replacing(filler, with: "")
      }
      var name = rest.trimmingWhitespace()
      // 应到达: when it should.
      if name == "应" {
        name = ""
        classifier = .planned
      }
      guard name.count <= 40 else { return nil }
      guard !name.isEmpty else { return .milestone(verb.activity, place: nil, classifier) }
      // The place as it was written, capitals and all, where small letters take as many bytes.
      let written =
        lower.utf8.count == text.utf8.count
        ? lower.firstRange(ofWord: name).map { String(text[$0]) } : nil
      return .milestone(verb.activity, place: written ?? name, classifier)
    }
    return nil
  }
}
