//! Text on its way to a screen: nothing that moves the cursor, hides or turns text is left, and no line is wider than
//! it may be.

use gaps::model::text;
use gaps::views::{paint, safe};

use super::{Target, files};

pub(super) const TARGET: Target = Target { name: "display", seeds, run };

fn seeds() -> Vec<Vec<u8>> {
    let mut all = files("vectors/accept", ".event");
    all.truncate(20);
    all.iter_mut().for_each(|bytes| bytes.truncate(400));
    all.extend(
        [
            "\u{1b}[2J\u{1b}]0;title\u{7}red\r\n",
            "\u{202e}gnp.exe\u{2066}a\u{2069}\u{feff}",
            "\u{65e5}\u{672c}\u{8a9e} e\u{301} \u{1f469}\u{200d}\u{1f4bb} \u{2028}x\u{ad}",
            "\u{9b}31m\u{85}\u{0}",
        ]
        .map(|t| t.as_bytes().to_vec()),
    );
    all
}

fn is_harmless(shown: &str, keeps_breaks: bool) -> bool {
    let fine =
        |c: char| c == '\n' && keeps_breaks || !text::is_refused(c) && c != '\n' && c != '\t';
    shown.chars().all(fine)
}

fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let line = safe::line(&text);
    assert!(is_harmless(&line, false), "{line:?}");
    assert_eq!(safe::line(&line), line, "what is harmless stays as it is");
    assert_eq!(safe::shown(&text), line);
    let lines = safe::lines(&text);
    assert!(is_harmless(&lines, true), "{lines:?}");
    assert_eq!(lines.matches('\n').count(), text.matches('\n').count(), "every break stays");
    let columns = bytes.len() % 40 + 1;
    for shown in [paint::cut(&line, columns), paint::fit(&line, columns)] {
        assert!(paint::width(&shown) <= columns, "{shown:?} is wider than {columns}");
        assert!(is_harmless(&shown, false), "{shown:?}");
    }
    let wrapped = paint::wrap(&line, columns, "");
    assert!(is_harmless(&wrapped, true), "{wrapped:?}");
}
