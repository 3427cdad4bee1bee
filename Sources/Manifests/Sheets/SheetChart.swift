import CXLSXWriter

/// Stacked bars over a small table of the same sheet: one bar a row, one piece a series.
package struct SheetChart: Hashable, Sendable {
  package enum Shape: Hashable, Sendable {
    /// Lying: for long names.
    case bars
    case columns
  }

  /// What a series means, which is what its colour says.
  package enum Tone: Hashable, Sendable {
    case good, warning, bad, neutral

    var colour: UInt32 {
      switch self {
      case .good: 0x4E8F5C
      case .warning: 0xE3A63B
      case .bad: 0xC0503F
      case .neutral: 0xA6ADB8
      }
    }
  }

  package struct Series: Hashable, Sendable {
    package var name: String
    /// The column of its numbers.
    package var column: Int
    package var tone: Tone

    package init(name: String, column: Int, tone: Tone) {
      self.name = name
      self.column = column
      self.tone = tone
    }
  }

  package var title: String
  package var shape: Shape
  /// The column of the bars' names.
  package var categoryColumn: Int
  package var series: [Series]
  /// The rows of the table, without its header: as ``WorkbookSheet/append(_:style:)`` gave them.
  package var rows: Range<Int>

  package init(
    title: String, shape: Shape = .bars, categoryColumn: Int, series: [Series], rows: Range<Int>
  ) {
    self.title = title
    self.shape = shape
    self.categoryColumn = categoryColumn
    self.series = series
    self.rows = rows
  }

  func draw(
    on sheet: String, in book: WorkbookWriter
  ) throws(SheetError) -> UnsafeMutablePointer<lxw_chart> {
    let isLying = shape == .bars
    let chart = try book.addChart(isLying ? LXW_CHART_BAR_STACKED : LXW_CHART_COLUMN_STACKED)
    for series in series {
      guard
        let added = chart_add_series(
          chart, range(categoryColumn, sheet), range(series.column, sheet))
      else { throw .outOfMemory }
      chart_series_set_name(added, name(series.name))
      var fill = lxw_chart_fill()
      fill.color = series.tone.colour
      chart_series_set_fill(added, &fill)
    }
    chart_title_set_name(chart, name(title))
    style(chart, isLying: isLying)
    return chart
  }

  private func range(_ column: Int, _ sheet: String) -> String {
    let letters = ExcelDate.letters(ofColumn: column)
    let last = max(rows.upperBound, rows.lowerBound + 1)
    return "=\(SheetNames.quoted(sheet))!$\(letters)$\(rows.lowerBound + 1):$\(letters)$\(last)"
  }

  /// A name that begins with `=` would be a reference.
  private func name(_ text: String) -> String {
    HeldText.plain(text.hasPrefix("=") ? " " + text : text)
  }

  private func style(_ chart: UnsafeMutablePointer<lxw_chart>, isLying: Bool) {
    var font = lxw_chart_font()
    font.size = 11
    font.bold = 1
    chart_title_set_name_font(chart, &font)
    font.size = 9
    font.bold = UInt8(LXW_EXPLICIT_FALSE.rawValue)
    chart_legend_set_position(chart, UInt8(LXW_CHART_LEGEND_BOTTOM.rawValue))
    chart_legend_set_font(chart, &font)
    for axis in [chart.pointee.x_axis, chart.pointee.y_axis] {
      chart_axis_set_num_font(axis, &font)
    }
    // With lying bars the library's y is the axis of names; the first name belongs on top.
    let names = isLying ? chart.pointee.y_axis : chart.pointee.x_axis
    let values = isLying ? chart.pointee.x_axis : chart.pointee.y_axis
    if isLying {
      chart_axis_set_reverse(names)
      chart_axis_set_crossing_max(names)
    }
    chart_axis_set_num_format(values, "0")
    var line = lxw_chart_line()
    line.color = 0xD0D5DD
    line.width = 0.5
    chart_axis_major_gridlines_set_visible(values, 1)
    chart_axis_major_gridlines_set_line(values, &line)
    chart_set_series_gap(chart, 60)
    chart_set_series_overlap(chart, 100)
  }
}
