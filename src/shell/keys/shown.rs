//! Text from outside made fit for a message: paths under home begin with `~`, characters that hide or move text
//! are named, and what is to be typed is quoted where a shell needs it.

use std::path::Path;

use crate::model::text;

/// A path in a message.
pub(super) fn path(path: &Path, home: Option<&Path>) -> String {
    let short = home.and_then(|home| path.strip_prefix(home).ok());
    match short {
        Some(rest) => visible(&format!("~/{}", rest.display())),
        None => visible(&path.display().to_string()),
    }
}

/// One line of text.
pub(super) fn visible(line: &str) -> String {
    let hidden = |c: char| text::is_refused(c) || c.is_control();
    line.chars()
        .map(|c| if hidden(c) { format!("<{}>", text::code_point(c)) } else { c.to_string() })
        .collect()
}

/// The beginning of something long.
pub(super) fn short(text: &str) -> String {
    const CHARS_MAX: usize = 32;
    let start: String = text.chars().take(CHARS_MAX).collect();
    visible(&start) + if start.len() < text.len() { "..." } else { "" }
}

/// A shown path as a shell takes it.
pub(super) fn typed(shown: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+=@%,:".contains(c);
    let (home, rest) = match shown.strip_prefix("~/") {
        Some(rest) => ("~/", rest),
        None => ("", shown),
    };
    if !rest.is_empty() && rest.chars().all(plain) {
        shown.to_owned()
    } else {
        format!("{home}'{}'", rest.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_under_home_is_short() {
        let home = Some(Path::new("/home/ana"));
        assert_eq!(path(Path::new("/home/ana/.ssh/k"), home), "~/.ssh/k");
        assert_eq!(path(Path::new("/home/anabel/k"), home), "/home/anabel/k");
        assert_eq!(path(Path::new("k"), None), "k");
    }

    #[test]
    fn nothing_hides_in_a_message() {
        assert_eq!(visible("a\x1b[2J\n\u{202e}b é"), "a<U+001B>[2J<U+000A><U+202E>b é");
    }

    #[test]
    fn what_is_typed_survives_a_shell() {
        assert_eq!(typed("~/.ssh/id_ed25519"), "~/.ssh/id_ed25519");
        assert_eq!(typed("~/my keys/it's"), r"~/'my keys/it'\''s'");
        assert_eq!(typed("/a;b"), "'/a;b'");
    }
}
