"""Writes spravka.xlsx beside this file: the report of spravka.csv as a workbook, with real dates.

Needs openpyxl. The workbook is kept, so that tests need neither.
"""

import datetime
import pathlib

from openpyxl import Workbook

book = Workbook()
sheet = book.active
sheet.title = "Дислокация"
sheet.append(["Справка о дислокации вагонов на 12.02.2026"])
sheet.merge_cells("A1:K1")
sheet.append(["№ вагона", "Код операции", "Операция", "Станция операции", "Дата и время операции", "№ поезда",
              "Индекс поезда", "Накладная", "Остаточное расстояние, км", "Вес груза, кг", "Контейнеры"])
sheet.append([94003894, 20, "Отправление", "Алтынколь", datetime.datetime(2026, 2, 8, 21, 40), 2303,
              "7084-087-1306", "ЭО560089", 3120, 43000, "TRHU4307252, TCNU7200794"])
sheet.append([94003894.0, None, "Подача под выгрузку", "Актау-порт", datetime.datetime(2026, 2, 11, 9, 0), None,
              None, "ЭО560089", 0, None, None])
sheet.append(["5212345", None, "Порожний, прибытие", "Алтынколь", datetime.date(2026, 2, 12)])
book.save(pathlib.Path(__file__).with_name("spravka.xlsx"))
