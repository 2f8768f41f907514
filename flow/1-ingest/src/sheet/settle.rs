//! What a header settles for its sheet: columns, the order of dates, the place that titles and names tell.

use super::fill::Above;
use super::{Sheet, SheetIngest};
use crate::beside::Beside;
use crate::context::SheetDefaults;
use crate::kind::FieldType;
use crate::layout::{Layout, is_nik};
use crate::parts;
use crate::value::{DateOrder, date};
use base::handover::{FindingCode, Kind, RowBlock};
use std::ops::Range;

impl<'a> SheetIngest<'a> {
    /// What a header settles: columns, date orders, defaults from the titles. `first` says that nothing is above the table.
    pub(super) fn settle(&mut self, sheet: &mut Sheet<'a>, mut layout: Layout, block: &RowBlock, first: bool) {
        let spec = self.context.spec;
        if let Some(heading) = layout.find_nik_by_content(block, spec) {
            self.note(FindingCode::ColumnByContent, layout.header_line, heading.clone(), heading);
        }
        for title in &layout.titles {
            sheet.state.defaults.read_title_of(title, first, &self.context);
        }
        if spec.position("npp").is_some_and(|field| layout.mapping.column(field).is_none()) {
            layout.titles.iter().for_each(|title| sheet.state.defaults.read_npp(title));
            sheet.state.defaults.read_npp_of_file(self.context.named[0]);
        }
        let mut titles = layout.titles.clone();
        titles.extend(self.place_by_name(&mut sheet.state.defaults, &layout));
        if !first {
            titles.splice(0..0, sheet.state.defaults.as_title());
        }
        sheet.state.places.forget();
        sheet.state.columns.clone_from(&layout.mapping.columns);
        sheet.state.name_rest.clone_from(&layout.mapping.name_rest);
        sheet.state.orders = vec![DateOrder::default(); spec.fields.len()];
        let first_row = layout.first_data_row;
        let end = self.next_header(block, first_row).map_or(block.len(), |next| next.top);
        for (field, column) in layout.mapping.columns.iter().enumerate() {
            let Some(column) = *column else { continue };
            sheet.state.orders[field] = self.date_order(field, column, block, first_row..end, &layout.headings[column]);
        }
        self.settle_parts(sheet, &layout);
        self.settle_register(sheet, &layout);
        sheet.state.address_places = self.address_tells_places(&layout);
        sheet.unread = self.unread(&layout, block, first_row..end);
        for heading in &layout.mapping.unmapped {
            self.note(FindingCode::ColumnUnmapped, layout.header_line, heading.clone(), heading.clone());
        }
        for heading in layout.mapping.doubled.iter().filter(|_| sheet.unread.is_none()) {
            self.note(FindingCode::ColumnDoubled, layout.header_line, heading.clone(), heading.clone());
        }
        let taken = std::mem::take(&mut sheet.state.defaults.taken);
        if !taken.is_empty() {
            let line = if first { 0 } else { layout.header_line };
            self.note(FindingCode::TakenFromTitle, line, String::new(), taken.join(", "));
        }
        if let Some(summary) = self.sheets.get_mut(sheet.table) {
            summary.titles = titles;
            summary.headings.clone_from(&layout.headings);
            summary.header_line = layout.header_line;
            summary.learnt = layout.mapping.learnt(&layout.headings, spec);
        }
        sheet.above = Above::of(&layout, &spec.fields);
        sheet.layout = Some(layout);
    }

    /// Values that are spread over several columns are read on their own, not by the one column of their field.
    fn settle_parts(&mut self, sheet: &mut Sheet<'a>, layout: &Layout) {
        let (spec, parts) = (self.context.spec, &layout.mapping.parts);
        for (name, spread) in [("birth_date", parts.birth.is_some()), ("sex", parts.sex.is_some())] {
            if let Some(field) = spec.position(name).filter(|_| spread) {
                sheet.state.columns[field] = None;
            }
        }
        (sheet.state.birth_parts, sheet.state.sex_parts) = (parts.birth, parts.sex);
        let year = parts::year_in(&layout.titles);
        sheet.state.months = parts.months.iter().filter_map(|month| Some((month.column, month.month(year)?))).collect();
        if sheet.state.months.len() < parts.months.len() {
            self.note(FindingCode::MonthsWithoutYear, layout.header_line, String::new(), String::new());
            sheet.state.months.clear();
        }
    }

    /// What a register of members does not say is unknown of all of them, not "no".
    fn settle_register(&mut self, sheet: &mut Sheet<'a>, layout: &Layout) {
        let spec = self.context.spec;
        sheet.state.always = 0;
        if spec.kind != Kind::Participants {
            return;
        }
        let told = |wanted: &[FieldType]| {
            let mut fields = spec.fields.iter().zip(&layout.mapping.columns);
            fields.any(|(field, column)| column.is_some() && wanted.contains(&field.field_type))
        };
        let payments = told(&[FieldType::PaidMonths, FieldType::Status]) || !sheet.state.months.is_empty();
        let programmes = told(&[FieldType::Programme, FieldType::Programmes]);
        let unknown = [(payments, FindingCode::PaymentsNotTold), (programmes, FindingCode::ProgrammesNotTold)];
        for (_, code) in unknown.into_iter().filter(|(told, _)| !told) {
            sheet.state.always |= code.bit();
            self.note(code, layout.header_line, String::new(), String::new());
        }
    }

    /// Whether the address is the only column that may name village and district.
    fn address_tells_places(&self, layout: &Layout) -> Option<usize> {
        let column = |name: &str| self.context.spec.position(name).and_then(|field| layout.mapping.column(field));
        let others = ["desa", "kecamatan", "region_code"].iter().any(|name| column(name).is_some());
        column("address").filter(|_| !others)
    }

    /// Why no row of a table can be read for sure, if so.
    fn unread(&self, layout: &Layout, block: &RowBlock, rows: Range<usize>) -> Option<FindingCode> {
        if layout.beside != Beside::Nothing {
            return Some(FindingCode::TablesSideBySide);
        }
        let column = |name: &str| self.context.spec.position(name).and_then(|field| layout.mapping.column(field));
        let name = column("name").filter(|_| self.context.spec.person && column("nik").is_none())?;
        let (filled, niks) = rows
            .map(|row| block.row(row).cell(name).text.trim())
            .filter(|text| !text.is_empty())
            .fold((0_usize, 0_usize), |(filled, niks), text| (filled + 1, niks + usize::from(is_nik(text))));
        (niks >= 2 && niks * 3 >= filled && niks * 3 <= filled * 2).then_some(FindingCode::PersonOverTwoLines)
    }

    /// Where neither columns nor titles tell a place, the name of the sheet, the file or the sender may. A sheet that is called
    /// after its village says so beside any title.
    fn place_by_name(&self, defaults: &mut SheetDefaults, layout: &Layout) -> Option<String> {
        let has = |name: &str| self.context.spec.position(name).is_some_and(|field| layout.mapping.column(field).is_some());
        if has("region_code") {
            return None;
        }
        let plain = |name: &str| name.replace(['_', '-'], " ");
        let own = defaults.desa.is_empty() && !has("desa");
        if own {
            defaults.read_village(&plain(&self.name), &self.context);
        }
        let village = (own && !defaults.desa.is_empty()).then(|| plain(&self.name));
        if has("kabupaten") || has("kecamatan") {
            return village;
        }
        for name in [self.name.as_str(), self.context.named[0], self.context.named[1]] {
            if defaults.tell_a_regency(&self.context) {
                return village;
            }
            // What a smaller name left open, a larger one may settle: `Kel. Ujung Bulu` of `Kecamatan Ujung`.
            defaults.read_title(&plain(name), &self.context);
            if defaults.has_no_place()
                && let Some(title) = defaults.read_name(name, &self.context)
            {
                return Some(title);
            }
        }
        let named = defaults.has_no_place().then(|| defaults.read_regency_in(self.context.named[0], &self.context)).flatten();
        named.or(village)
    }

    fn date_order(&mut self, field: usize, column: usize, block: &RowBlock, rows: Range<usize>, heading: &str) -> DateOrder {
        let is_date =
            matches!(self.context.spec.fields[field].field_type, FieldType::Date | FieldType::DateOptional | FieldType::Birth);
        if !is_date {
            return DateOrder::DayFirst;
        }
        let (mut day_first, mut month_first) = (0_u32, 0_u32);
        for index in rows {
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
