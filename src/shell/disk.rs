//! Reading what a checkout holds, with distrust: only regular files, never through a link at their end, never more
//! than was asked for. A repository of others may hold a link to a device or to somewhere outside.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// The bytes of a regular file; none where there is no file.
pub fn read(path: &Path, bytes_max: u64) -> io::Result<Option<Vec<u8>>> {
    let meta = match fs::symlink_metadata(path) {
        Ok(meta) => meta,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    if !meta.is_file() {
        return Err(io::Error::other("it is a folder, a link or a device, not a file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(bytes_max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bytes_max {
        return Err(io::Error::other(format!("it is larger than {} KiB", bytes_max / 1024)));
    }
    Ok(Some(bytes))
}

/// The same as text.
pub fn text(path: &Path, bytes_max: u64) -> io::Result<Option<String>> {
    let bytes = read(path, bytes_max)?;
    let utf8 = |b| String::from_utf8(b).map_err(|_| io::Error::other("it is not UTF-8"));
    bytes.map(utf8).transpose()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn links_and_devices_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        assert!(read(&link, 10).is_err());
        assert!(read(folder.path(), 10).is_err());
        assert_eq!(read(&folder.path().join("none"), 10).unwrap(), None);
        let file = folder.path().join("file");
        fs::write(&file, "0123456789").unwrap();
        assert_eq!(text(&file, 10).unwrap().as_deref(), Some("0123456789"));
        assert!(read(&file, 9).is_err());
    }
}
