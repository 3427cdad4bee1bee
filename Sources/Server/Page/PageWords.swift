import Answers
import RouteBook
import Tracking

/// What pages say beside what every screen says.
enum PageWords {
  typealias Phrase = Wording.Phrase

  static let skip = Phrase(en: "To the content", zh: "跳到内容", ru: "К содержанию")
  static let live = Phrase(en: "live", zh: "实时", ru: "онлайн")
  static let notLive = Phrase(en: "not connected", zh: "未连接", ru: "нет связи")
  static let languages = Phrase(en: "Language", zh: "语言", ru: "Язык")
  static let simulated = Phrases.simulated
  static let expected = Phrase(en: "Expected at", zh: "预计到达", ru: "Ожидается в")
  static let mostLikely = Phrase(en: "most likely", zh: "最可能", ru: "вероятнее всего")
  static let noEstimate = Phrase(
    en: "No estimate: the route of this box is not known.", zh: "无法预计：该箱的路线未知。",
    ru: "Прогноза нет: маршрут этого контейнера неизвестен.")
  static let attention = Phrase(en: "What is holding it", zh: "异常情况", ru: "Что задерживает")
  static let way = Phrase(en: "The way", zh: "路线", ru: "Маршрут")
  static let map = Phrase(en: "Map of the way", zh: "路线图", ru: "Карта маршрута")
  static let reports = Phrase(en: "Latest reports", zh: "最新动态", ru: "Последние сообщения")
  static let goods = Phrase(en: "Goods", zh: "货物", ru: "Груз")
  static let notes = Phrase(en: "Consignment notes", zh: "运单", ru: "Накладные")
  static let seals = Phrase(en: "Seals", zh: "铅封", ru: "Пломбы")
  static let carriers = Phrase(en: "Carried by", zh: "承运工具", ru: "На чём")
  static let lastReport = Phrase(en: "Last report", zh: "最近动态", ru: "Последнее сообщение")
  static let noReport = Phrase(en: "nothing reported yet", zh: "暂无动态", ru: "сообщений ещё нет")
  static let localTimes = Phrase(
    en: "Times are those of each place.", zh: "时间均为当地时间。", ru: "Время везде местное.")
  static let gauge = Phrase(en: "gauge change", zh: "换轨", ru: "смена колеи")
  static let customs = Phrase(en: "customs", zh: "海关", ru: "таможня")

  /// - Parameter percent: of earlier windows, how many the arrival fell in.
  static func record(_ percent: Int, _ words: Wording) -> String {
    words(
      .init(
        en: "of the windows given on this route lately, \(percent) % held (80 % is right)",
        zh: "本线路近期给出的区间命中率为\(percent)%（目标80%）",
        ru: "из недавних интервалов на этом маршруте сбылись \(percent) % (верно 80 %)"))
  }

  static func left(_ distance: String, _ words: Wording) -> String {
    words(.init(en: "\(distance) left", zh: "剩余\(distance)", ru: "осталось \(distance)"))
  }

  /// - Parameter span: how much later or earlier, where that is worth telling.
  static func plan(_ day: String, _ span: String?, isLater: Bool, _ words: Wording) -> String {
    guard let span else {
      return words(.init(en: "by plan \(day)", zh: "计划\(day)", ru: "по плану \(day)"))
    }
    return isLater
      ? words(
        .init(
          en: "by plan \(day): \(span) later", zh: "计划\(day)，晚\(span)",
          ru: "по плану \(day), позже на \(span)"))
      : words(
        .init(
          en: "by plan \(day): \(span) earlier", zh: "计划\(day)，早\(span)",
          ru: "по плану \(day), раньше на \(span)"))
  }

  /// Not after that time.
  static func by(_ time: String, _ words: Wording) -> String {
    words(.init(en: "by \(time)", zh: "不晚于\(time)", ru: "не позже \(time)"))
  }

  static func passed(_ count: Int, _ words: Wording) -> String {
    words(
      .init(
        en: "\(count) stops passed, not reported", zh: "已通过\(count)站（未报）",
        ru: "\(count) \(words.russianPlural(count, "станция", "станции", "станций")) без отметки"))
  }

  /// One that no line is broken within: a number, a time.
  static func unbroken(_ text: String) -> String { text.replacing(" ", with: "\u{A0}") }

  static let trip = Phrase(en: "trip", zh: "运输", ru: "рейс")
  static let closed = Phrase(
    en: "This trip is over: the box began another one. Nobody reported its end.",
    zh: "本次运输已结束：该箱已开始下一次运输，终了无人报告。",
    ru: "Рейс завершён: контейнер уже в следующем. Об окончании этого никто не сообщил.")
  static let asOf = Phrase(en: "As of", zh: "截至", ru: "На")
  static let longArrived = Phrase(
    en: "Arrived over a week ago and not shown", zh: "到达已逾一周，未列出",
    ru: "Прибыли больше недели назад и не показаны")
  static let showAll = Phrase(en: "show them", zh: "显示", ru: "показать")
  static let notYours = Phrase(
    en: "This page is not for your account.", zh: "您的账户无权查看此页。",
    ru: "Эта страница не для вашей учётной записи.")
  static let wrongAddress = Phrase(
    en: "This address leads nowhere.", zh: "此地址无效。", ru: "По этому адресу ничего нет.")
  static let failed = Phrase(
    en: "This did not work. Try again later.", zh: "暂时无法处理，请稍后再试。",
    ru: "Не получилось. Попробуйте позже.")

  static let evidence = Phrase(en: "evidence", zh: "依据", ru: "источники")
  static let estimated = Phrase(en: "expected", zh: "预计", ru: "ожидается")
  static let manifest = Phrase(
    en: "Today's manifest", zh: "今日运踪日报", ru: "Справка о дислокации на сегодня")
  static let unreported = Phrase(
    en: "passed, not reported", zh: "已通过（未报）", ru: "проследовал, без отметки")
  static let planned = Phrase(en: "planned", zh: "计划", ru: "план")

  static let board = Phrase(en: "Trains on the corridor", zh: "在途班列", ru: "Поезда в пути")
  static let all = Phrase(en: "all", zh: "全部", ru: "все")
  static let train = Phrase(en: "Train", zh: "班列", ru: "Поезд")
  static let route = Phrase(en: "Route", zh: "路线", ru: "Маршрут")
  static let anyRoute = Phrase(en: "any route", zh: "所有路线", ru: "любой маршрут")
  static let state = Phrase(en: "State", zh: "状态", ru: "Состояние")
  static let place = Phrase(en: "Where", zh: "位置", ru: "Где")
  static let progress = Phrase(en: "Way", zh: "进度", ru: "Путь")
  static let eta = Phrase(en: "Arrives", zh: "预计到达", ru: "Прибытие")
  static let alerts = Phrase(en: "Alerts", zh: "异常", ru: "Отклонения")
  static let news = Phrase(en: "News", zh: "动态", ru: "Сообщение")
  static let boxes = Phrase(en: "Boxes", zh: "箱数", ru: "Конт.")
  static let box = Phrase(en: "Box", zh: "箱号", ru: "Контейнер")
  static let noTrain = Phrase(en: "without a train", zh: "未编列", ru: "без поезда")
  static let find = Phrase(en: "Find", zh: "查询", ru: "Найти")
  static let number = Phrase(
    en: "Box, wagon, train or note", zh: "箱号、车号、班列或运单", ru: "Контейнер, вагон, поезд, накладная")
  static let nothing = Phrase(
    en: "Nothing here.", zh: "没有符合条件的内容。", ru: "Ничего нет.")
  static let when = Phrase(en: "When", zh: "时间", ru: "Когда")
  static let what = Phrase(en: "What", zh: "事件", ru: "Что")
  static let through = Phrase(en: "Through", zh: "经由", ru: "Через")
  static let source = Phrase(en: "Source", zh: "来源", ru: "Источник")
  static let evidenceOf = Phrase(en: "Evidence for", zh: "依据：", ru: "Источники по")
  static let login = Phrase(en: "Sign in", zh: "登录", ru: "Вход")
  static let enter = Phrase(en: "Sign in", zh: "登录", ru: "Войти")
  static let logout = Phrase(en: "Sign out", zh: "退出", ru: "Выйти")
  static let token = Phrase(en: "Token", zh: "令牌", ru: "Ключ")
  /// - Parameter name: who runs this server.
  static func tokenHint(_ name: String, _ words: Wording) -> String {
    words(
      .init(
        en: "\(name) gives you the token. It is made with: banlie token create",
        zh: "令牌由\(name)提供（banlie token create）。",
        ru: "Ключ выдаёт \(name) (banlie token create)."))
  }

  static let wrongToken = Phrase(
    en: "This token opens nothing here.", zh: "该令牌无效。", ru: "Этот ключ ничего не открывает.")
  static let linkEnded = Phrase(
    en: "This link shows nothing any more. Ask whoever sent it for a new one.",
    zh: "该链接已失效，请向发送者索取新链接。",
    ru: "Эта ссылка больше не действует. Попросите новую у того, кто её прислал.")
  static let several = Phrase(
    en: "More than one has this number. Which?", zh: "该号码对应多个对象，请选择：",
    ru: "Под этим номером известно несколько. Что именно?")
  static let mistyped = Phrase(
    en: "The check digit is wrong. Did you mean:", zh: "校验位错误，您是否要查：",
    ru: "Контрольная цифра неверна. Возможно, имелось в виду:")
  static let notFound = Phrase(
    en: "Nothing is known of that.", zh: "没有相关信息。", ru: "Об этом ничего не известно.")
}
