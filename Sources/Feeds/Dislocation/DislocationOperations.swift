import Freight

extension Dislocation {
  /// What an operation's words say. Only words that can mean nothing else: «подача под выгрузку» is
  /// no unloading yet, and «расформирование» moves no box.
  ///
  /// - Returns: nil where they say nothing that is certain.
  static func activity(saidBy words: String) -> Activity? {
    let text = words.lowercased().replacing("ё", with: "е")
    guard !doubt.contains(where: text.has(word:)) else { return nil }
    return meanings.first { meaning in meaning.words.contains(where: text.has(word:)) }?.activity
  }

  /// What makes a plan or a preparation of it.
  private static let doubt = ["подача", "план", "заявк", "готовност", "ожидани", "уведомлени"]

  /// The first that fits counts, so what is rarer and says more comes first.
  private static let meanings: [(words: [String], activity: Activity)] = [
    // Set aside on the line for want of a locomotive or of room ahead, and taken up again.
    (["поднят", "подъем брошен", "подъем поезда"], .resumed),
    (["бросан", "брошен", "отставлен от движения"], .abandoned),
    // From one gauge to the other: «перегруз», or the change of bogies, which keeps the wagon.
    (["перегруз", "перегрузка"], .reloaded),
    (["сдан по стыку", "сдача по", "сдача на", "прием по", "прием с", "принят по"], .handedOver),
    (["переход границ", "пересечение границ"], .crossedBorder),
    (["отцеп", "исключен"], .detached),
    (["прицеп", "включен", "формирован состав", "постановка в поезд"], .composed),
    (["задержан", "задержка"], .held),
    (["выгруз"], .discharged), (["погруз"], .loaded), (["выдан", "выдача груз"], .delivered),
    (["проследован", "проход", "проследовал"], .passed), (["отправлен", "отправление"], .departed),
    (["прибыти", "прибыл"], .arrived),
  ]

  /// Whether the words say laden or empty; nil where they say neither.
  static func isEmpty(saidBy words: String) -> Bool? {
    let text = words.lowercased()
    if text.has(word: "порож") { return true }
    return text.has(word: "груж") || text.has(word: "гружен") ? false : nil
  }
}
