//! How wide and how colourful the page is, and the few styles that it has. Colour never carries meaning alone:
//! the word beside it says the same.

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::model::{Criticality, Status};

use super::safe;

/// What the page can show. Decided once, by the command line.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    pub color: bool,
    pub links: bool,
    /// Whether a plot of one line can be drawn with block letters; with numbers where not.
    pub blocks: bool,
    pub width: usize,
}

impl Paint {
    pub const PLAIN: Self = Self { color: false, links: false, blocks: true, width: 100 };

    pub fn styled(&self, style: Style, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    pub fn strong(&self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    pub fn faint(&self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }

    pub fn alarm(&self, text: &str) -> String {
        self.styled(Style::new().bold().fg_color(Some(AnsiColor::Red.into())), text)
    }

    pub fn good(&self, text: &str) -> String {
        self.styled(Style::new().fg_color(Some(AnsiColor::Green.into())), text)
    }

    pub fn label(&self, text: &str) -> String {
        self.styled(Style::new().bold().fg_color(Some(AnsiColor::Cyan.into())), text)
    }

    pub fn criticality(&self, criticality: Option<Criticality>, text: &str) -> String {
        match criticality {
            Some(Criticality::Blocker) => self.alarm(text),
            Some(Criticality::High) => {
                self.styled(Style::new().fg_color(Some(AnsiColor::Red.into())), text)
            }
            Some(Criticality::Medium) => {
                self.styled(Style::new().fg_color(Some(AnsiColor::Yellow.into())), text)
            }
            Some(Criticality::Low) | None => self.faint(text),
        }
    }

    pub fn status(&self, status: Status, text: &str) -> String {
        match status {
            Status::Open => text.to_owned(),
            Status::Started => {
                self.styled(Style::new().fg_color(Some(AnsiColor::Yellow.into())), text)
            }
            Status::Closed | Status::Confirmed => self.good(text),
            Status::Deferred | Status::Dropped => self.faint(text),
        }
    }

    /// A link that a terminal can follow; the text alone elsewhere.
    pub fn link(&self, url: Option<&str>, text: &str) -> String {
        match url {
            Some(url) if self.links => format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
            _ => text.to_owned(),
        }
    }
}

/// Columns that a text takes on a screen.
pub fn width(text: &str) -> usize {
    // Nearly all text is plain, and its letters need not be looked up.
    if safe::is_plain(text) { text.len() } else { text.width() }
}

/// The text in exactly so many columns: cut with `…`, or padded.
pub fn fit(text: &str, columns: usize) -> String {
    let mut out = String::with_capacity(columns.max(text.len()));
    put_fit(&mut out, text, columns);
    out
}

/// The same at the end of a text, without a text of its own.
pub fn put_fit(out: &mut String, text: &str, columns: usize) {
    let pad = columns.saturating_sub(put_cut(out, text, columns));
    const BLANKS: &str = "                                                                ";
    match BLANKS.get(..pad) {
        Some(blanks) => out.push_str(blanks),
        None => out.extend(std::iter::repeat_n(' ', pad)),
    }
}

/// The text in at most so many columns.
pub fn cut(text: &str, columns: usize) -> String {
    let mut out = String::with_capacity(text.len());
    put_cut(&mut out, text, columns);
    out
}

/// The same at the end of a text, without a text of its own. Returns how many columns it took.
pub fn put_cut(out: &mut String, text: &str, columns: usize) -> usize {
    let whole = width(text);
    if whole <= columns {
        out.push_str(text);
        return whole;
    }
    let start = out.len();
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide + 1 > columns {
            break;
        }
        used += wide;
        out.push(c);
    }
    if columns > 0 {
        out.push('…');
    }
    // Signs that are joined take fewer columns together than one by one.
    width(&out[start..])
}

/// Lines of at most so many columns, broken at blanks, each behind an indent. Blanks at the start of a line stay.
pub fn wrap(text: &str, columns: usize, indent: &str) -> String {
    let mut out = String::new();
    for paragraph in text.lines() {
        let words = paragraph.trim_start_matches(' ');
        let indent = format!("{indent}{}", &paragraph[..paragraph.len() - words.len()]);
        let mut line = String::new();
        for word in words.split(' ') {
            let word = &broken(word, columns.saturating_sub(width(&indent)), &indent);
            if !line.is_empty()
                && width(&line) + 1 + width(word) > columns.saturating_sub(width(&indent))
            {
                out.push_str(&format!("{indent}{}\n", line.trim_end()));
                line.clear();
            } else if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        out.push_str(format!("{indent}{line}").trim_end());
        out.push('\n');
    }
    out
}

/// A word of a script without blanks, broken where it is wider than the line; addresses and hashes stay whole.
fn broken(word: &str, columns: usize, indent: &str) -> String {
    if width(word) <= columns || columns < 4 {
        return word.to_owned();
    }
    let (mut out, mut used) = (String::new(), 0);
    for c in word.chars() {
        let wide = c.width().unwrap_or(0);
        if wide == 2 && used + wide > columns {
            out.push_str(&format!("\n{indent}"));
            used = 0;
        }
        used += wide;
        out.push(c);
    }
    out
}

/// A text that begins behind `first` and goes on below itself.
pub fn hang(text: &str, columns: usize, first: &str, first_columns: usize) -> String {
    let indent = " ".repeat(first_columns);
    let wrapped = wrap(text, columns, &indent);
    format!("{first}{}", wrapped.strip_prefix(&indent).unwrap_or(&wrapped))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_count_twice() {
        assert_eq!(fit("보안 검토", 6), "보안 …");
        assert_eq!(fit("abc", 5), "abc  ");
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(width(&fit("👩‍💻👩‍💻👩‍💻", 5)), 5);
        assert_eq!(wrap("one two three", 9, "  "), "  one two\n  three\n");
    }
}
