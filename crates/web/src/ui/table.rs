//! Tables that become cards on a phone, and the way through a long list.

use maud::{Markup, html};

use crate::i18n::Tr;

/// A column's title, and how its cells are set.
#[derive(Clone, Debug, Default)]
pub struct Column {
    pub title: String,
    /// Numbers stand right, under one another.
    pub numeric: bool,
    /// Its cell names the row.
    pub row_header: bool,
    /// The title is there for screen readers only.
    pub quiet: bool,
}

impl Column {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    pub fn numeric(title: impl Into<String>) -> Self {
        Self { numeric: true, ..Self::new(title) }
    }

    pub fn row_header(title: impl Into<String>) -> Self {
        Self { row_header: true, ..Self::new(title) }
    }

    /// For a column of links or buttons.
    pub fn quiet(title: impl Into<String>) -> Self {
        Self { quiet: true, ..Self::new(title) }
    }
}

/// A table with a visible caption; each row has one cell for each column.
///
/// On a phone each row is a card with the column's title before each value. The roles are written out,
/// since browsers forget that a table is one as soon as its cells are drawn as blocks.
pub fn data_table(caption: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    table("govuk-table__caption govuk-table__caption--m", caption, columns, rows)
}

/// As [`data_table`], where the heading above already says what it lists.
pub fn data_table_quiet(caption: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    table("govuk-table__caption govuk-visually-hidden", caption, columns, rows)
}

fn table(caption_class: &str, caption: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    html! {
        table.govuk-table.motcua-table role="table" {
            caption class=(caption_class) { (caption) }
            thead.govuk-table__head role="rowgroup" {
                tr.govuk-table__row role="row" {
                    @for column in columns {
                        th class={ "govuk-table__header" (numeric(column, "govuk-table__header--numeric")) }
                            scope="col" role="columnheader" {
                            @if column.quiet { span.govuk-visually-hidden { (column.title) } }
                            @else { (column.title) }
                        }
                    }
                }
            }
            tbody.govuk-table__body role="rowgroup" {
                @for row in rows {
                    tr.govuk-table__row role="row" {
                        @for (column, cell) in columns.iter().zip(row) {
                            @let label = if column.quiet { "" } else { &column.title };
                            @if column.row_header {
                                th.govuk-table__header scope="row" role="rowheader" data-label=(label) {
                                    div.motcua-table__cell { (cell) }
                                }
                            } @else {
                                td class={ "govuk-table__cell" (numeric(column, "govuk-table__cell--numeric")) }
                                    role="cell" data-label=(label) { div.motcua-table__cell { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn numeric(column: &Column, class: &str) -> String {
    if column.numeric { format!(" {class}") } else { String::new() }
}

/// To the page before and the page after; nothing when there is neither.
pub fn pagination(t: Tr, previous: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if previous.is_some() || next.is_some() {
            nav.govuk-pagination aria-label=(t.s("pagination-label")) {
                @if let Some(href) = previous {
                    div.govuk-pagination__prev {
                        a.govuk-link.govuk-pagination__link href=(href) rel="prev" {
                            (arrow("prev")) span.govuk-pagination__link-title { (t.s("pagination-previous")) }
                        }
                    }
                }
                @if let Some(href) = next {
                    div.govuk-pagination__next {
                        a.govuk-link.govuk-pagination__link href=(href) rel="next" {
                            span.govuk-pagination__link-title { (t.s("pagination-next")) } (arrow("next"))
                        }
                    }
                }
            }
        }
    }
}

fn arrow(way: &str) -> Markup {
    let path = if way == "prev" {
        "m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"
    } else {
        "m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"
    };
    html! {
        svg class={ "govuk-pagination__icon govuk-pagination__icon--" (way) } height="13" width="15"
            aria-hidden="true" focusable="false" viewBox="0 0 15 13" { path d=(path) {} }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn each_cell_carries_its_column_title_for_the_phone() {
        let columns = [Column::row_header("Mã"), Column::numeric("Lệ phí")];
        let rows = [vec![html! { "A<1" }, html! { "5" }]];
        let html = data_table("Hồ sơ", &columns, &rows).into_string();
        assert!(html.contains("scope=\"row\" role=\"rowheader\" data-label=\"Mã\""), "{html}");
        assert!(html.contains("A&lt;1") && html.contains("data-label=\"Lệ phí\""));
        assert!(html.contains("govuk-table__cell--numeric"));
    }

    #[test]
    fn a_single_page_has_no_pagination() {
        assert_eq!(pagination(Tr(Lang::Vi), None, None).into_string(), "");
        assert!(pagination(Tr(Lang::Vi), None, Some("?after=x&y")).into_string().contains("href=\"?after=x&amp;y\""));
    }
}
