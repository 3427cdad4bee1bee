import Answers
import Freight
import RouteBook
import Tracking

/// What a manifest's row may show. The names are those of `columns:` in the configuration and of the
/// JSON form.
package enum ManifestColumn: String, CaseIterable, Sendable {
  case line, train, departure, route, container, type, wagon, vessel, state, place, activity, since
  case kmLeft, eta, etaFrom, etaTo, arrived, due, deviationHours, origin, destination, notes,
    consignor
  case consignee, customer, hs, goods, packages, grossKilograms, un, seals, customs, alerts
  case lastReport, silentHours, changes

  /// What most people want to see, in the order in which they read it.
  package static let usual: [ManifestColumn] = [
    .line, .train, .departure, .route, .container, .type, .wagon, .vessel, .state, .place,
    .activity, .since, .kmLeft, .eta, .etaFrom, .etaTo, .arrived, .due, .deviationHours, .origin,
    .destination, .notes, .consignor, .consignee, .customer, .hs, .goods, .packages,
    .grossKilograms, .un, .seals, .customs, .alerts, .lastReport, .silentHours,
  ]

  /// Of which it is said how often they are empty.
  static let counted: [ManifestColumn] = [
    .train, .departure, .route, .type, .wagon, .place, .since, .kmLeft, .eta, .due, .origin,
    .destination, .notes, .consignor, .consignee, .customer, .hs, .goods, .packages,
    .grossKilograms, .seals, .customs, .lastReport,
  ]

  /// - Throws: ``Failure`` for a name that is none.
  static func chosen(_ names: [String]?, viewer: Viewer) throws -> [ManifestColumn] {
    let columns = try names.map { names in
      try names.map { name in
        guard let column = ManifestColumn(rawValue: name) else {
          let known = allCases.map(\.rawValue).joined(separator: ", ")
          throw Failure.usage("a manifest has no column “\(name)”; there are \(known)")
        }
        return column
      }
    }
    // To a customer all rows are its own.
    let shown = (columns ?? usual).filter { viewer.seesAll || $0 != .customer }
    guard !shown.isEmpty else { throw Failure.usage("a manifest needs columns") }
    return shown
  }

  package var header: Wording.Phrase { Self.headers[self] ?? Phrases.unknown }

  func isUnknown(in box: ManifestBox) -> Bool {
    switch self {
    case .train: return box.train == nil
    case .departure: return box.departure == nil
    case .route: return box.route == nil
    case .type: return box.containerType == nil
    case .wagon: return box.wagon == nil
    case .place: return box.placeName == nil
    case .since: return box.activityAt == nil
    case .kmLeft: return box.kilometresLeft == nil
    case .eta: return box.arrived == nil && box.estimate == nil
    case .due: return box.due == nil
    case .origin: return box.origin == nil
    case .destination: return box.destination == nil
    case .seals: return box.seals.isEmpty
    case .customs: return box.customs.isEmpty
    case .lastReport: return box.lastReport == nil
    default: return box.goods.isEmpty || box.goods.contains { isUnknown(in: $0, of: box) }
    }
  }

  private func isUnknown(in item: Cargo, of box: ManifestBox) -> Bool {
    switch self {
    case .notes: box.notes(of: item).isEmpty
    case .consignor: item.consignor == nil
    case .consignee: item.consignee == nil
    case .customer: item.customer == nil
    case .hs: item.commodity == nil
    case .goods: item.description == nil
    case .packages: item.packages == nil
    case .grossKilograms: item.grossKilograms == nil
    default: false
    }
  }

  private static let headers: [ManifestColumn: Wording.Phrase] = [
    .line: .init(en: "No.", zh: "序号", ru: "№"),
    .train: .init(en: "Train", zh: "班列号", ru: "Поезд"),
    .departure: .init(en: "Departs", zh: "发车日期", ru: "Дата отправления"),
    .route: .init(en: "Route", zh: "线路", ru: "Маршрут"),
    .container: .init(en: "Container", zh: "箱号", ru: "Контейнер"),
    .type: .init(en: "Type", zh: "箱型", ru: "Тип"),
    .wagon: .init(en: "Wagon", zh: "车号", ru: "Вагон"),
    .vessel: .init(en: "Vessel", zh: "船名航次", ru: "Судно"),
    .state: .init(en: "State", zh: "状态", ru: "Состояние"),
    .place: .init(en: "Place", zh: "当前位置", ru: "Место"),
    .activity: .init(en: "Last event", zh: "最新动态", ru: "Операция"),
    .since: .init(en: "Event time", zh: "动态时间", ru: "Время операции"),
    .kmLeft: .init(en: "km left", zh: "剩余公里", ru: "Остаток, км"),
    .eta: .init(en: "ETA", zh: "预计到达", ru: "Ожидается"),
    .etaFrom: .init(en: "ETA earliest", zh: "最早到达", ru: "Не ранее"),
    .etaTo: .init(en: "ETA latest", zh: "最晚到达", ru: "Не позднее"),
    .arrived: .init(en: "Arrived", zh: "实际到达", ru: "Прибыл"),
    .due: .init(en: "Due by plan", zh: "计划到达", ru: "По плану"),
    .deviationHours: .init(en: "Deviation, h", zh: "偏差(小时)", ru: "Отклонение, ч"),
    .origin: .init(en: "Origin", zh: "发站", ru: "Станция отправления"),
    .destination: .init(en: "Destination", zh: "到站", ru: "Станция назначения"),
    .notes: .init(en: "Note no.", zh: "运单号", ru: "Накладная"),
    .consignor: .init(en: "Consignor", zh: "发货人", ru: "Отправитель"),
    .consignee: .init(en: "Consignee", zh: "收货人", ru: "Получатель"),
    .customer: .init(en: "Customer", zh: "委托人", ru: "Клиент"),
    .hs: .init(en: "HS/GNG", zh: "HS/ГНГ编码", ru: "ГНГ"),
    .goods: .init(en: "Goods", zh: "品名", ru: "Груз"),
    .packages: .init(en: "Packages", zh: "件数", ru: "Мест"),
    .grossKilograms: .init(en: "Gross, kg", zh: "毛重(kg)", ru: "Брутто, кг"),
    .un: .init(en: "UN no.", zh: "危险品UN号", ru: "№ ООН"),
    .seals: .init(en: "Seals", zh: "封号", ru: "Пломбы"),
    .customs: .init(en: "Customs", zh: "海关状态", ru: "Таможня"),
    .alerts: .init(en: "Alerts", zh: "预警", ru: "Предупреждения"),
    .lastReport: .init(en: "Last report", zh: "最后消息", ru: "Последнее сообщение"),
    .silentHours: .init(en: "Silent, h", zh: "无动态(小时)", ru: "Без вестей, ч"),
    .changes: .init(en: "Changes", zh: "变化", ru: "Изменения"),
  ]
}
