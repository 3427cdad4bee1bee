import Answers
import Feeds

extension Wording {
  /// Why a record could not be used, by the reason's own name: it is the same in every language, and other languages
  /// say it in their words before it.
  ///
  /// - Parameter name: ``Feeds/Rejection/Reason`` as kept.
  func reason(_ name: String) -> String {
    guard let reason = Rejection.Reason(rawValue: name) else { return name }
    return self(
      en: name, zh: "\(Self.chinese(reason))（\(name)）", ru: "\(Self.russian(reason)) (\(name))")
  }

  private static func chinese(_ reason: Rejection.Reason) -> String {
    switch reason {
    case .empty: "消息为空"
    case .unknownFormat: "无法识别格式"
    case .tooLarge: "过大"
    case .binary: "二进制内容"
    case .wrongEncoding: "编码错误"
    case .tooManyRecords: "记录过多"
    case .tooDeep: "嵌套过深"
    case .truncated: "内容不完整"
    case .malformed: "结构错误"
    case .legacyXls: "旧版xls"
    case .unsupportedMessage: "不支持该报文"
    case .unsupportedDirectory: "不支持该报文版本"
    case .doctypeRefused: "拒收DOCTYPE"
    case .malformedEnvelope: "信封错误"
    case .countMismatch: "计数不符"
    case .referenceMismatch: "参考号不符"
    case .segmentTooLong: "段过长"
    case .noHeader: "找不到表头"
    case .noSubjectColumn: "没有箱号或车号列"
    case .rowTooLong: "行过长"
    case .missingField: "缺少字段"
    case .wrongType: "类型错误"
    case .invalidIdentifier: "号码无效"
    case .unknownSubject: "对象不明"
    case .invalidTime: "时间无效"
    case .zoneUnknown: "时区不明"
    case .yearUnknown: "年份不明"
    case .ambiguousDate: "日期有歧义"
    case .invalidNumber: "数值无效"
    case .invalidCode: "代码无效"
    case .wrongCheckDigit: "校验位错误"
    case .textTooLong: "文字过长"
    case .recordTooLarge: "记录过大"
    case .tooManyMembers: "所含过多"
    }
  }

  private static func russian(_ reason: Rejection.Reason) -> String {
    switch reason {
    case .empty: "сообщение пусто"
    case .unknownFormat: "формат не опознан"
    case .tooLarge: "слишком большой объём"
    case .binary: "двоичные данные"
    case .wrongEncoding: "неверная кодировка"
    case .tooManyRecords: "слишком много записей"
    case .tooDeep: "слишком глубокая вложенность"
    case .truncated: "сообщение обрывается"
    case .malformed: "нарушена структура"
    case .legacyXls: "старый формат xls"
    case .unsupportedMessage: "тип сообщения не поддерживается"
    case .unsupportedDirectory: "версия сообщения не поддерживается"
    case .doctypeRefused: "DOCTYPE не принимается"
    case .malformedEnvelope: "нарушен конверт"
    case .countMismatch: "счётчик не сходится"
    case .referenceMismatch: "ссылки не совпадают"
    case .segmentTooLong: "слишком длинный сегмент"
    case .noHeader: "нет заголовка таблицы"
    case .noSubjectColumn: "нет столбца с контейнером или вагоном"
    case .rowTooLong: "слишком длинная строка"
    case .missingField: "не хватает поля"
    case .wrongType: "неверный тип"
    case .invalidIdentifier: "неверный номер"
    case .unknownSubject: "неясно, о чём сообщение"
    case .invalidTime: "неверное время"
    case .zoneUnknown: "неизвестен часовой пояс"
    case .yearUnknown: "неизвестен год"
    case .ambiguousDate: "неоднозначная дата"
    case .invalidNumber: "неверное число"
    case .invalidCode: "неверный код"
    case .wrongCheckDigit: "неверная контрольная цифра"
    case .textTooLong: "слишком длинный текст"
    case .recordTooLarge: "слишком большая запись"
    case .tooManyMembers: "слишком много позиций"
    }
  }
}
