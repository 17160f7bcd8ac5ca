//! CSV as RFC 4180 has it, for programs and for spreadsheets. A spreadsheet runs a cell that begins like a formula,
//! and the text of a cell may come from anybody: such a cell gets an apostrophe in front, which spreadsheets show as
//! text. No column is named here; whoever writes a file names its own.

use std::borrow::Cow;

use super::safe;

/// What a spreadsheet may take for the beginning of a formula; the last two are full-width forms.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '|', '%', '\u{FF1D}', '\u{FF0B}'];

/// One record with its line break. Rows end in LF: every reader takes it, and git shows it well.
pub fn row<C: AsRef<str>>(cells: impl IntoIterator<Item = C>) -> String {
    let mut line = String::new();
    for (i, text) in cells.into_iter().enumerate() {
        if i > 0 {
            line.push(',');
        }
        line.push_str(&cell(text.as_ref()));
    }
    line.push('\n');
    line
}

/// One cell: control, escape and bidi characters are spelled out, line breaks stay, and nothing is a formula.
pub fn cell(text: &str) -> String {
    let shown = safe::lines(text);
    let neutral: Cow<'_, str> =
        if is_formula(&shown) { format!("'{shown}").into() } else { shown.into() };
    if neutral.contains([',', '"', '\n', '\r'])
        || neutral.starts_with(' ')
        || neutral.ends_with(' ')
    {
        format!("\"{}\"", neutral.replace('"', "\"\""))
    } else {
        neutral.into_owned()
    }
}

/// Some programs skip blanks before they look for a formula, so those are skipped here too; and an apostrophe is
/// doubled, so that a reader who takes one away gets back what was there.
fn is_formula(text: &str) -> bool {
    let first = text.trim_start_matches([' ', '\n', '\u{A0}']).chars().next();
    first.is_some_and(|c| FORMULA.contains(&c)) || text.starts_with('\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_is_quoted() {
        assert_eq!(
            row(["a", "", "b,c", "say \"x\"", "two\nlines"]),
            "a,,\"b,c\",\"say \"\"x\"\"\",\"two\nlines\"\n"
        );
        assert_eq!(cell(" a"), "\" a\"");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "|cmd",
            "%0A",
            " =1",
            "\n=1",
            "=HYPERLINK(\"x\")",
            "\u{FF1D}1",
        ] {
            let cell = cell(text);
            assert!(cell.trim_start_matches('"').starts_with('\''), "{text}: {cell}");
        }
        assert_eq!(cell("'tis"), "''tis");
        assert_eq!(cell("SEC-001"), "SEC-001");
        assert_eq!(cell("a\u{1b}[31m\u{202e}"), "a<U+001B>[31m<U+202E>");
    }
}
