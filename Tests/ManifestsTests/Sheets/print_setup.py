"""Says how each sheet of a workbook is to be printed."""
import sys

import openpyxl

for sheet in openpyxl.load_workbook(sys.argv[1]):
    header = sheet.oddHeader.left.text or ""
    print(sheet.title, f"{sheet.page_setup.fitToWidth or 1} wide", f"area {sheet.print_area or '-'}",
          f"rows {sheet.print_title_rows or '-'}", f"columns {sheet.print_title_cols or '-'}", sep=" | ")
    for line in header.splitlines():
        print(" ", line)
