//! Text on its way into a format that has markup of its own. Nothing that an event, a commit or a file says may become
//! markup there; what moves, hides or turns text is spelled out, as on a screen.

use super::safe;

/// Inside Markdown, on one line.
pub fn markdown(text: &str) -> String {
    let mut out = String::new();
    for c in safe::line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A name behind an at sign would call somebody.
            '@' => out.push_str("&#64;"),
            c if c.is_ascii_punctuation()
                && !matches!(c, ',' | ';' | ':' | '?' | '/' | '-' | '.') =>
            {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Inside an element or a quoted attribute of HTML or XML; line breaks stay.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in safe::lines(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A path as part of a URI.
pub fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'@' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(
            markdown("a|b*c_<img>[x](y) @ana `z`"),
            "a\\|b\\*c\\_&lt;img&gt;\\[x\\]\\(y\\) &#64;ana \\`z\\`"
        );
        assert_eq!(
            xml("</script>\"'&\u{1b}[0m\u{202e}"),
            "&lt;/script&gt;&quot;&#39;&amp;&lt;U+001B&gt;[0m&lt;U+202E&gt;"
        );
        assert_eq!(uri(".gaps/events/@ledger/a b%.event"), ".gaps/events/@ledger/a%20b%25.event");
    }
}
