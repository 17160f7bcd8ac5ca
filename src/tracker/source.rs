//! The bytes of a document, before anything is read in them: is this text at all, and not too much of it?
//! Nothing is converted here, because every place must stay a place in the author's own bytes.

/// The most that is read: a tracker is written by people.
pub const DOCUMENT_BYTES_MAX: usize = 16 * 1024 * 1024;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the document has {bytes} bytes, more than the {DOCUMENT_BYTES_MAX} that are read")]
    Large { bytes: usize },
    #[error(
        "the document is not UTF-8: byte {at} (0x{byte:02x}, line {line}) begins no character; save it as UTF-8 first"
    )]
    NotUtf8 { at: usize, byte: u8, line: usize },
}

/// The text of a document, or the byte that makes it none.
pub fn text(bytes: &[u8]) -> Result<&str, Unreadable> {
    if bytes.len() > DOCUMENT_BYTES_MAX {
        return Err(Unreadable::Large { bytes: bytes.len() });
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let line = bytes[..at].iter().filter(|b| **b == b'\n').count() + 1;
        Unreadable::NotUtf8 { at, byte: bytes.get(at).copied().unwrap_or_default(), line }
    })
}

/// Where the Markdown begins: after the byte order mark, where there is one.
pub fn beginning(text: &str) -> usize {
    if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_a_refusal_names_the_byte() {
        let error = text(b"ok\n\xff\xfe").unwrap_err();
        assert_eq!(error, Unreadable::NotUtf8 { at: 3, byte: 0xff, line: 2 });
        assert!(error.to_string().contains("byte 3 (0xff, line 2)"), "{error}");
    }

    #[test]
    fn tracker_too_much_is_refused() {
        let error = text(&vec![b'a'; DOCUMENT_BYTES_MAX + 1]).unwrap_err();
        assert!(error.to_string().contains("more than the 16777216"), "{error}");
    }
}
