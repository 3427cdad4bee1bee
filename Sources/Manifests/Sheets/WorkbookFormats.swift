import CXLSXWriter

/// What is in a cell, as far as its format depends on it.
enum CellContent: Int, CaseIterable {
  case text, integer, number, date, time
}

/// How cells look: each look once a workbook, made when it is first needed.
///
/// Arial 10, since its widths are known everywhere; thin grey lines and one blue, so that a sheet still
/// reads well on a black and white printer.
final class WorkbookFormats {
  private struct Look: Hashable {
    var numberFormat: String?
    var alignment: UInt8?
    var wraps = false
    var isLink = false
    var style = RowStyle.plain
    var isTableHeader = false
    var titleSize: Double?
  }

  private enum Colour {
    static let header: UInt32 = 0x1F3864
    static let smallHeader: UInt32 = 0xE7ECF4
    static let line: UInt32 = 0xD0D5DD
    static let alert: UInt32 = 0xFDE9E4
    static let total: UInt32 = 0xF2F4F7
    static let link: UInt32 = 0x1F5FBF
    static let faint: UInt32 = 0x595F69
    static let white: UInt32 = 0xFFFFFF
  }

  private let book: UnsafeMutablePointer<lxw_workbook>
  private var made: [Look: Int] = [:]

  init(_ book: UnsafeMutablePointer<lxw_workbook>) { self.book = book }

  var title: Int { format(Look(titleSize: 16)) }
  var subtitle: Int { format(Look(titleSize: 9)) }

  var tableHeader: Int {
    format(Look(wraps: true, style: .header, isTableHeader: true))
  }

  func link(_ kind: SheetColumn.Kind, style: RowStyle) -> Int {
    var look = look(.text, of: kind, style: style)
    look.isLink = true
    return format(look)
  }

  func cell(
    _ content: CellContent, of kind: SheetColumn.Kind, style: RowStyle
  ) -> Int {
    format(look(content, of: kind, style: style))
  }

  private func look(_ content: CellContent, of kind: SheetColumn.Kind, style: RowStyle) -> Look {
    var look = Look(style: style)
    if style == .header {
      look.wraps = true
      return look
    }
    switch (content, kind) {
    case (.text, .identifier): look.numberFormat = "@"
    case (.text, .text): look.wraps = style != .heading
    case (.text, _): break
    case (.date, _): look.numberFormat = "yyyy-mm-dd"
    case (.time, _): look.numberFormat = "yyyy-mm-dd hh:mm"
    case (.integer, .decimal(let places)), (.number, .decimal(let places)):
      look.numberFormat = places > 0 ? "#,##0." + String(repeating: "0", count: places) : "#,##0"
    case (.integer, _), (.number, .integer): look.numberFormat = "#,##0"
    case (.number, _): look.numberFormat = "#,##0.0"
    }
    if content == .date || content == .time {
      look.alignment = UInt8(LXW_ALIGN_CENTER.rawValue)
    } else if content == .text, style != .heading {
      look.alignment = UInt8(LXW_ALIGN_LEFT.rawValue)
    }
    return look
  }

  /// The format's number in the workbook, the `s` of a cell; 0, the plain one, without memory.
  private func format(_ look: Look) -> Int {
    if let format = made[look] { return format }
    guard let format = workbook_add_format(book) else { return 0 }
    format_set_font_name(format, "Arial")
    format_set_font_size(format, look.titleSize ?? 10)
    if let numberFormat = look.numberFormat { format_set_num_format(format, numberFormat) }
    if let titleSize = look.titleSize {
      titleSize > 10 ? format_set_bold(format) : format_set_font_color(format, Colour.faint)
      if titleSize > 10 { format_set_font_color(format, Colour.header) }
    } else {
      format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
      if let alignment = look.alignment { format_set_align(format, alignment) }
      // Air between a number and the text beside it.
      if look.alignment == UInt8(LXW_ALIGN_LEFT.rawValue) { format_set_indent(format, 1) }
      if look.wraps { format_set_text_wrap(format) }
      dress(format, look)
    }
    let index = Int(lxw_format_get_xf_index(format))
    made[look] = index
    return index
  }

  private func dress(_ format: UnsafeMutablePointer<lxw_format>, _ look: Look) {
    let thin = UInt8(LXW_BORDER_THIN.rawValue)
    switch look.style {
    case .heading:
      format_set_bold(format)
      format_set_font_size(format, 12)
      format_set_font_color(format, Colour.header)
      return
    case .header:
      format_set_bold(format)
      format_set_bg_color(format, look.isTableHeader ? Colour.header : Colour.smallHeader)
      if look.isTableHeader { format_set_font_color(format, Colour.white) }
      format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
    case .alert: format_set_bg_color(format, Colour.alert)
    case .total:
      format_set_bold(format)
      format_set_bg_color(format, Colour.total)
    case .plain: break
    }
    if look.isLink {
      format_set_font_color(format, Colour.link)
      format_set_underline(format, UInt8(LXW_UNDERLINE_SINGLE.rawValue))
    }
    format_set_border(format, thin)
    format_set_border_color(format, Colour.line)
    if look.style == .total {
      format_set_top(format, UInt8(LXW_BORDER_MEDIUM.rawValue))
      format_set_top_color(format, Colour.header)
    }
  }
}
