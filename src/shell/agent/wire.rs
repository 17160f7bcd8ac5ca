//! The spelling of the agent protocol: a `string` is four bytes of length and then its bytes. No length is
//! believed before the bytes are there.

/// The most that an answer may be; OpenSSH has the same bound.
pub const REPLY_BYTES_MAX: u32 = 256 * 1024;

/// Takes a number off the front.
pub(super) fn take_u32(bytes: &mut &[u8]) -> Option<u32> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    Some(u32::from_be_bytes(*number))
}

/// Takes a string off the front.
pub(super) fn take_string<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(take_u32(bytes)?).ok()?;
    let (string, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(string)
}

/// Puts a string at the end; `None` if it is longer than a length can say.
pub(super) fn put_string(bytes: &mut Vec<u8>, string: &[u8]) -> Option<()> {
    bytes.extend_from_slice(&u32::try_from(string.len()).ok()?.to_be_bytes());
    bytes.extend_from_slice(string);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_comes_back() {
        let mut bytes = Vec::new();
        put_string(&mut bytes, b"one").unwrap();
        put_string(&mut bytes, b"").unwrap();
        let mut rest = bytes.as_slice();
        assert_eq!(take_string(&mut rest), Some(b"one".as_slice()));
        assert_eq!(take_string(&mut rest), Some(b"".as_slice()));
        assert!(rest.is_empty());
    }

    #[test]
    fn a_length_beyond_the_end_is_no_string() {
        for bytes in [&[0, 0, 0][..], &[0, 0, 0, 2, 1], &[0xff, 0xff, 0xff, 0xff, 1]] {
            assert_eq!(take_string(&mut &*bytes), None, "{bytes:?}");
        }
    }
}
