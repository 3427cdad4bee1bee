import Freight

extension IFTSTA {
  /// Whom a status is about, with what its equipment segment says.
  struct Reported {
    var subject: Subject
    var equipment: Equipment?
    var assumptions: Assumptions = []
    var wagon: WagonNumber?
  }
}

extension IFTSTA.Mapper {
  /// The containers of the status; else those that hold for the whole message; else the wagons; else
  /// the consignment. Rejects what cannot be read, and the status if nothing is left.
  mutating func subjects(of report: IFTSTA.Report) -> [IFTSTA.Reported] {
    for status in [report.status, groups.header] {
      let (found, isNamed) = equipment(of: status)
      // A status about equipment that cannot be read is not one about the whole consignment.
      if isNamed { return found }
    }
    let ranked = rankedNotes(report.ownNotes) ?? rankedNotes(report.notes)
    if let note = ranked { return [IFTSTA.Reported(subject: .consignment(note))] }
    reject(
      .unknownSubject, report.segment,
      "the status \(report.code.written) names no container (EQD+CN, RFF+EQ) and no consignment "
        + "(RFF+BM, BN, RCN …, CNI)")
    return []
  }

  /// The kinds of contract by how well they name a consignment.
  private func rankedNotes(_ notes: [NoteNumber]) -> NoteNumber? {
    let rank: [NoteNumber.Kind] = [
      .smgs, .cimSmgs, .cim, .billOfLading, .booking, .house, .other,
    ]
    for kind in rank {
      if let note = notes.first(where: { $0.kind == kind }) { return note }
    }
    return nil
  }

  /// - Returns: what could be read, and whether any equipment is named at all.
  private mutating func equipment(
    of status: IFTSTA.Status
  ) -> (found: [IFTSTA.Reported], isNamed: Bool) {
    var boxes: [IFTSTA.Reported] = []
    var wagons: [WagonNumber] = []
    var isNamed = false
    for equipment in status.equipment {
      let segment = equipment.equipment
      guard !segment[2].isEmpty else { continue }
      switch segment[1] {
      case "RR", "RF", "BX":
        isNamed = true
        if let wagon = WagonNumber(segment[2]) {
          wagons.append(wagon)
        } else {
          reject(.invalidIdentifier, segment, "“\(segment[2].prefix(35))” is no wagon number")
        }
      case "CN", "SW", "TE", "":
        isNamed = true
        if var box = box(segment[2], at: segment) {
          box.equipment = equipment
          box.wagon = IFTSTA.wagon(equipment.placement)
          boxes.append(box)
        }
      default: continue
      }
    }
    let written = Set(status.equipment.map { $0.equipment[2] })
    var known = Set(boxes.map(\.subject))
    for reference in status.references where reference[1, 1] == "EQ" && !reference[1, 2].isEmpty {
      isNamed = true
      if written.contains(reference[1, 2]) { continue }
      if let box = box(reference[1, 2], at: reference), known.insert(box.subject).inserted {
        boxes.append(box)
      }
    }
    if boxes.isEmpty { return (wagons.map { IFTSTA.Reported(subject: .wagon($0)) }, isNamed) }
    // One wagon beside the boxes carries them; of several nobody says which.
    if wagons.count == 1 {
      for place in boxes.indices { boxes[place].wagon = boxes[place].wagon ?? wagons[0] }
    }
    return (boxes, isNamed)
  }

  private mutating func box(
    _ written: String, at segment: EDIFACT.Segment
  ) -> IFTSTA.Reported? {
    if let number = ContainerNumber(written) {
      guard !number.isCheckDigitValid else { return IFTSTA.Reported(subject: .container(number)) }
      let detail =
        "container \(number): its check digit should be "
        + "\(number.withCorrectCheckDigit.text.suffix(1))"
      guard !context.isStrict else {
        reject(.wrongCheckDigit, segment, detail)
        return nil
      }
      if flagged.insert(number).inserted { warn(segment, detail + "; kept and flagged") }
      return IFTSTA.Reported(subject: .container(number), assumptions: .checkDigit)
    }
    if let number = ContainerNumber.completing(written) {
      if flagged.insert(number).inserted {
        warn(segment, "container \(written) comes without check digit: taken for \(number)")
      }
      return IFTSTA.Reported(subject: .container(number), assumptions: .checkDigit)
    }
    reject(
      .invalidIdentifier, segment,
      "“\(written.prefix(35))” is no container number (four letters, seven digits)")
    return nil
  }
}
