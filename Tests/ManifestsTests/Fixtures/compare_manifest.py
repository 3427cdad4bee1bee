"""Compares a manifest's workbook and CSV with its JSON form, value by value.

    compare_manifest.py manifest.json manifest.xlsx manifest.csv LANGUAGE words.json

words.json has, by language, the words of `states`, `activities`, `alerts`, `headers` and `titles`.
Prints each difference with the address of its cell and exits 1, or how many values agree. Cells of
which the JSON form says nothing to compare with are counted by column.
"""

import collections
import csv
import datetime
import io
import itertools
import json
import re
import sys
import warnings

import openpyxl

warnings.simplefilter("error")

PHRASES = {
    "en": {"since": "since {}", "due": "due {}", "customs": {}, "listed": "new", "train": "train", "later": "ETA {} later",
           "earlier": "ETA {} earlier", "under": "under 1 h", "hours": "{} h", "days": "{} d",
           "daysAndHours": "{} d {} h"},
    "zh": {"since": "自{}", "due": "应于{}到达",
           "customs": {"export": "出口", "import": "进口", "transit": "过境"}, "listed": "新增", "train": "班列", "later": "预计到达推迟{}",
           "earlier": "预计到达提前{}", "under": "不到1小时", "hours": "{}小时", "days": "{}天",
           "daysAndHours": "{}天{}小时"},
    "ru": {"since": "с {}", "due": "срок {}",
           "customs": {"export": "экспорт", "import": "импорт", "transit": "транзит"}, "listed": "новый", "train": "поезд", "later": "прибытие позже на {}",
           "earlier": "прибытие раньше на {}", "under": "менее 1 ч", "hours": "{} ч",
           "days": "{} сут", "daysAndHours": "{} сут {} ч"},
}
MONTHS = {"en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
          "ru": "янв фев мар апр мая июн июл авг сен окт ноя дек".split()}
CAUSES = {"the port is closed": ("activities", "portClosed"),
          "customs hold it": ("alerts", "customsHold"), "it is held": ("activities", "held"),
          "the train was set aside": ("activities", "abandoned"),
          "it waits for a vessel": ("activities", "awaitingVessel")}

IDENTIFIERS = {"train", "container", "type", "wagon", "vessel", "notes", "hs", "un", "seals"}
COUNTED = ["train", "departure", "route", "type", "wagon", "place", "since", "kmLeft", "eta", "due",
           "origin", "destination", "notes", "consignor", "consignee", "customer", "hs", "goods",
           "packages", "grossKilograms", "seals", "customs", "lastReport"]
SUMMARY = ["train", "departure", "route", "state", "place", "kmLeft", "eta", "etaFrom", "etaTo",
           "due", "deviationHours"]
OF_TRAIN = {"train", "departure", "route"}
STATES = ["booked", "underway", "standing", "atBorder", "atPort", "afloat", "held", "rolled", "arrived",
          "delivered", "returningEmpty", "cancelled", "returned", "unknown"]
SHEETS = 200
INTEGER_DIGITS = 999_999_999_999_999
INT_MAX = 2**63 - 1
FORMATS = {"integer": "#,##0", "date": "yyyy-mm-dd", "time": "yyyy-mm-dd hh:mm"}


class Value(collections.namedtuple("Value", "kind content")):
    """One of `empty`, `text` (any of several), `integer`, `number`, `date`, `time`, `midnight` (of
    which the JSON form does not say whether a day or a time was told)."""

    def __str__(self):
        content = self.content
        if self.kind == "text" and len(content) == 1:
            content = content[0]
        return f"{self.kind} {content!r}" if self.kind != "empty" else "empty"


EMPTY = Value("empty", None)


def known(*texts):
    return Value("text", texts) if texts and texts[0] else EMPTY


def integer(value):
    return EMPTY if value is None else Value("integer", value)


def number(value):
    return EMPTY if value is None else Value("number", value)


def day(text):
    return Value("date", datetime.date.fromisoformat(text)) if text else EMPTY


def moment(text, precision=None):
    if text is None:
        return EMPTY
    local = datetime.datetime.fromisoformat(text).replace(tzinfo=None, second=0, microsecond=0)
    if precision == "day":
        return Value("date", local.date())
    return Value("midnight" if re.search("T00:00:00(?!\\.)", text) else "time", local)


def marked_moment(text, precision):
    value = moment(text, precision)
    return Value("time", value.content) if value.kind == "midnight" else value


# What is told --------------------------------------------------------------------------------


class Manifest:
    def __init__(self, document, words):
        self.head = document["manifest"]
        self.document = document
        self.language = self.head["language"]
        self.words = words[self.language]
        self.phrases = PHRASES[self.language]
        self.comma, self.semicolon = ("，", "；") if self.language == "zh" else (", ", "; ")
        self.columns = list(self.head["columns"])
        if "since" in self.head and "changes" not in self.columns:
            self.columns.append("changes")
        self.trains = document["trains"]
        self.has_many_sheets = len(self.trains) <= SHEETS

    def durations(self, hours):
        """The JSON form has tenths of what was rounded to whole hours: `.5` may be either."""
        near = {int(hours * 10 + shift) for shift in (4.6, 5.4)}
        return list(dict.fromkeys(self.duration(tenths // 10) for tenths in sorted(near)))

    def duration(self, total):
        if total < 1:
            return self.phrases["under"]
        if total < 48:
            return self.phrases["hours"].format(total)
        days, rest = divmod(total, 24)
        key = "daysAndHours" if rest else "days"
        return self.phrases[key].format(days, rest)

    def boxes(self, count):
        if self.language == "zh":
            return f"{count}箱"
        if self.language == "en":
            return "1 box" if count == 1 else f"{count} boxes"
        if count % 100 in range(11, 15):
            return f"{count} контейнеров"
        ending = {1: "", 2: "а", 3: "а", 4: "а"}.get(count % 10, "ов")
        return f"{count} контейнер{ending}"

    def joined(self, alternatives):
        """Every way in which texts of a list may be written."""
        return known(*(self.semicolon.join(parts) for parts in itertools.product(*alternatives)))

    # Alerts

    def alert(self, alert, causes=None):
        """`causes` where the alert itself does not tell."""
        if causes is None:
            causes = {self.cause(alert)}
        name = self.words["alerts"][alert["kind"]]
        texts = []
        for span, cause in itertools.product(self.spans(alert), sorted(causes, key=str)):
            parts = [name + span]
            if alert["kind"] not in ("stalled", "late") and "place" in alert:
                parts.append(self.words["places"].get(alert["place"], alert["place"]))
            when = "due" if alert["kind"] == "late" else "since"
            parts.append(self.phrases[when].format(alert["since"][:10]))
            texts.append(self.comma.join(parts + ([cause] if cause else [])))
        return texts

    def spans(self, alert):
        """How long: of boxes that share it from the fewest hours to the most."""
        if "hours" not in alert:
            return [""]
        most = self.durations(alert["hours"])
        least = self.durations(alert["leastHours"]) if "leastHours" in alert else [None]
        spans = [f" {b}" if a is None or a == b else f" {a} – {b}"
                 for a, b in itertools.product(least, most)]
        return list(dict.fromkeys(spans))

    def cause(self, alert):
        if alert["kind"] != "stalled":
            return None
        for sentence, (table, key) in CAUSES.items():
            if alert["detail"].endswith(f": {sentence}."):
                return self.words[table][key]
        return None

    def shared_alert(self, alert, entry):
        """Causes stand with the boxes that share it."""
        same = [told for box in entry["boxes"] for told in box.get("alerts", [])
                if all(told.get(key) == alert.get(key) for key in ("kind", "place", "since"))]
        texts = self.alert(alert, {self.cause(told) for told in same} or {None})
        count = alert["boxes"]
        note = "" if count == entry["totals"]["boxes"] else f" ({self.boxes(count)})"
        return [text + note for text in texts]

    # Rows

    def customs(self, procedure):
        released = procedure["state"] == "released"
        state = self.words["activities"]["customsReleased" if released else "customsSelected"]
        names = self.phrases["customs"]
        told = " ".join(names.get(word, word) for word in procedure.get("procedure", "").split())
        parts = [told, state, procedure["at"][:10]]
        return [" ".join(part for part in parts if part)]

    def change(self, change):
        kind = change["change"]
        if kind == "listed":
            return [self.phrases["listed"]]
        if kind == "moved":
            return [f"{change.get('from', '?')} → {change.get('to', '?')}"]
        if kind == "train":
            return [f"{self.phrases['train']} {change.get('from', '–')} → {change.get('to', '–')}"]
        if kind == "etaMoved":
            hours = change["hours"]
            phrase = self.phrases["later" if hours > 0 else "earlier"]
            return [phrase.format(span) for span in self.durations(abs(hours))]
        sign = "+" if kind == "alertRaised" else "−"
        return [f"{sign} {self.words['alerts'][change['alert']]}"]

    def of_train(self, column, entry, box):
        train = entry["train"]
        if column == "train":
            return known(train.get("number"))
        key = "routeName" if column == "route" else column
        value = box.get(key, train.get(key))
        return day(value) if column == "departure" else known(value)

    def notes(self, box, item):
        notes = [item["note"]] if "note" in item else box.get("notes", [])
        return known(", ".join(note.split(":", 1)[1] for note in notes))

    def cell(self, column, entry, box, item, line):
        eta = box.get("eta", {})
        arrived = box.get("arrived")
        match column:
            case "line":
                return integer(line)
            case "train" | "departure" | "route":
                return self.of_train(column, entry, box)
            case "container" | "type" | "wagon" | "vessel" | "origin" | "destination":
                return known(box.get(column))
            case "state":
                return known(self.words["states"][box["state"]])
            case "place":
                return known(box.get("placeName"))
            case "activity":
                ships = self.words["activitiesOfShips"] if box.get("vessel") else {}
                done = box.get("activity")
                return known(ships.get(done) or self.words["activities"].get(done))
            case "since":
                return marked_moment(box.get("activityAt"), box.get("activityPrecision"))
            case "kmLeft":
                return integer(box.get(column))
            case "eta":
                return moment(None if arrived else eta.get("p50"))
            case "etaFrom":
                return moment(None if arrived else eta.get("p10"))
            case "etaTo":
                return moment(None if arrived else eta.get("p90"))
            case "arrived":
                return marked_moment(arrived, box.get("arrivedPrecision"))
            case "due":
                return moment(box.get(column))
            case "lastReport":
                return marked_moment(box.get(column), box.get("lastReportPrecision"))
            case "deviationHours" | "silentHours":
                return number(box.get(column))
            case "notes":
                return self.notes(box, item)
            case "consignor" | "consignee" | "customer" | "hs":
                return known(item.get(column))
            case "goods":
                return known(item.get("description"))
            case "packages":
                return integer(item.get(column))
            case "grossKilograms":
                return number(item.get(column))
            case "un":
                return known(f"UN{item['un']}" if "un" in item else None)
            case "seals":
                return known(", ".join(box.get("seals", [])))
            case "customs":
                return self.joined(map(self.customs, box.get("customs", [])))
            case "alerts":
                return self.joined(map(self.alert, box.get("alerts", [])))
            case "changes":
                return self.joined(map(self.change, box.get("changes", [])))
        raise ValueError(f"column {column} is not known here")

    def rows(self, entry, columns, line):
        for box in entry["boxes"]:
            for item in box.get("goods") or [{}]:
                line += 1
                yield [self.cell(column, entry, box, item, line) for column in columns]

    def total(self, totals, columns):
        cells = {"container": integer(totals["boxes"]), "goods": integer(totals["goodsItems"]),
                 "packages": integer(totals["packages"]),
                 "grossKilograms": number(totals["grossKilograms"])}
        # In the first column that adds nothing up.
        place = next((at for at, column in enumerate(columns) if column not in cells), None)
        label = {place: known(self.words["titles"]["total"])}
        return [cells.get(column, label.get(place, EMPTY)) for place, column in enumerate(columns)]

    def header(self, columns):
        return [known(self.words["headers"][column]) for column in columns]

    # The summary

    def summary_header(self):
        titles = self.words["titles"]
        return (self.header(SUMMARY) + [known(titles["boxes"]), known(titles["goodsItems"])]
                + self.header(["grossKilograms"]) + [known(titles["alertsOfTrain"])])

    def summary_rows(self):
        titles, totals = self.words["titles"], self.document["totals"]
        for entry in self.trains:
            train = entry["train"]
            eta = train.get("eta", {})
            state = train.get("state")
            yield [
                known(train.get("number", titles["withoutTrain"])), day(train.get("departure")),
                known(train.get("routeName")), known(state and self.words["states"][state]),
                known(train.get("placeName")), integer(train.get("kmLeft")),
                moment(eta.get("p50")), moment(eta.get("p10")), moment(eta.get("p90")),
                moment(train.get("due")), number(train.get("deviationHours")),
                integer(entry["totals"]["boxes"]), integer(entry["totals"]["goodsItems"] or None),
                number(entry["totals"]["grossKilograms"] or None),
                self.joined(self.shared_alert(alert, entry) for alert in train.get("alerts", []))]
        yield ([known(titles["total"])] + [EMPTY] * 10
               + [integer(totals["boxes"]), integer(totals["goodsItems"]),
                  number(totals["grossKilograms"]), EMPTY])
        if self.document.get("simulated"):
            yield [known(titles["simulated"])]
        yield from self.places()
        yield from self.figures()
        gone = self.document.get("gone", [])
        if gone:
            yield [known(titles["gone"])]
        for box in gone:
            yield [known(box["container"]), known(box.get("train")),
                   known(self.words["states"][box["state"]])]

    def places(self):
        titles = self.words["titles"]
        counts, left = {}, {}
        for train in (entry["train"] for entry in self.trains if "id" in entry["train"]):
            place = train.get("placeName", titles["unknownPlace"])
            late = train.get("deviationHours")
            kind = 3 if late is None else 0 if late <= 1 else 1 if late <= 24 else 2
            counts.setdefault(place, [0, 0, 0, 0])[kind] += 1
            left[place] = max(left.get(place, 0), train.get("kmLeft", 0))
        if not counts:
            return
        yield [known(titles["byPlace"])]
        yield self.header(["place"]) + [
            known(titles[key]) for key in ("onTime", "late", "veryLate", "noPlan")]
        shown = sorted(counts, key=lambda place: (-sum(counts[place]), place))[:12]
        for place in sorted(shown, key=lambda place: (-left[place], place)):
            yield [known(place)] + [integer(count) for count in counts[place]]

    def figures(self):
        titles, headers = self.words["titles"], self.words["headers"]
        totals = self.document["totals"]
        yield [known(titles["total"])]
        yield [known(titles["trains"]), integer(totals["trains"])]
        yield [known(titles["boxes"]), integer(totals["boxes"])]
        for state in sorted(totals["byState"], key=STATES.index):
            yield [known("  " + self.words["states"][state]), integer(totals["byState"][state])]
        yield [known(titles["alerted"]), integer(totals["alertedBoxes"])]
        yield [known(titles["goodsItems"]), integer(totals["goodsItems"])]
        yield [known(headers["packages"]), integer(totals["packages"])]
        yield [known(headers["grossKilograms"]), number(totals["grossKilograms"])]
        yield [known(titles["dangerous"]), integer(totals["dangerousItems"])]
        if totals["unknown"]:
            yield [known(titles["unknown"])]
        for column in COUNTED:
            if column in totals["unknown"]:
                yield [known(headers[column]), integer(totals["unknown"][column])]

    # Above the rows

    def date(self, date):
        if self.language == "zh":
            return f"{date.month}月{date.day}日"
        return f"{date.day} {MONTHS[self.language][date.month - 1]}"

    def time(self, text):
        time = datetime.datetime.fromisoformat(text)
        hours, minutes = divmod(abs(int(time.utcoffset().total_seconds())) // 60, 60)
        sign = "−" if time.utcoffset() < datetime.timedelta() else "+"
        offset = f"{sign}{hours:02}" + (f":{minutes:02}" if minutes else "")
        return f"{self.date(time)} {time:%H:%M} {offset}"

    def window(self, eta):
        first, last = (datetime.date.fromisoformat(eta[key][:10]) for key in ("p10", "p90"))
        if first == last:
            return self.date(first)
        if (first.year, first.month) != (last.year, last.month):
            return f"{self.date(first)} – {self.date(last)}"
        if self.language == "zh":
            return f"{first.month}月{first.day}–{last.day}日"
        return f"{first.day}–{self.date(last)}"

    def facts(self, train):
        headers = self.words["headers"]
        parts = [train.get("routeName"),
                 f"{headers['departure']} {train['departure']}" if "departure" in train else None,
                 self.words["states"][train["state"]] if "state" in train else None,
                 train.get("placeName"),
                 f"{headers['kmLeft']} {train['kmLeft']}" if "kmLeft" in train else None,
                 f"{headers['eta']} {self.window(train['eta'])}" if "eta" in train else None]
        return " · ".join(part for part in parts if part)

    def title_lines(self, train=None):
        titles, head = self.words["titles"], self.head
        title = f"{titles['title']} {head['date']}"
        moment = f"{titles['asOf']} {self.time(head['asOf'])} ({head['zone']})"
        if not head["dayIsOver"]:
            moment += f", {titles['dayNotOver']}"
        if "since" in head:
            moment += f" · {titles['changesSince']} {self.time(head['since'])}"
        lines = [moment]
        if "customer" in head:
            lines.append(f"{titles['customer']}: {head['customer']}")
        if train is not None:
            title += " · " + train.get("number", titles["withoutTrain"])
            lines.append(self.facts(train))
        return [title] + [line for line in lines if line] + [titles["zones"]]


# What is written -----------------------------------------------------------------------------


class Comparison:
    def __init__(self, manifest):
        self.manifest = manifest
        self.compared = collections.Counter()
        self.untold = collections.Counter()
        self.differences = []

    def expect(self, address, holds, expected, found):
        if not holds:
            self.differences.append(f"{address}: expected {expected}, found {found!r}")

    # The JSON form's own sums

    def sums(self):
        parts = []
        for index, entry in enumerate(self.manifest.trains):
            sums = self.sum_of(entry)
            self.totals(f"JSON trains[{index}]", sums, entry["totals"])
            parts.append(sums)
        whole = dict(trains=sum("id" in entry["train"] for entry in self.manifest.trains))
        for key in parts[0] if parts else []:
            whole[key] = sum((part[key] for part in parts), type(parts[0][key])())
        whole["packages"] = min(whole.get("packages", 0), INT_MAX)
        self.totals("JSON totals", whole, self.manifest.document["totals"])

    def totals(self, name, sums, totals):
        for key, value in sums.items():
            told = totals[key]
            same = abs(value - told) < 0.0006 if key == "grossKilograms" else value == told
            self.compared["json"] += 1
            self.expect(f"{name}.{key}", same, value, told)

    @staticmethod
    def sum_of(entry):
        boxes = entry["boxes"]
        goods = [item for box in boxes for item in box.get("goods", [])]
        unknown = collections.Counter(
            column for box in boxes for column in COUNTED if is_unknown(column, entry, box))
        return dict(
            boxes=len(boxes), goodsItems=len(goods),
            packages=min(sum(item.get("packages", 0) for item in goods), INT_MAX),
            grossKilograms=sum(item.get("grossKilograms", 0) for item in goods),
            dangerousItems=sum("un" in item for item in goods),
            alertedBoxes=sum(bool(box.get("alerts")) for box in boxes),
            byState=collections.Counter(box["state"] for box in boxes), unknown=unknown)

    # The workbook

    def workbook(self, book):
        manifest = self.manifest
        titles = manifest.words["titles"]
        sheets = book.worksheets
        names = [titles["summary"]]
        if manifest.has_many_sheets:
            names += [entry["train"].get("id", titles["withoutTrain"]) for entry in manifest.trains]
        else:
            names.append(titles["allBoxes"])
        self.expect("workbook", [sheet.title for sheet in sheets] == names, names,
                    [sheet.title for sheet in sheets])
        if len(sheets) != len(names):
            return
        summary = self.table(
            sheets[0], manifest.title_lines(), manifest.summary_header(), manifest.summary_rows())
        if not manifest.has_many_sheets:
            rows, line = [], 0
            for entry in manifest.trains:
                rows += manifest.rows(entry, manifest.columns, line)
                line = len(rows)
            rows.append(manifest.total(manifest.document["totals"], manifest.columns))
            self.table(
                sheets[1], manifest.title_lines(), manifest.header(manifest.columns), rows)
            return
        columns = [column for column in manifest.columns if column not in OF_TRAIN]
        for place, (sheet, entry) in enumerate(zip(sheets[1:], manifest.trains)):
            rows = list(manifest.rows(entry, columns, 0))
            rows.append(manifest.total(entry["totals"], columns))
            self.table(
                sheet, manifest.title_lines(entry["train"]), manifest.header(columns), rows)
            link = sheets[0].cell(summary + 1 + place, 1).hyperlink
            self.compared["xlsx"] += 1
            self.expect(f"{sheets[0].title}!A{summary + 1 + place}",
                        link is not None and link.location == f"'{sheet.title}'!A1",
                        f"a link to {sheet.title}", link and link.location)

    def table(self, sheet, titles, header, rows):
        """Compares a sheet, in which rows may be left free; returns the header's row."""
        start = sheet[sheet.auto_filter.ref.split(":")[0]].row
        filled = [row for row in sheet.iter_rows() if any(cell.value is not None for cell in row)]
        expected = [*([known(title)] for title in titles), header, *rows]
        if len(filled) != len(expected):
            self.expect(sheet.title, False, f"{len(expected)} rows", f"{len(filled)} rows")
        for cells, values in zip(filled, expected):
            for cell, value in itertools.zip_longest(cells, values, fillvalue=EMPTY):
                if isinstance(cell, Value):
                    self.expect(sheet.title, False, value, "no cell")
                else:
                    self.compare(f"{sheet.title}!{cell.coordinate}", value, cell)
        return start

    def compare(self, address, value, cell):
        self.compared["xlsx"] += 1
        if not self.is_held(value, cell):
            self.expect(address, False, value, (cell.data_type, cell.number_format, cell.value))
        if value.kind == "midnight":
            self.untold["whether midnight is a whole day"] += 1

    @staticmethod
    def is_held(value, cell):
        kind, content, found = value.kind, value.content, cell.value
        if kind == "integer" and abs(content) > INTEGER_DIGITS:
            kind, content = "text", [str(content)]
        if kind == "empty":
            return found is None
        if kind == "text":
            if cell.data_type != "s":
                return False
            text = re.sub("_x([0-9A-Fa-f]{4})_", lambda escape: chr(int(escape[1], 16)), found)
            return text in [held(told) for told in content]
        if kind == "integer":
            return type(found) is int and found == content and cell.number_format == FORMATS[kind]
        if kind == "number":
            return cell.data_type == "n" and type(found) in (int, float) and found == content
        if type(found) is not datetime.datetime:
            return False
        kinds = ["date", "time"] if kind == "midnight" else [kind]
        if kind == "date":
            content = datetime.datetime.combine(content, datetime.time())
        return found == content and cell.number_format in [FORMATS[kind] for kind in kinds]

    # The CSV

    def table_of_text(self, path):
        manifest = self.manifest
        with open(path, encoding="utf-8", newline="") as file:
            mark, text = file.read(1), file.read()
        self.expect("csv", mark == "\ufeff", "a byte order mark", mark)
        found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        expected, line = [manifest.header(manifest.columns)], 0
        for entry in manifest.trains:
            expected += manifest.rows(entry, manifest.columns, line)
            line = len(expected) - 1
        if len(found) != len(expected):
            self.expect("csv", False, f"{len(expected)} rows", f"{len(found)} rows")
        for row, (cells, values) in enumerate(zip(found, expected), start=1):
            self.expect(f"csv {row}", len(cells) == len(values), f"{len(values)} cells", len(cells))
            for column, cell, value in zip(manifest.columns, cells, values):
                self.compared["csv"] += 1
                if not is_written(value, cell):
                    self.expect(f"csv {row} {column}", False, value, cell)


def is_unknown(column, entry, box):
    goods = box.get("goods")
    match column:
        case "train":
            return "id" not in entry["train"]
        case "departure" | "route":
            return column not in entry["train"] and column not in box
        case "place":
            return "placeName" not in box
        case "eta":
            return "arrived" not in box and "eta" not in box
        case "notes":
            return not goods or "notes" not in box and any("note" not in item for item in goods)
        case "goods":
            return not goods or any("description" not in item for item in goods)
        case "consignor" | "consignee" | "customer" | "hs" | "packages" | "grossKilograms":
            return not goods or any(column not in item for item in goods)
    return column not in box


def held(text):
    """What a workbook can hold of a text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)


def is_written(value, cell):
    content = value.content
    match value.kind:
        case "empty":
            return cell == ""
        case "text":
            return any(is_harmless_form(text, cell) for text in content)
        case "integer":
            return cell == str(content)
        case "number":
            return re.fullmatch("-?[0-9]+([.][0-9]+)?", cell) and float(cell) == content
        case "date":
            return cell == content.isoformat()
        case "time":
            return cell == content.strftime("%Y-%m-%d %H:%M")
        case "midnight":
            return cell in (content.strftime("%Y-%m-%d"), content.strftime("%Y-%m-%d %H:%M"))
    return False


def is_harmless_form(text, cell):
    """The text itself, but for apostrophes where a reader may begin a cell."""
    if re.match("[=+\\-@\t\r\n]", cell):
        return False
    place = 0
    for index, character in enumerate(cell):
        if place < len(text) and character == text[place]:
            place += 1
        elif character != "'" or index > 0 and cell[index - 1] not in ";,\t\r\n":
            return False
    return place == len(text)


def main():
    paths, language = sys.argv[1:4], sys.argv[4]
    with open(paths[0], encoding="utf-8") as file:
        document = json.load(file)
    with open(sys.argv[5], encoding="utf-8") as file:
        manifest = Manifest(document, json.load(file))
    comparison = Comparison(manifest)
    comparison.expect("JSON manifest.language", manifest.language == language, language,
                      manifest.language)
    comparison.sums()
    comparison.workbook(openpyxl.load_workbook(paths[1]))
    comparison.table_of_text(paths[2])
    for difference in comparison.differences:
        print(difference)
    for column, count in sorted(comparison.untold.items()):
        print(f"not told in JSON: {column} {count}")
    agree = " ".join(f"{form} {count}" for form, count in sorted(comparison.compared.items()))
    print(f"compared {sum(comparison.compared.values())} values: {agree}; "
          f"{len(comparison.differences)} differences")
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    sys.exit(main())
