"""Prints a workbook's cells as openpyxl reads them, one a line. Any warning is an error."""

import datetime
import sys
import warnings

import openpyxl

warnings.simplefilter("error")
book = openpyxl.load_workbook(sys.argv[1])
print("title", book.properties.title, "author", book.properties.creator,
      "created", book.properties.created.isoformat())
for sheet in book:
    print("sheet", sheet.title, "freeze", sheet.freeze_panes, "filter", sheet.auto_filter.ref,
          "repeat", sheet.print_title_rows, "charts", len(sheet._charts))
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            value = cell.value
            if isinstance(value, (datetime.datetime, datetime.date)):
                value = value.isoformat()
            link = f" -> {cell.hyperlink.location}" if cell.hyperlink else ""
            print(cell.coordinate, cell.data_type, cell.number_format, ascii(value) + link)
