import Freight

/// What a row of a dislocation report tells, whatever its keys or headers are.
enum DislocationField: Hashable {
  case id, wagon, operationCode, operation
  case stationCode, stationName, time, trainNumber, trainIndex
  case waybill, remainingKilometres, destinationCode, destinationName
  case consignor, consignee, commodity, goods
  /// Kilograms for one of the unit; nil where the unit is not said.
  case weight(kilograms: Double?)
  case containers, loadState, arrivedAt

  // MARK: - Keys

  /// Keys as receivers of such rows name them, small letters.
  init?(key: String) {
    let key = key.lowercased()
    if key.hasPrefix("container_number") || key == "containers" {
      self = .containers
    } else if let known = Self.keys[key] {
      self = known
    } else {
      return nil
    }
  }

  private static let keys: [String: DislocationField] = [
    "_id": .id, "id": .id,
    "railway_carriage_number": .wagon, "carriage_number": .wagon, "wagon_number": .wagon,
    "operation_code_railway_carriage": .operationCode, "operation_code": .operationCode,
    "operation_name_railway_carriage": .operation, "operation_name": .operation,
    "operation": .operation,
    "station_code_performing_operation": .stationCode, "station_code": .stationCode,
    "station_name_performing_operation": .stationName, "station_name": .stationName,
    "station_performing_operation": .stationName,
    "date_time_of_operation": .time, "operation_date_time": .time,
    "number_train": .trainNumber, "train_number": .trainNumber, "train_index": .trainIndex,
    "waybill_number": .waybill, "remaining_distance": .remainingKilometres,
    "destination_station_code": .destinationCode, "destination_station_name": .destinationName,
    "destination_station": .destinationName,
    "shipper": .consignor, "consignee": .consignee, "gng_code": .commodity,
    "cargo_name": .goods, "cargo_weight": .weight(kilograms: nil), "load_state": .loadState,
    "date_time_arrival_destination_station": .arrivedAt,
  ]

  // MARK: - Headers

  /// Headers as in `SheetColumn`: small letters, without spaces, punctuation and № signs.
  init?(header: String) {
    let name = SheetColumn.normalised(header)
    guard let known = Self.headers[name] else { return nil }
    guard case .weight = known else {
      self = known
      return
    }
    let text = header.lowercased()
    let isTonnes = text.has(word: "тонн") || text.has(word: ", т") || text.has(word: "(т")
    let isKilograms = text.has(word: "кг") || text.has(word: "kg")
    self = .weight(kilograms: isKilograms ? 1 : isTonnes ? 1_000 : nil)
  }

  private static let headers: [String: DislocationField] = {
    let table: [(DislocationField, String)] = [
      (.wagon, "вагона вагон номервагона новагона wagon wagonno 车号 车皮号"),
      (.operationCode, "кодоперации коп кодоперациисвагоном operationcode"),
      (
        .operation,
        "операция операциясвагоном наименованиеоперации последняяоперация видоперации operation"
      ),
      (.stationCode, "кодстанцииоперации кодстанциидислокации кодстоперации stationcode"),
      (
        .stationName,
        "станцияоперации стоперации станциядислокации станциятекущейдислокации дислокация "
          + "текущаястанция станциясовершенияоперации operationstation"
      ),
      (
        .time,
        "датаивремяоперации датавремяоперации датаоперации времяоперации датаопер operationtime"
      ),
      (.trainNumber, "поезда поезд номерпоезда train"),
      (.trainIndex, "индекспоезда индекс trainindex"),
      (.waybill, "накладная накладной номернакладной нонакладной waybill"),
      (
        .remainingKilometres,
        "остаточноерасстояние остатокрасстояния остаточноерасстояниекм осталоськм "
          + "расстояниедостанцииназначения расстояниеосталось remainingkm"
      ),
      (.destinationCode, "кодстанцииназначения кодстназначения"),
      (.destinationName, "станцияназначения стназначения дорогаистанцияназначения"),
      (.consignor, "грузоотправитель отправитель"), (.consignee, "грузополучатель получатель"),
      (.commodity, "гнг кодгнг кодгруза етснг кодетснг"),
      (.goods, "груз наименованиегруза"),
      (
        .weight(kilograms: nil),
        "вес весгруза весгрузакг весгрузат веснетто массагруза вестонн весвтоннах"
      ),
      (
        .containers,
        "контейнер контейнеры контейнера номерконтейнера номераконтейнеров контейнеров"
      ),
      (.loadState, "состояние груженыйпорожний грпор порожнийгруженый признакгружености гружпорож"),
      (.arrivedAt, "датаприбытиянастанциюназначения датаприбытия"),
    ]
    var map: [String: DislocationField] = [:]
    for (field, names) in table {
      for name in names.split(separator: " ") { map[String(name)] = field }
    }
    return map
  }()

  /// The same field, whatever the unit.
  var plain: DislocationField {
    if case .weight = self { return .weight(kilograms: nil) }
    return self
  }
}
