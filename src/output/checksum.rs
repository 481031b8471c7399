//! By what a file can be checked: its length and its SHA-256, taken while it is written or later.
//!
//! *Invariant*: a mark is that of the bytes that the file took, all of them.
//!
//! *Absent*: which files there are.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Buffer between a table and its file, in bytes.
pub(super) const BUFFER_BYTES: usize = 64 * 1024;

/// By what a written file can be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMark {
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hexadecimal digits.
    pub sha256: String,
}

/// Fills a new file and takes its length and checksum on the way.
pub(super) fn fill_and_mark(
    file: File,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<FileMark> {
    let marking = Marking { inner: file, bytes: 0, digest: Sha256::new() };
    let mut buffer = BufWriter::with_capacity(BUFFER_BYTES, marking);
    fill(&mut buffer)?;
    let marking = buffer.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(FileMark { bytes: marking.bytes, sha256: hexadecimal(&marking.digest.finalize()) })
}

/// The checksum of a file as it is now.
pub(super) fn checksum(path: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hexadecimal(&digest.finalize())),
            taken => digest.update(&buffer[..taken]),
        }
    }
}

/// The checksum of a content.
#[cfg(feature = "pictures")]
pub(super) fn checksum_of(content: &[u8]) -> String {
    hexadecimal(&Sha256::digest(content))
}

/// Bytes as pairs of lower-case digits.
fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).expect("four bits are a digit");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A file that is read along while it is written.
struct Marking {
    /// The file itself.
    inner: File,
    /// Bytes that it took.
    bytes: u64,
    /// Their checksum.
    digest: Sha256,
}

impl Write for Marking {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let taken = self.inner.write(buffer)?;
        self.digest.update(&buffer[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
