import Freight
import Testing

@testable import Feeds

/// Rows above the header, as forwarders write them.
@Suite struct SheetTitleTests {
  /// A route book that knows the ends of the line, by their names in three languages.
  private struct Ends: PlaceDirectory {
    func zone(of place: PlaceReference) -> String? {
      let known = [
        "南昌", "巴库", "霍尔果斯", "Nanchang", "Baku", "Nizhny Novgorod", "Наньчан", "Баку",
      ]
      return known.contains(place.text ?? "") ? "Asia/Shanghai" : nil
    }

    func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? { 480 }
  }

  private func decode(
    _ title: String, received: String = "2026-02-03T02:00:00Z",
    places: any PlaceDirectory = Ends()
  ) throws -> Decoded {
    let list = "序号,箱号,箱型,车号,毛重(kg),品名,件数,收货人\n1,TBJU5001010,40HQ,5211001,21500,大理石,320,Baku Stone\n"
    return Sheet.decode(
      Array((title + "\n" + list).utf8),
      in: DecodingContext(
        feed: "forwarder", receivedAt: try RFC3339.parse(received), zone: "Asia/Shanghai",
        places: places))
  }

  private func told(_ title: String) throws -> String {
    let load = try #require(decode(title).events.first)
    let ends = [load.details?.origin?.text, load.details?.destination?.text].map { $0 ?? "?" }
    return "\(load.conveyance.train?.description ?? "?") \(ends.joined(separator: " → "))"
  }

  @Test(arguments: [
    ("班列号：X9041,,发车日期：2026年2月2日,,到站：巴库", "? → 巴库"), ("班列号：X9041  发车日期：2026年2月2日  到站：巴库", "? → 巴库"),
    ("班列号,X9041,发车日期,2026年2月2日,到站,巴库", "? → 巴库"), ("南昌—巴库 X9041 2026年2月2日 装车清单", "南昌 → 巴库"),
    ("X9041次 2月2日发车 南昌至巴库", "南昌 → 巴库"), ("车次：X9041,,日期：2026-02-02,,到站：巴库", "? → 巴库"),
    ("车次：X9041,,开行日期：2026-02-02,,终到站：巴库", "? → 巴库"),
    ("车次：X9041 始发站：南昌 到站：巴库 发车日期：2026/2/2", "南昌 → 巴库"),
    ("班列号：X9041,,发车时间：2026年2月2日 14:30,,到站：巴库", "? → 巴库"), ("班列号：X9041,2026年2月2日,到站：巴库", "? → 巴库"),
    ("X9041/0202 南昌-巴库 发运表", "南昌 → 巴库"), ("X9041/2 2026-02-02 南昌到巴库", "南昌 → 巴库"),
    ("Train No.: X9041   Departure: 02.02.2026   Nanchang - Baku", "Nanchang → Baku"),
    ("Поезд № X9041 от 02.02.2026 Наньчан – Баку", "Наньчан → Баку"),
    ("Loading list Nizhny Novgorod - Baku X9041 2026-02-02", "Nizhny Novgorod → Baku"),
    ("中欧班列X9041次2026年2月2日发车 南昌 — 巴库", "南昌 → 巴库"), ("X9041 2026-02-02 南昌-霍尔果斯-巴库", "南昌 → 巴库"),
    ("X9041 2026-02-02 南昌—— 巴库", "南昌 → 巴库"), ("X9041 2026-02-02 南昌 -巴库", "南昌 → 巴库"),
    ("X9041 2026-02-02 南昌-巴库班列", "南昌 → 巴库"), ("X9041 2026-02-02 江西-中亚班列", "? → ?"),
    ("X9041 2026-02-02 装车清单 - 第二版", "? → ?"), ("X9041 2026-02-02 向塘-阿拉特", "向塘 → 阿拉特"),
    ("更新日期：2026-02-03,发车日期：2026-02-02,车次：X9041", "? → ?"),
    ("日期：2026-02-03,发车日期：2026-02-02,车次：X9041,联系人：王-李", "? → ?"),
  ])
  func aTitleNamesTheTrainItsDayAndItsEnds(title: String, ends: String) throws {
    #expect(try told(title) == "X9041@2026-02-02 \(ends)")
  }

  @Test func aTitlesDateWithoutAYearIsFlaggedAndNearest() throws {
    let early = try #require(
      decode("X9041次 2月2日发车", received: "2026-01-20T02:00:00Z").events.first)
    #expect(early.conveyance.train?.description == "X9041@2026-02-02")
    #expect(early.assumptions.contains(.year))
    let late = try #require(
      decode("X9041次 12月20日发车", received: "2026-02-03T02:00:00Z").events.first)
    #expect(late.conveyance.train?.description == "X9041@2025-12-20")
  }

  @Test func theSheetsOwnDateMayStandBesideOtherNames() throws {
    let event = try #require(decode("车次：X9041 2026-02-02,更新日期：2026-02-03").events.first)
    #expect(event.updatedAt?.localDate.description == "2026-02-03")
    #expect(event.conveyance.train?.description == "X9041@2026-02-02")
  }
}
