import Freight
import RouteBook

/// Loading lists (装车清单) as forwarders send them, one below the other under one header: CSV with
/// Chinese headers, BOM and CRLF; the title row says that it is simulated.
struct LoadingListWriter: Writer {
  let head =
    CSVRow.byteOrderMark + CSVRow.text(["SIMULATED 模拟数据 装车清单"])
    + CSVRow.text([
      "车次", "发车日期", "发站", "到站", "箱号", "箱型", "车号", "封号", "毛重(kg)", "皮重(kg)", "品名", "HS编码", "件数",
      "发货人",
      "收货人", "国际货协运单号", "委托人",
    ])
  let end = ""

  /// A row for each goods item; several of one box share its number.
  func text(of train: SimulatedTrain) -> String {
    var rows: [Subject: Event] = [:]
    for report in train.reports where report.event.activity == .loaded {
      guard report.event.conveyance.train != nil else { continue }
      // A list has one row for a box, however often it was sent.
      rows[report.event.subject] = report.event
    }
    return rows.values.sorted { $0.subject < $1.subject }.map(text).joined()
  }

  private func text(of event: Event) -> String {
    guard let train = event.conveyance.train, let details = event.details else { return "" }
    let rows = details.cargo.map { cargo in
      CSVRow.text([
        train.number, train.plannedDeparture.description, details.origin?.asWritten ?? "",
        details.destination?.asWritten ?? "", event.subject.id, details.containerType ?? "",
        event.conveyance.wagon?.text ?? "", details.seals.first ?? "",
        cargo.grossKilograms.map { String(Int($0)) } ?? "",
        details.tareKilograms.map { String(Int($0)) } ?? "", cargo.description ?? "",
        cargo.commodity?.digits ?? "", cargo.packages.map(String.init) ?? "",
        cargo.consignor ?? "", cargo.consignee ?? "", details.notes.first?.number ?? "",
        cargo.customer ?? "",
      ])
    }
    return rows.joined()
  }
}

/// A tracking sheet (境外运踪): a row for each box, a column for each milestone, dates without time.
struct TrackingSheetWriter: Writer {
  let head: String
  let end = ""
  /// Where arrivals have a column: borders, reloading yards and ports.
  private let places: [PlaceID]
  private let yards: [PlaceID]
  private var sites: [PlaceID: Site]

  init(_ scenario: Scenario) {
    let stops = scenario.route.sections.flatMap(\.variants).flatMap(\.stops)
    var sites: [PlaceID: Site] = [:]
    for stop in stops where sites[stop.place] == nil {
      sites[stop.place] = Site(stop.place, in: scenario.book)
    }
    var places: [PlaceID] = []
    var yards: [PlaceID] = []
    for stop in stops where [.border, .reload, .port].contains(stop.role) {
      if !places.contains(stop.place) { places.append(stop.place) }
      if stop.role == .reload, !yards.contains(stop.place) { yards.append(stop.place) }
    }
    self.places = places
    self.yards = yards
    self.sites = sites
    let names =
      places.map { "到达" + (sites[$0]?.name ?? $0.slug) }
      + yards.map { "换装" + (sites[$0]?.name ?? $0.slug) }
    head =
      CSVRow.byteOrderMark + CSVRow.text(["SIMULATED 模拟数据 境外运踪"])
      + CSVRow.text(
        ["车次", "发车日期", "箱号", "发站", "到站"] + names + ["境外车号", "动态", "实际到达", "交付日期"])
  }

  mutating func text(of train: SimulatedTrain) -> String {
    var text = ""
    for truth in train.truths.sorted(by: { $0.container < $1.container }) {
      text += row(truth)
    }
    return text
  }

  private mutating func row(_ truth: Truth) -> String {
    let origin = truth.milestones.first?.place
    // Of a box that never left, where it was bound for stands in the loading list alone.
    let last = truth.milestones.last { $0.activity == .arrived }
    let isThere = truth.end == .delivered || truth.end == .emptyReturned
    var cells = [
      truth.train.number, truth.train.plannedDeparture.description, truth.writtenAs.text,
      origin.map(name) ?? "", isThere ? last.map { name($0.place) } ?? "" : "",
    ]
    for place in places {
      cells.append(date(truth.milestones.first { $0.activity == .arrived && $0.place == place }))
    }
    // One column of wagons is there, for the first reload.
    let reload = truth.milestones.first { $0.activity == .reloaded }
    for yard in yards { cells.append(reload?.place == yard ? date(reload) : "") }
    cells.append(
      reload.flatMap { reload in truth.carriers.first { $0.from == reload.at }?.carrier.id } ?? "")
    let onTheWay = truth.milestones.last { $0.activity == .arrived && $0 != last }
    cells.append(onTheWay.map { position($0) } ?? "")
    cells.append(isThere ? date(last) : "")
    cells.append(date(truth.milestones.first { $0.activity == .delivered }))
    return CSVRow.text(cells)
  }

  private func name(_ place: PlaceID) -> String { sites[place]?.name ?? place.slug }

  private mutating func local(_ milestone: Truth.Milestone) -> CivilDate {
    let offset = sites[milestone.place]?.offsetMinutes(at: milestone.at) ?? 0
    return Instant(microseconds: milestone.at, offsetMinutes: offset).localDate
  }

  private mutating func date(_ milestone: Truth.Milestone?) -> String {
    milestone.map { local($0).description } ?? ""
  }

  /// `12.20位于XXX`, without a year, as people write it.
  private mutating func position(_ milestone: Truth.Milestone) -> String {
    let date = local(milestone)
    return "\(date.month).\(date.day)位于\(name(milestone.place))"
  }
}

/// RFC 4180 rows.
enum CSVRow {
  static let byteOrderMark = "\u{FEFF}"

  static func text(_ cells: [String]) -> String {
    cells.map(quoted).joined(separator: ",") + "\r\n"
  }

  private static func quoted(_ cell: String) -> String {
    let isPlain = cell.utf8.allSatisfy {
      $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") && $0 != 0x0A && $0 != 0x0D
    }
    return isPlain ? cell : "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
