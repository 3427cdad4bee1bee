import Foundation

/// The daily manifest: sheets against Python's `xlsxwriter` in its mode of constant memory on the same
/// cells, csv against a plain `write` of the same bytes, and the daily run over a large ledger.
struct ManifestBench {
  let program: Program
  let folder: URL
  let say: (String) -> Void

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  /// - Parameter ledger: of a million events with twenty thousand boxes under way; nil leaves the daily
  ///   run out.
  func run(ledger: String?, boxes: Int) throws {
    let many = try loaded(boxes)
    try measureSheets(many, boxes)
    if let ledger { try measureDailyRun(ledger) }
  }

  /// A ledger of boxes that have been loaded and nothing else: what a manifest costs by the box.
  private func loaded(_ boxes: Int) throws -> String {
    let file = path("loaded.jsonl")
    var text = Data()
    for box in 0..<boxes {
      let serial = String(format: "%06d", box % 1_000_000)
      let number = "TBJ\(box % 2 == 0 ? "U" : "Z")\(serial)"
      let train = "X9\(String(format: "%03d", box / 50 % 1_000))@2026-0\(1 + box / 50_000)-02"
      let day = "2026-0\(1 + box / 50_000)-02"
      text.append(
        contentsOf: #"{"container":"\#(number)\#(digit(number))","activity":"loaded","place":"南昌","#
          .utf8)
      text.append(
        contentsOf:
          #""occurredAt":"\#(day)T06:00:00+08:00","onTrain":"\#(train)","onWagon":"94\#(serial)","origin":"南昌","#
          .utf8)
      text.append(
        contentsOf:
          #""destination":"巴库","route":"nanchang-khorgos-baku","notes":["smgs:3\#(serial)"],"containerType":"45G1","#
          .utf8)
      text.append(
        contentsOf:
          #""seals":["CN\#(serial)"],"cargo":[{"description":"大理石制品 \#(box % 977)","hs":"680291","packages":\#(box % 400),"#
          .utf8)
      text.append(
        contentsOf:
          #""grossKilograms":\#(8_000 + box % 18_000).5,"consignor":"Jiangxi Stone \#(box % 91)","consignee":"Bakı Mərmər \#(box % 57)","customer":"华茂"}]}"#
          .utf8)
      text.append(UInt8(ascii: "\n"))
    }
    try text.write(to: URL(fileURLWithPath: file))
    let ledger = path("loaded.sqlite")
    _ = try program.run(["ingest", file, "--feed", "bench", "--json"], ledger: ledger)
    return ledger
  }

  /// ISO 6346.
  private func digit(_ number: String) -> Int {
    var sum = 0
    for (index, scalar) in number.unicodeScalars.enumerated() {
      let value = Int(scalar.value)
      // Letters skip the multiples of eleven: A is 10, B 12, L 23, V 34.
      let letter = value - 55 + (value > 65 ? 1 : 0) + (value > 75 ? 1 : 0) + (value > 85 ? 1 : 0)
      sum += (value < 65 ? value - 48 : letter) << index
    }
    return sum % 11 % 10
  }

  // MARK: - Sheets

  private func measureSheets(_ ledger: String, _ boxes: Int) throws {
    let sheet = path("m.xlsx")
    let table = path("m.csv")
    // What was loaded now is in today's.
    let date = "today"
    func manifest(_ path: String, _ more: String...) throws -> Program.Run {
      let run = try program.run(["manifest", "--date", date, "-o", path] + more, ledger: ledger)
      guard run.status == 0 else { throw BenchError("manifest failed") }
      return run
    }
    // Once as everybody runs it, and three times one step after the other.
    let csv = try manifest(table)
    let csvSteps = try (0..<3).map { _ in try steps(try manifest(table, "--timings")) }
    let xlsx = try manifest(sheet)
    let xlsxSteps = try (0..<3).map { _ in try steps(try manifest(sheet, "--timings")) }
    let xlsxSeconds = middle(xlsxSteps.map { $0.rows + $0.writing })
    let readers = Readers(program: program, folder: folder, say: say)
    guard try readers.install(["xlsxwriter"]) else {
      say("xlsxwriter cannot be had here: sheets are not compared")
      return
    }
    // The same rows, read from the csv before the clock starts; numbers as numbers.
    let theirs = try readers.python(
      """
      import csv, sys, time, xlsxwriter
      rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
      start = time.perf_counter()
      book = xlsxwriter.Workbook(sys.argv[1] + ".xlsx", {"constant_memory": True})
      sheet = book.add_worksheet()
      for r, row in enumerate(rows):
          for c, cell in enumerate(row):
              if cell.replace(".", "", 1).isdigit() and len(cell) < 6:
                  sheet.write_number(r, c, float(cell))
              elif cell:
                  sheet.write_string(r, c, cell)
              else:
                  sheet.write_blank(r, c, None)
      book.close()
      print(time.perf_counter() - start)
      """, [table])
    say(
      """
      manifest of \(boxes) boxes: from known boxes to xlsx in \(fixed(xlsxSeconds, 1)) s; \
      Python's xlsxwriter alone, the same rows in memory, \(fixed(theirs, 1)) s: ratio \
      \(fixed(theirs / xlsxSeconds, 1)) (wanted ≥ 5); as a whole process, ledger and all, \
      \(fixed(xlsx.seconds, 1)) s: \(fixed(theirs / xlsx.seconds, 1)); \(Int(xlsx.peakMegabytes)) MB \
      (wanted < 250)
      """)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: table))
    let plain = middle((0..<5).map { _ in plainWrite(bytes) })
    let writing = middle(csvSteps.map(\.writing))
    let whole = middle(csvSteps.map { $0.rows + $0.writing })
    say(
      """
      csv of \(bytes.count / 1_048_576) MiB: from rows in memory to a file in \(fixed(writing, 2)) s; \
      a plain write and fsync of the same bytes \(fixed(plain, 2)) s: ratio \
      \(fixed(plain / writing, 2)) (wanted ≥ 0.5); from known boxes, whose rows must be made first, \
      \(fixed(whole, 2)) s: \(fixed(plain / whole, 2)); as a whole process, ledger and all, \
      \(fixed(csv.seconds, 2)) s, \(Int(csv.peakMegabytes)) MB
      """)
  }

  private func plainWrite(_ bytes: Data) -> Double {
    let start = ContinuousClock.now
    let file = open(path("plain"), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    bytes.withUnsafeBytes { _ = write(file, $0.baseAddress, $0.count) }
    fsync(file)
    close(file)
    return start.duration(to: .now) / .seconds(1)
  }

  private func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// What the program says that making rows of boxes took, and writing those, seconds.
  private func steps(_ run: Program.Run) throws -> (rows: Double, writing: Double) {
    let words = String(decoding: run.output, as: UTF8.self)
    guard let match = words.firstMatch(of: #/rows in ([0-9.e-]+) s, written in ([0-9.e-]+) s/#),
      let rows = Double(match.1), let writing = Double(match.2)
    else { throw BenchError("manifest --timings says nothing") }
    return (rows, writing)
  }

  // MARK: - Every day

  /// In the night, and once more six hours later, when most boxes have had news: they are folded as they
  /// were known at the day's end.
  private func measureDailyRun(_ ledger: String) throws {
    let whole = [
      "--date", "2026-02-22", "--as-of", "2026-02-22T00:00:00Z", "-o", path("daily.xlsx"),
    ]
    let night = try program.run(["manifest"] + whole, ledger: ledger)
    let morning = "2026-02-22T06:00:00Z"
    let file = path("morning.jsonl")
    let later = Program(path: program.path, now: morning)
    _ = try later.run([
      "simulate", "--route", "nanchang-khorgos-baku", "--trains", "400", "--seed", "5", "--until",
      morning, "-o", file,
    ])
    _ = try later.run(["ingest", file, "--feed", "bench", "--json"], ledger: ledger)
    let again = try later.run(["manifest"] + whole, ledger: ledger)
    guard night.status == 0, again.status == 0 else { throw BenchError("manifest failed") }
    let database = try Database(ledger)
    defer { database.close() }
    let active = try database.integer("SELECT count(*) FROM journeys WHERE active = 1")
    let events = try database.integer("SELECT max(seq) FROM events")
    say(
      """
      daily manifest over \(events) events, \(active) active boxes: \(fixed(night.seconds, 1)) s at the \
      day's end, \(fixed(again.seconds, 1)) s after six hours of news (wanted < 5 for 20 000); \
      \(Int(again.peakMegabytes)) MB
      """)
  }

  private func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}
