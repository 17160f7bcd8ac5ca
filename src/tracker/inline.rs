//! Inline Markdown as plain text: what a reader sees of `**[SEC-001](x)**`. By hand, because it must work
//! on any slice of a line, also on one whose emphasis is left open.

/// The text without emphasis, strike, link targets and escapes. Code keeps its backticks: they say what
/// is a file and what is a word. Lines are joined by a blank, quote marks at line starts go.
pub fn plain(text: &str) -> String {
    let joined;
    let text = if text.contains('\n') {
        let line = |l: &str| l.trim().trim_start_matches('>').trim().to_owned();
        joined = text.lines().map(line).collect::<Vec<_>>().join(" ");
        &joined
    } else {
        text
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut code = false;
    // What means nothing goes over in whole runs: most text is that.
    while let Some(at) = rest.bytes().position(|b| if code { b == b'`' } else { is_sign(b) }) {
        let (run, signed) = rest.split_at(at);
        out.push_str(run);
        let step = if signed.starts_with('`') {
            code = !code;
            out.push('`');
            1
        } else {
            outside_code(signed, &mut out)
        };
        rest = &signed[step..];
    }
    out.push_str(rest);
    if out.len() == out.trim().len() { out } else { out.trim().to_owned() }
}

/// The bytes at which inline Markdown begins. All are ASCII, so that each is a whole character.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b'`' | b'*' | b'_' | b'~' | b'\\' | b'!' | b'[' | b'<')
}

/// Handles what stands at the start of `rest`, outside code; returns how many bytes it took.
fn outside_code(rest: &str, out: &mut String) -> usize {
    let Some(c) = rest.chars().next() else { return 0 };
    for sign in ["**", "__", "~~"] {
        // `__init__` is a name, not emphasis: a sign between letters on both sides stays.
        let between = out.ends_with(char::is_alphanumeric)
            && rest.get(2..).is_some_and(|r| r.starts_with(char::is_alphanumeric));
        if rest.starts_with(sign) && !(sign == "__" && between) {
            return 2;
        }
    }
    let after = rest.get(c.len_utf8()..).unwrap_or_default();
    match c {
        '\\' if after.starts_with(|n: char| n.is_ascii_punctuation()) => {
            out.push_str(&after[..1]);
            2
        }
        '*' if !spaced(out, after) => 1,
        '_' if !spaced(out, after) && !between(out, after) => 1,
        '!' if after.starts_with('[') && link(after).is_some() => 1,
        '[' => match link(rest) {
            Some((shown, len)) => {
                out.push_str(&plain(shown));
                len
            }
            None => {
                out.push(c);
                1
            }
        },
        '<' if after.starts_with("!--") => match comment(rest) {
            Some(len) => len,
            None => {
                out.push(c);
                1
            }
        },
        '<' if after.get(..2).is_some_and(|t| t.eq_ignore_ascii_case("br")) => {
            out.push(' ');
            rest.find('>').map_or(1, |end| end + 1)
        }
        _ => {
            out.push(c);
            c.len_utf8()
        }
    }
}

/// `snake_case`: a sign inside a word is part of it.
fn between(before: &str, after: &str) -> bool {
    before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)
}

fn spaced(before: &str, after: &str) -> bool {
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    blank(before.chars().next_back()) && blank(after.chars().next())
}

/// How long the comment is that the text begins with: no reader of the page sees it.
pub fn comment(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("<!--")?;
    let near = inner.char_indices().map(|(at, _)| at).nth(TARGET_BYTES_MAX).unwrap_or(inner.len());
    Some("<!--".len() + inner[..near].find("-->")? + "-->".len())
}

/// The longest link target: beyond it, brackets are only brackets, and the search stays linear.
const TARGET_BYTES_MAX: usize = 2048;

/// `[shown](target)` at the start: what is shown, and how long the whole is. One level only.
fn link(text: &str) -> Option<(&str, usize)> {
    let close = 1 + text.get(1..)?.find(['[', ']', '\n'])?;
    let target = text[close..].strip_prefix("](")?;
    let shown = &text[1..close];
    let mut depth = 1usize;
    for (at, c) in target.char_indices().take(TARGET_BYTES_MAX) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
        if depth == 0 {
            return Some((shown, close + 2 + at + 1));
        }
    }
    None
}

/// The text inside the first pair of `~~`, and whether anything but marks stands outside all pairs.
pub fn struck(text: &str) -> Option<&str> {
    let start = text.find("~~")? + 2;
    let len = text[start..].find("~~")?;
    Some(&text[start..start + len]).filter(|inner| !inner.trim().is_empty())
}

/// The first `**bold**` run that begins the text, and the rest after it.
pub fn bold(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    for sign in ["**", "__"] {
        if let Some(rest) = text.strip_prefix(sign)
            && let Some(end) = rest.find(sign)
            && end > 0
        {
            return Some((&rest[..end], &rest[end + 2..]));
        }
    }
    None
}

/// The targets of all links and all bare URLs in the text.
pub fn urls(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find("http") {
        let url = &text[at + next..];
        if url.starts_with("http://") || url.starts_with("https://") {
            let end = url
                .find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '|' | '"' | '`'))
                .unwrap_or(url.len());
            found.push(&url[..end]);
            at += next + end;
        } else {
            at += next + 4;
        }
    }
    found
}

/// `[OPEN] Rotate the keys`, `【済】鍵の更新`: the bracket, what stands in it, and what follows.
pub fn bracketed(bare: &str) -> Option<(&'static str, &str, &str)> {
    let (pair, rest) = ["[]", "【】", "［］"].into_iter().find_map(|pair| {
        let open = pair.chars().next()?;
        Some((pair, bare.strip_prefix(open)?))
    })?;
    let (word, rest) = rest.split_once(pair.chars().next_back()?)?;
    (word.len() <= 24 && !word.trim().is_empty()).then(|| (pair, word, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_plain_is_what_a_reader_sees() {
        for (raw, seen) in [
            ("**SEC-001**: ~~old~~ *new*", "SEC-001: old new"),
            ("[A `b`](http://x/(y)) c_d_e `**x**`", "A `b` c_d_e `**x**`"),
            ("snake_case __bold__ 2 * 3", "snake_case bold 2 * 3"),
            ("one\n> two", "one two"),
            ("\\[x\\] a\\|b", "[x] a|b"),
            ("[ ] open [✓]", "[ ] open [✓]"),
            ("a<br/>b", "a b"),
        ] {
            assert_eq!(plain(raw), seen, "{raw}");
        }
    }

    #[test]
    fn tracker_parts_of_a_line() {
        assert_eq!(struck("### ~~A: b~~ ✅"), Some("A: b"));
        assert_eq!(bold("**T** - d"), Some(("T", " - d")));
        assert_eq!(urls("see <https://a/b> and [x](http://c)"), ["https://a/b", "http://c"]);
    }
}
