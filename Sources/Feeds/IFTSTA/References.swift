import Freight

extension IFTSTA {
  /// DE 1153 → the kind of contract number. `CIM` and `SMGS` are no codes of the directory; railways
  /// write them for want of one.
  static let noteKinds: [String: NoteNumber.Kind] = [
    "BM": .billOfLading, "MB": .billOfLading, "AFA": .billOfLading, "BN": .booking, "BH": .house,
    "HWB": .house, "RCN": .cim, "CIM": .cim, "CIU": .cim, "SMG": .smgs, "SMGS": .smgs,
    "WY": .other, "AAM": .other, "AAS": .other, "CMR": .other, "SRN": .other, "UCN": .other,
    "CW": .other,
  ]

  /// The contract numbers among references, in their order, each once.
  static func notes(_ references: some Sequence<EDIFACT.Segment>) -> [NoteNumber] {
    var notes: [NoteNumber] = []
    for reference in references {
      guard let kind = noteKinds[reference[1, 1]],
        let note = NoteNumber(kind: kind, reference[1, 2]),
        !notes.contains(note)
      else { continue }
      notes.append(note)
    }
    return notes
  }

  /// Number and measurements: `MEA+AAE+G+KGM:26500`, `MEA+WT++KGM:26500`.
  struct Masses {
    var grossKilograms: Double?
    var tareKilograms: Double?

    init(_ measurements: [EDIFACT.Segment]) {
      for segment in measurements {
        let attribute = segment[2].isEmpty ? segment[1] : segment[2]
        guard let factor = Self.kilograms[segment[3, 1]],
          let value = Double(segment[3, 2].replacing(",", with: ".")), value.isFinite, value >= 0
        else { continue }
        switch attribute {
        case "T": tareKilograms = value * factor
        // G gross, VGM verified gross mass (SOLAS), AAB goods item gross, WT weight.
        case "G", "VGM", "AAB", "WT", "AET": grossKilograms = grossKilograms ?? value * factor
        default: continue
        }
      }
    }

    /// UNECE Recommendation 20.
    private static let kilograms = ["KGM": 1.0, "TNE": 1_000.0]
  }

  static func cargo(_ goods: Goods) -> Cargo {
    var cargo = Cargo()
    let texts = goods.texts.filter { $0[1] == "AAA" }.flatMap { $0.composite(4) }
    if !texts.isEmpty { cargo.description = clipped(texts.joined(separator: " ")) }
    cargo.packages = Int(goods.item[2, 1]).flatMap { $0 > 0 ? $0 : nil }
    cargo.grossKilograms = Masses(goods.measurements).grossKilograms
    cargo.dangerousGoods = goods.dangers.lazy.compactMap { UNNumber($0[3]) }.first
    return cargo
  }

  /// A text of the sender's, as long as the ledger keeps one.
  static func clipped(_ text: String, to limit: Int = Limits.textBytes) -> String {
    guard text.utf8.count > limit else { return text }
    var kept = text
    while kept.utf8.count > limit - 3 {
      kept = String(kept.unicodeScalars.prefix(kept.unicodeScalars.count * 15 / 16))
    }
    return kept + "…"
  }
}
