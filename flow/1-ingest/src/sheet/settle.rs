//! What a header settles for its sheet: columns, the order of dates, the place that titles and names tell.

use super::fill::Above;
use super::{Sheet, SheetIngest};
use crate::context::SheetDefaults;
use crate::kind::FieldType;
use crate::layout::Layout;
use crate::value::{DateOrder, date};
use base::handover::{FindingCode, RowBlock};

impl<'a> SheetIngest<'a> {
    /// What the header settles: columns, date orders, defaults from the titles.
    pub(super) fn settle(&mut self, sheet: &mut Sheet<'a>, mut layout: Layout, block: &RowBlock, first: usize) {
        let spec = self.context.spec;
        if let Some(heading) = layout.find_nik_by_content(block, spec) {
            self.note(FindingCode::ColumnByContent, layout.header_line, heading.clone(), heading);
        }
        for title in &layout.titles {
            sheet.state.defaults.read_title(title, &self.context);
        }
        if spec.position("npp").is_some_and(|field| layout.mapping.column(field).is_none()) {
            layout.titles.iter().for_each(|title| sheet.state.defaults.read_npp(title));
            sheet.state.defaults.read_npp_of_file(self.context.named[0]);
        }
        let mut titles = layout.titles.clone();
        titles.extend(self.place_by_name(&mut sheet.state.defaults, &layout));
        sheet.state.columns.clone_from(&layout.mapping.columns);
        sheet.state.name_rest.clone_from(&layout.mapping.name_rest);
        sheet.state.orders = vec![DateOrder::default(); spec.fields.len()];
        for (field, column) in layout.mapping.columns.iter().enumerate() {
            let Some(column) = *column else { continue };
            sheet.state.orders[field] = self.date_order(field, column, block, first, &layout.headings[column]);
        }
        for heading in &layout.mapping.unmapped {
            self.note(FindingCode::ColumnUnmapped, layout.header_line, heading.clone(), heading.clone());
        }
        for heading in &layout.mapping.doubled {
            self.note(FindingCode::ColumnDoubled, layout.header_line, heading.clone(), heading.clone());
        }
        let taken = std::mem::take(&mut sheet.state.defaults.taken);
        if !taken.is_empty() {
            self.note(FindingCode::TakenFromTitle, 0, String::new(), taken.join(", "));
        }
        if let Some(summary) = self.sheets.last_mut() {
            summary.titles = titles;
            summary.headings = Some(layout.headings.clone());
            summary.header_line = layout.header_line;
            summary.learnt = layout.mapping.learnt(&layout.headings, spec);
        }
        sheet.above = Above::of(&layout, &spec.fields);
        sheet.layout = Some(layout);
    }

    /// Where neither columns nor titles tell a place, the name of the sheet, the file or the sender may.
    fn place_by_name(&self, defaults: &mut SheetDefaults, layout: &Layout) -> Option<String> {
        let sheet = self.sheets.last().map(|sheet| sheet.name.as_str()).unwrap_or_default();
        let has = |name: &str| self.context.spec.position(name).is_some_and(|field| layout.mapping.column(field).is_some());
        if has("kabupaten") || has("region_code") || has("kecamatan") {
            return None;
        }
        for name in [sheet, self.context.named[0], self.context.named[1]] {
            if defaults.tell_a_regency(&self.context) {
                return None;
            }
            // What a smaller name left open, a larger one may settle: `Kel. Ujung Bulu` of `Kecamatan Ujung`.
            defaults.read_title(&name.replace(['_', '-'], " "), &self.context);
            if defaults.has_no_place()
                && let Some(title) = defaults.read_name(name, &self.context)
            {
                return Some(title);
            }
        }
        None
    }

    fn date_order(&mut self, field: usize, column: usize, block: &RowBlock, first: usize, heading: &str) -> DateOrder {
        let is_date =
            matches!(self.context.spec.fields[field].field_type, FieldType::Date | FieldType::DateOptional | FieldType::Birth);
        if !is_date {
            return DateOrder::DayFirst;
        }
        let (mut day_first, mut month_first) = (0_u32, 0_u32);
        for index in first..block.len() {
            let text = block.row(index).cell(column).text.trim();
            let text =
                if self.context.spec.fields[field].field_type == FieldType::Birth { date::split_birth(text).1 } else { text };
            match date::order_hint(text) {
                Some(DateOrder::DayFirst) => day_first += 1,
                Some(DateOrder::MonthFirst) => month_first += 1,
                None => {}
            }
        }
        // A few swapped dates in a day-first list are slips; a list without any day above twelve in front is month-first.
        if month_first > 0 && day_first == 0 {
            return DateOrder::MonthFirst;
        }
        if month_first > 0 {
            self.note(FindingCode::DateOrderAssumed, 0, heading.to_owned(), format!("{month_first}"));
        }
        DateOrder::DayFirst
    }
}
