import Freight

extension SheetColumn {
  /// Headers seen in real sheets, normalised, to what their column holds. Adding one is adding it here
  /// and in this folder's README.
  static let synonyms: [String: SheetColumn] = {
    let table: [(SheetColumn, String)] = [
      (
        .container,
        "箱号 集装箱号 集装箱号码 柜号 containerno container containernumber cntrno cntr контейнера контейнер номерконтейнера контейнер№"
      ),
      (.wagon, "车号 车皮号 国内车号 wagonno wagon wagonnumber вагона вагон номервагона"),
      (.foreignWagon, "境外车号 国外车号 换装后车号 宽轨车号 外方车号 foreignwagonno foreignwagon вагон1520 вагонажд"),
      (.trainNumber, "车次 班列 班列号 班列车次 计划车次 实际车次 trainno train trainnumber поезда поезд номерпоезда"),
      (
        .departureDate,
        "发车日期 开行日期 发运日期 发车时间 开行时间 班列日期 departuredate departs dateofdeparture traindate датаотправления датаотправки"
      ),
      (.loadingDate, "装车日期 装车时间 loadingdate датапогрузки"),
      (.containerType, "箱型 箱型尺寸 尺寸 type containertype size типконтейнера тип"),
      (.seal, "封号 铅封号 铅封 施封号 seal sealno пломба номерпломбы зпу"),
      (
        .grossKilograms(factor: 1),
        "毛重 货物毛重 总重 总毛重 重量 grossweight grosswt gross weight gw вес весбрутто весгруза весгрузабрутто брутто масса массабрутто массагруза"
      ),
      (.tareKilograms(factor: 1), "皮重 自重 箱重 tare tareweight тара вестары"),
      (.goods, "品名 货名 货物名称 货物品名 cargo goods commodity description наименованиегруза груз"),
      (.commodity, "hs编码 商品编码 hscode hs гнг gng кодгнг кодтнвэд етснг hs商品编码"),
      (.packages, "件数 箱内件数 packages pcs pieces мест количествомест колвомест"),
      (.dangerousGoods, "危险品编号 un unno номероон"),
      (.consignor, "发货人 发货单位 consignor shipper грузоотправитель отправитель"),
      (.consignee, "收货人 收货单位 consignee грузополучатель получатель"),
      (
        .note(.smgs),
        "运单号 国际货协运单号 国联运单号 运单 smgs smgsno waybill waybillno накладная накладной номернакладной смгс"
      ),
      (.note(.booking), "订舱号 舱位号 booking bookingno букинг"),
      (.note(.billOfLading), "提单号 bl blno billoflading коносамент"),
      (.note(.cim), "cim cimno"),
      (.note(.house), "分单号 hbl house houseno"),
      (.customer, "委托人 委托方 客户 customer client клиент заказчик"),
      (.origin, "发站 始发站 起运站 装车站 origin from departurestation станцияотправления стотправления"),
      (
        .destination,
        "到站 目的站 终到站 目的地 destination finaldestination to станцияназначения стназначения"
      ),
      (.route, "线路 route маршрут"),
      (.vessel, "船名 船名航次 船舶 vessel vesselname vesselvoyage ship судно названиесудна паром"),
      (.voyageNumber, "航次 航次号 voyage voyageno voyagenumber рейс номеррейса"),
      (.reportDate, "制表日期 填表日期 报表日期 更新日期 更新时间 reportdate updated датаотчета"),
      (
        .location,
        "当前位置 位置 当前状态 境外运踪 运踪 动态 最新动态 location currentlocation position status дислокация текущаядислокация местонахождение"
      ),
      (.locationDate, "追踪日期 跟踪日期 位置日期 tracingdate locationdate датадислокации датаоперации"),
      (.remainingKilometres, "剩余公里 剩余里程 kmleft remainingkm остатокрасстояния осталоськм"),
      (.remark, "备注 说明 原因 延误原因 remark remarks note reason примечание причина причиназадержки"),
      (.milestone(.reloaded, place: nil, .actual), "换装日期 换装时间 reloadingdate датаперегруза"),
      (.milestone(.crossedBorder, place: nil, .actual), "出境日期 出境时间 bordercrossed"),
      (.milestone(.arrived, place: nil, .estimated), "eta 预计到达 预计到站 预计到达时间 ожидаемоеприбытие"),
      (.milestone(.arrived, place: nil, .actual), "实际到达 实际到站 到达日期 抵达日期 ata датаприбытия"),
      (.milestone(.delivered, place: nil, .actual), "交付日期 交付时间 delivered датавыдачи"),
      (
        .milestone(.emptyReturned, place: nil, .actual),
        "还箱 还箱日期 还箱时间 还空 还空日期 还空时间 还空箱 还空箱日期 还空箱时间 emptyreturned emptyreturn emptyreturndate возвратпорожнего датавозвратапорожнего"
      ),
    ]
    var map: [String: SheetColumn] = [:]
    for (column, names) in table {
      for name in names.split(separator: " ") { map[String(name)] = column }
    }
    return map
  }()
}
