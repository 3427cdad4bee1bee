import Answers

/// The words around a manifest's rows.
package enum ManifestTitles {
  package typealias Phrase = Wording.Phrase

  /// Never 舱单 or манифест: those are customs documents.
  package static let title = Phrase(
    en: "Daily train manifest", zh: "班列运踪日报", ru: "Справка о дислокации")
  package static let asOf = Phrase(en: "as of", zh: "截至", ru: "по состоянию на")
  package static let customer = Phrase(en: "Customer", zh: "委托人", ru: "Клиент")
  package static let summary = Phrase(en: "Summary", zh: "汇总", ru: "Сводка")
  package static let withoutTrain = Phrase(en: "No train", zh: "未装车", ru: "Без поезда")
  package static let allBoxes = Phrase(en: "Boxes", zh: "箱清单", ru: "Контейнеры")
  package static let total = Phrase(en: "Total", zh: "合计", ru: "Итого")
  package static let boxes = Phrase(en: "Boxes", zh: "箱量", ru: "Контейнеров")
  package static let goodsItems = Phrase(en: "Goods items", zh: "货物项数", ru: "Наименований груза")
  package static let alerted = Phrase(en: "Boxes with alerts", zh: "预警箱量", ru: "С предупреждениями")
  package static let dangerous = Phrase(
    en: "Dangerous goods items", zh: "危险品项数", ru: "Опасных грузов")
  package static let unknown = Phrase(
    en: "Not known, by column", zh: "未知项数", ru: "Нет сведений, по графам")
  package static let gone = Phrase(
    en: "No longer listed", zh: "已不在列", ru: "Больше не числятся")
  package static let byPlace = Phrase(
    en: "Trains by place and delay", zh: "各地班列及晚点情况", ru: "Поезда по местам и опозданиям")
  package static let onTime = Phrase(en: "on time", zh: "正点", ru: "по плану")
  package static let late = Phrase(en: "up to a day late", zh: "晚点一天内", ru: "до суток опоздания")
  package static let veryLate = Phrase(
    en: "more than a day late", zh: "晚点超过一天", ru: "более суток опоздания")
  package static let noPlan = Phrase(en: "no plan", zh: "无计划", ru: "нет плана")
  package static let alertsOfTrain = Phrase(en: "Alerts", zh: "预警", ru: "Предупреждения")
  package static let simulated = Phrase(
    en: "SIMULATED: trains that never ran", zh: "模拟数据：并无此列车", ru: "МОДЕЛЬ: таких поездов не было")
  package static let zones = Phrase(
    en: "Times are on the clock of the place; days stand alone where only the day was told.",
    zh: "时间为当地时间；仅报日期者只列日期。", ru: "Время местное; где сообщён только день, указан день.")
  package static let dayNotOver = Phrase(
    en: "the day is not over", zh: "当日未结束", ru: "сутки не завершены")
  package static let trains = Phrase(en: "Trains", zh: "班列数", ru: "Поездов")
  package static let changesSince = Phrase(en: "changes since", zh: "变化起算", ru: "изменения с")
}
