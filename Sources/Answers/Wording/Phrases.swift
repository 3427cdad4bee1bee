import Freight
import RouteBook
import Tracking

/// The words of the trade. A test sees to it that no case of any type is without its three names.
package enum Phrases {
  package typealias Phrase = Wording.Phrase

  package static let unknown = Phrase(en: "unknown", zh: "未知", ru: "неизвестно")

  package static let simulated = Phrase(en: "SIMULATED", zh: "模拟数据", ru: "ИМИТАЦИЯ")

  package static let states: [Journey.State: Phrase] = [
    // Everything before it leaves, from the booking to the loaded wagon.
    .booked: Phrase(en: "not departed", zh: "待发运", ru: "ожидает отправки"),
    .underway: Phrase(en: "under way", zh: "运行中", ru: "в пути"),
    .standing: Phrase(en: "standing", zh: "停站", ru: "стоит"),
    .atBorder: Phrase(en: "at the border", zh: "在口岸", ru: "на погранпереходе"),
    .atPort: Phrase(en: "in port", zh: "在港", ru: "в порту"),
    .afloat: Phrase(en: "afloat", zh: "海上", ru: "на судне"),
    .held: Phrase(en: "held", zh: "扣留", ru: "задержан"),
    .rolled: Phrase(en: "rolled", zh: "甩箱", ru: "не погружен"),
    .arrived: Phrase(en: "arrived", zh: "已到达", ru: "прибыл"),
    .delivered: Phrase(en: "delivered", zh: "已交付", ru: "выдан"),
    .returningEmpty: Phrase(en: "returning empty", zh: "空箱返回", ru: "возврат порожнего"),
    .cancelled: Phrase(en: "cancelled", zh: "已取消", ru: "отменён"),
    .returned: Phrase(en: "returned", zh: "退运", ru: "возвращён"),
    .unknown: Phrase(en: "unknown", zh: "未知", ru: "неизвестно"),
  ]

  package static let activities: [Activity: Phrase] = [
    .booked: Phrase(en: "booked", zh: "订舱", ru: "заявка принята"),
    .pickedUp: Phrase(en: "picked up", zh: "提箱", ru: "взят"),
    .droppedOff: Phrase(en: "dropped off", zh: "还箱", ru: "сдан"),
    .gatedIn: Phrase(en: "gated in", zh: "进场", ru: "завезён на терминал"),
    .gatedOut: Phrase(en: "gated out", zh: "出场", ru: "вывезен с терминала"),
    .stuffed: Phrase(en: "stuffed", zh: "装箱", ru: "загружен"),
    .stripped: Phrase(en: "stripped", zh: "拆箱", ru: "разгружен"),
    .sealed: Phrase(en: "sealed", zh: "施封", ru: "опломбирован"),
    .resealed: Phrase(en: "resealed", zh: "换封", ru: "переопломбирован"),
    .loaded: Phrase(en: "loaded", zh: "装车", ru: "погружен"),
    .discharged: Phrase(en: "discharged", zh: "卸车", ru: "выгружен"),
    .removed: Phrase(en: "removed", zh: "卸下", ru: "снят"),
    .composed: Phrase(en: "in the consist", zh: "编组", ru: "в составе"),
    .detached: Phrase(en: "set out", zh: "甩车", ru: "отцеплен"),
    .departed: Phrase(en: "departed", zh: "发车", ru: "отправлен"),
    .arrived: Phrase(en: "arrived", zh: "到达", ru: "прибыл"),
    .passed: Phrase(en: "passed", zh: "通过", ru: "проследовал"),
    .positioned: Phrase(en: "seen", zh: "位置报告", ru: "дислокация"),
    .reloaded: Phrase(en: "reloaded", zh: "换装", ru: "перегружен"),
    .handedOver: Phrase(en: "handed over", zh: "交接", ru: "передан"),
    .crossedBorder: Phrase(en: "crossed the border", zh: "出境", ru: "пересёк границу"),
    .customsPresented: Phrase(en: "presented to customs", zh: "报关", ru: "предъявлен таможне"),
    .customsSelected: Phrase(en: "selected by customs", zh: "布控", ru: "отобран таможней"),
    .inspected: Phrase(en: "inspected", zh: "查验", ru: "досмотрен"),
    .customsReleased: Phrase(en: "released by customs", zh: "放行", ru: "выпущен таможней"),
    .held: Phrase(en: "held", zh: "扣留", ru: "задержан"),
    .resumed: Phrase(en: "resumed", zh: "恢复", ru: "возобновлено"),
    .delayed: Phrase(en: "delayed", zh: "延误", ru: "опаздывает"),
    .rolled: Phrase(en: "rolled", zh: "甩箱", ru: "не погружен"),
    .rerouted: Phrase(en: "rerouted", zh: "变更径路", ru: "переадресован"),
    .cancelled: Phrase(en: "cancelled", zh: "取消", ru: "отменён"),
    .returned: Phrase(en: "returned", zh: "退运", ru: "возвращён"),
    .abandoned: Phrase(en: "train set aside", zh: "保留", ru: "брошен"),
    .awaitingVessel: Phrase(en: "waiting for a vessel", zh: "待船", ru: "ждёт судна"),
    .portClosed: Phrase(en: "port closed", zh: "封港", ru: "порт закрыт"),
    .noteIssued: Phrase(en: "note issued", zh: "制单", ru: "накладная оформлена"),
    .availableForPickup: Phrase(en: "ready for pick-up", zh: "可提货", ru: "готов к выдаче"),
    .delivered: Phrase(en: "delivered", zh: "交付", ru: "выдан"),
    .emptyReturned: Phrase(en: "empty returned", zh: "还空", ru: "порожний возвращён"),
    .amended: Phrase(en: "number corrected", zh: "更正箱号", ru: "номер исправлен"),
    .unmapped: Phrase(en: "reported", zh: "报告", ru: "сообщение"),
  ]

  package static let activitiesOfShips: [Activity: Phrase] = [
    .loaded: Phrase(en: "loaded aboard", zh: "装船", ru: "погружен на судно"),
    .discharged: Phrase(en: "discharged", zh: "卸船", ru: "выгружен с судна"),
    .departed: Phrase(en: "sailed", zh: "离港", ru: "вышел из порта"),
    .arrived: Phrase(en: "arrived in port", zh: "到港", ru: "прибыл в порт"),
  ]

  package static let alerts: [Alert.Kind: Phrase] = [
    .stalled: Phrase(en: "stalled", zh: "滞留", ru: "простой"),
    .silent: Phrase(en: "silent", zh: "无动态", ru: "нет сведений"),
    .late: Phrase(en: "late", zh: "晚点", ru: "опоздание"),
    .offRoute: Phrase(en: "off its route", zh: "偏离路线", ru: "вне маршрута"),
    .customsHold: Phrase(en: "customs hold", zh: "海关扣留", ru: "задержан таможней"),
    .rolled: Phrase(en: "rolled", zh: "甩箱", ru: "не погружен"),
    .leftTrain: Phrase(en: "left its train", zh: "脱离列车", ru: "отстал от поезда"),
    .missedMilestone: Phrase(en: "milestone missed", zh: "缺节点", ru: "нет отметки"),
    .reloadNotReported: Phrase(en: "reload not reported", zh: "换装未报", ru: "перегрузка не сообщена"),
    .implausible: Phrase(en: "implausible report", zh: "报告存疑", ru: "сомнительное сообщение"),
  ]

  package static let carriers: [Subject.Kind: Phrase] = [
    .container: Phrase(en: "box", zh: "箱", ru: "контейнер"),
    .wagon: Phrase(en: "wagon", zh: "车", ru: "вагон"),
    .train: Phrase(en: "train", zh: "班列", ru: "поезд"),
    .trainLeg: Phrase(en: "1520 train", zh: "宽轨列车", ru: "поезд 1520"),
    .voyage: Phrase(en: "vessel", zh: "船", ru: "судно"),
    .consignment: Phrase(en: "consignment", zh: "运单", ru: "накладная"),
    .place: Phrase(en: "place", zh: "地点", ru: "место"),
  ]

  package static let roles: [Stop.Role: Phrase] = [
    .origin: Phrase(en: "origin", zh: "始发", ru: "отправление"),
    .passing: Phrase(en: "passing", zh: "通过", ru: "проследование"),
    .station: Phrase(en: "station", zh: "车站", ru: "станция"),
    .border: Phrase(en: "border", zh: "口岸", ru: "граница"),
    .reload: Phrase(en: "reload", zh: "换装", ru: "перегрузка"),
    .port: Phrase(en: "port", zh: "港口", ru: "порт"),
    .destination: Phrase(en: "destination", zh: "终到", ru: "назначение"),
  ]
}
