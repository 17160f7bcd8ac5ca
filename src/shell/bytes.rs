//! Values to bytes and back, for the cache alone: compact, quick, and never an interchange format. Reading never
//! trusts what it reads: anything that is not as it was written is `None`, and the cache is made anew.

/// Writes values one after another.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// With room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes) }
    }

    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Seven bits a byte, the lowest first.
    pub fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push((n & 0x7F) as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    pub fn count(&mut self, n: usize) {
        self.number(n as u64);
    }

    pub fn signed(&mut self, n: i64) {
        self.number(((n << 1) ^ (n >> 63)) as u64);
    }

    pub fn flag(&mut self, flag: bool) {
        self.bytes.push(u8::from(flag));
    }

    /// Bytes whose number the reader knows.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.raw(bytes);
    }

    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    pub fn list<T>(&mut self, all: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.count(all.len());
        all.iter().for_each(|one| write(self, one));
    }
}

/// Reads them back in the same order.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes }
    }

    pub fn is_done(&self) -> bool {
        self.left.is_empty()
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.left.len()
    }

    pub fn number(&mut self) -> Option<u64> {
        // Most are small.
        if let Some((&byte, left)) = self.left.split_first().filter(|(byte, _)| **byte < 0x80) {
            self.left = left;
            return Some(u64::from(byte));
        }
        let mut n = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = *self.raw(1)?.first()?;
            n |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(n);
            }
        }
        None
    }

    pub fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    pub fn signed(&mut self) -> Option<i64> {
        let n = self.number()?;
        Some((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    pub fn flag(&mut self) -> Option<bool> {
        match self.raw(1)? {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }

    pub fn raw(&mut self, count: usize) -> Option<&'a [u8]> {
        if count > self.left.len() {
            return None;
        }
        let (taken, left) = self.left.split_at(count);
        self.left = left;
        Some(taken)
    }

    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let count = self.count()?;
        self.raw(count)
    }

    pub fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    pub fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.flag()? { read(self).map(Some) } else { Some(None) }
    }

    pub fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count()?;
        // Never more room than there are bytes: a count is only a claim.
        let mut all = Vec::with_capacity(count.min(self.left.len()));
        for _ in 0..count {
            all.push(read(self)?);
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_nothing_shorter_does() {
        let mut writer = Writer::default();
        [0, 1, 127, 128, 1 << 40, u64::MAX].iter().for_each(|n| writer.number(*n));
        [0, -1, 1, i64::MIN, i64::MAX].iter().for_each(|n| writer.signed(*n));
        writer.text("é✅");
        writer.optional(Some(3), |w, n| w.number(n));
        writer.optional(None::<u64>, |w, n| w.number(n));
        writer.list(&["a", "bc"], |w, t| w.text(t));
        let bytes = writer.finish();
        let read = |bytes: &[u8]| {
            let mut r = Reader::new(bytes);
            let numbers: Option<Vec<u64>> = (0..6).map(|_| r.number()).collect();
            let signed: Option<Vec<i64>> = (0..5).map(|_| r.signed()).collect();
            let text = r.text()?.to_owned();
            let some = r.optional(|r| r.number())?;
            let none = r.optional(|r| r.number())?;
            let list = r.list(|r| r.text().map(str::to_owned))?;
            r.is_done().then_some((numbers?, signed?, text, some, none, list))
        };
        let (numbers, signed, text, some, none, list) = read(&bytes).unwrap();
        assert_eq!(numbers, [0, 1, 127, 128, 1 << 40, u64::MAX]);
        assert_eq!(signed, [0, -1, 1, i64::MIN, i64::MAX]);
        assert_eq!((text.as_str(), some, none), ("é✅", Some(3), None));
        assert_eq!(list, ["a", "bc"]);
        (0..bytes.len()).for_each(|n| assert!(read(&bytes[..n]).is_none(), "{n}"));
    }
}
