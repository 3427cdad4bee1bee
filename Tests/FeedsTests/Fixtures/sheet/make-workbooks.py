#!/usr/bin/env python3
"""Writes the .xlsx files of this folder. They are kept as they are: run this only to change them,
then record what they decode to with BANLIE_RECORD=1. Needs openpyxl.

    python3 make-workbooks.py
"""

import datetime
import io
import os
import re
import zipfile

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = os.path.dirname(os.path.abspath(__file__))
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "[Content_Types].xml"
MOMENT = datetime.datetime(2026, 2, 12, 8, 0, 0)


def with_shared_strings(parts):
    """Texts in a part of their own, as Excel itself keeps them; openpyxl writes them into cells."""
    texts = []

    def share(match):
        if match[2] not in texts:
            texts.append(match[2])
        return f'{match[1]} t="s"><v>{texts.index(match[2])}</v></c>'

    for name in parts:
        if name.startswith("xl/worksheets/"):
            sheet = parts[name].decode()
            sheet = re.sub(r'(<c[^>]*) t="inlineStr"><is>(.*?)</is></c>', share, sheet, flags=re.S)
            parts[name] = sheet.encode()
    items = "".join(f"<si>{text}</si>" for text in texts)
    parts["xl/sharedStrings.xml"] = f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{MAIN}">' \
        f"{items}</sst>".encode()
    for name, end, entry in [
        ("xl/_rels/workbook.xml.rels", "</Relationships>",
         f'<Relationship Id="rIdS" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'),
        ("[Content_Types].xml", "</Types>",
         '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
         'officedocument.spreadsheetml.sharedStrings+xml"/>'),
    ]:
        parts[name] = parts[name].decode().replace(end, entry + end).encode()
    return parts


def save(book, name, change=None, shares=True):
    """The same bytes each time: one moment for all entries, and in the properties."""
    buffer = io.BytesIO()
    book.save(buffer)
    source = zipfile.ZipFile(buffer)
    parts = {name: source.read(name) for name in source.namelist()}
    # The theme is half the file and tells nothing; the properties tell when it was made.
    for dropped in ["docProps/core.xml", "docProps/app.xml", "xl/theme/theme1.xml"]:
        del parts[dropped]
    if shares:
        parts = with_shared_strings(parts)
    with zipfile.ZipFile(os.path.join(HERE, name), "w", zipfile.ZIP_DEFLATED) as target:
        for part, data in sorted(parts.items(), key=lambda item: (item[0] != TYPES, item[0])):
            if change:
                data = change(part, data)
            info = zipfile.ZipInfo(part, MOMENT.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)


def loading_list():
    """发运表: title and train merged, one box of two goods lines merged, a remark across the sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "装车清单"
    sheet["A1"] = "南昌—巴库 装车清单"
    sheet.merge_cells("A1:L1")
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.append(["车次", "发车日期", "序号", "箱号", "箱型", "车号", "毛重（吨）", "件数", "品名",
                  "HS编码", "收货人", "国际货协运单号"])
    date = datetime.date(2026, 2, 2)
    rows = [
        ["X9041", date, 1, "TRHU4307252", "40HQ", 5212345.0, 21.5, 320, "大理石制品", 6802.91,
         "Bakı Ticarət MMC", 30102233],
        [None, None, 2, "TCNU 720079-4", "40HQ", 5.212345e6, 20.5, 210, "棉布", 5208,
         "Xəzər Tikinti", 30102233.0],
        [None, None, None, None, None, None, None, 40, "壁纸", 4814, "Absheron Import", 30102234],
        [None, None, 3, "CSQU3054383", "20GP", 5212346, 9.1, 100, "壁纸", 4814, None, "'30102233"],
    ]
    for row in rows:
        sheet.append(row)
    for column in "AB":
        sheet.merge_cells(f"{column}3:{column}6")
    for column in "CDEFG":
        sheet.merge_cells(f"{column}4:{column}5")
    for row in range(3, 7):
        sheet[f"B{row}"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["A7"] = "合计"
    sheet["G7"] = 51.1
    sheet["A8"] = "以上各箱已施封，请注意查验"
    sheet.merge_cells("A8:L8")
    save(book, "loading-list.xlsx")


def tracking():
    """境外运踪: a header of two rows, real dates beside typed ones, floats, free text, four sheets."""
    book = Workbook()
    sheet = book.active
    sheet.title = "境外 & 运踪"
    sheet["A1"] = "境外运踪 X9041次 2026-02-02"
    sheet.merge_cells("A1:G1")
    sheet["H1"] = "更新日期："
    sheet["I1"] = datetime.date(2026, 2, 12)
    sheet["I1"].number_format = "yyyy/m/d"
    heads = ["箱号", "到站", "霍尔果斯", None, "换装", None, "当前位置", "ETA", "备注"]
    for column, head in enumerate(heads, 1):
        sheet.cell(2, column, head)
    for cell, text in [("C3", "到达"), ("D3", "离开"), ("E3", "日期"), ("F3", "境外车号")]:
        sheet[cell] = text
    sheet.merge_cells("C2:D2")
    sheet.merge_cells("E2:F2")
    for column in "ABGHI":
        sheet.merge_cells(f"{column}2:{column}3")
    day = lambda d, h=0, m=0: datetime.datetime(2026, 2, d, h, m)
    rows = [
        ["TRHU4307252", "巴库", day(6), day(7, 14, 30), "2月8日", 94003894.0, "2.10位于阿拉木图",
         day(22), None],
        ["TCNU7200794", None, "2.6", None, 46061, 9.4303894e7,
         "2月8日换装；2月11日到达阿拉木图", "2.22", "无动态"],
        ["CSQU3054383", None, 2.6, "２.７ 18:20", None, None, "位于霍尔果斯", "#N/A",
         "05.02 прибыл Достык"],
        ["MSKU1234565", None, 2.1, None, None, None, None, None, "客户要求改单"],
        ["TGHU7654326", None, None, None, None, None, "在途", None, "等待换装"],
        ["TTNU8765433", None, None, None, None, None, None, None, "客户要求改单"],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("B4:B9")
    sheet["C4"].number_format = "yyyy-mm-dd"
    sheet["D4"].number_format = "[$-804]m/d h:mm;@"
    sheet["H4"].number_format = "m/d/yy"
    sheet["G4"] = CellRichText(
        "2.10", TextBlock(InlineFont(b=True), "位于"), TextBlock(InlineFont(), "阿拉木图"))
    notes = book.create_sheet("说明")
    notes["A1"] = "本表每日更新"
    hidden = book.create_sheet("旧表")
    hidden.append(["箱号", "到达霍尔果斯"])
    hidden.append(["TRHU4307252", "1.1"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Sheet3")
    russian = book.create_sheet("Достык")
    russian.append(["№ контейнера", "Прибыл Достык", "Дислокация"])
    russian.append(["TEMU1234565", "05.02.2026", "06.02 прибыл на ст. Алматы"])
    russian.append(["TEMU7654329", datetime.date(2026, 2, 5), "находится на ст. Актогай 11.02"])
    save(book, "tracking.xlsx")


def mac():
    """A workbook that counts from 1904, its texts in the cells, and neither rows nor cells named."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(["Container No.", "Train No.", "Departure date", "Arrived Khorgos"])
    sheet.append(["TRHU4307252", "X9041", datetime.date(2026, 2, 2),
                  datetime.datetime(2026, 2, 6, 9, 15)])
    sheet["C2"].number_format = "mm-dd-yy"
    sheet["D2"].number_format = "yyyy-mm-dd hh:mm"

    def unnamed(name, data):
        if name != "xl/worksheets/sheet1.xml":
            return data
        for row in "12":
            data = data.replace(f'<row r="{row}"'.encode(), b"<row")
            for column in "ABCD":
                data = data.replace(f' r="{column}{row}"'.encode(), b"")
        return data

    save(book, "mac-1904.xlsx", unnamed, shares=False)


def doctype():
    """A part that declares entities of its own."""
    book = Workbook()
    book.active.append(["箱号", "到达霍尔果斯"])
    book.active.append(["TRHU4307252", "2.6"])

    def declare(name, data):
        if name != "xl/sharedStrings.xml":
            return data
        cut = data.index(b"<sst")
        return data[:cut] + b'<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa">]>' + data[cut:]

    save(book, "doctype.xlsx", declare)


loading_list()
tracking()
mac()
doctype()
