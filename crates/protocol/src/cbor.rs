//! CBOR (RFC 8949) with small whole numbers for keys, over minicbor. A message is a map; what a reader does not know, it
//! skips, so that a newer peer may say more.

use crate::{Unreadable, limits};
use minicbor::{Decoder, Encoder, data::Type};
use model::Value;
use std::{collections::BTreeMap, convert::Infallible};

/// Writes into memory, which does not fail.
pub(crate) struct Writer(Encoder<Vec<u8>>);

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

fn fine<T>(written: Result<T, minicbor::encode::Error<Infallible>>) {
    drop(written); // writing to memory
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self(Encoder::new(Vec::new()))
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_writer()
    }

    pub(crate) fn map(&mut self, pairs: usize) -> &mut Self {
        fine(self.0.map(pairs as u64));
        self
    }

    pub(crate) fn list(&mut self, items: usize) -> &mut Self {
        fine(self.0.array(items as u64));
        self
    }

    pub(crate) fn uint(&mut self, number: u64) -> &mut Self {
        fine(self.0.u64(number));
        self
    }

    pub(crate) fn int(&mut self, number: i64) -> &mut Self {
        fine(self.0.i64(number));
        self
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        fine(self.0.str(text));
        self
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        fine(self.0.bytes(bytes));
        self
    }

    pub(crate) fn flag(&mut self, flag: bool) -> &mut Self {
        fine(self.0.bool(flag));
        self
    }

    pub(crate) fn json(&mut self, what: &impl serde::Serialize) -> &mut Self {
        // Only types of `model` come here; they have no maps with keys that JSON cannot hold.
        self.bytes(&serde_json::to_vec(what).unwrap_or_default())
    }

    /// A value as CBOR has it; the two marks are lists, which no value is.
    pub(crate) fn value(&mut self, value: &Value) -> &mut Self {
        match value {
            Value::Nothing => fine(self.0.null()),
            Value::Flag(flag) => fine(self.0.bool(*flag)),
            Value::Whole(number) => fine(self.0.i64(*number)),
            Value::Text(text) => fine(self.0.str(text)),
            Value::Parts(parts) => {
                self.map(parts.len());
                for (name, part) in parts {
                    self.text(name).value(part);
                }
            }
            Value::Redacted => drop(self.list(1).uint(REDACTED)),
            Value::Withheld => drop(self.list(1).uint(WITHHELD)),
        }
        self
    }
}

const REDACTED: u64 = 0;
const WITHHELD: u64 = 1;

/// Reads what somebody sent: never more than there is, never deeper than [`limits::DEPTH`].
pub(crate) struct Reader<'b>(Decoder<'b>);

type Read<T> = Result<T, Unreadable>;

impl<'b> Reader<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self(Decoder::new(bytes))
    }

    /// Nothing may follow.
    pub(crate) fn end(&self) -> Read<()> {
        if self.0.position() == self.0.input().len() {
            Ok(())
        } else {
            Err(Unreadable("more than a message"))
        }
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.left() == 0
    }

    fn left(&self) -> usize {
        self.0.input().len().saturating_sub(self.0.position())
    }

    /// The size of a list or map: each item takes a byte at least, so a size that lies is noticed here.
    fn size(&self, size: Option<u64>) -> Read<usize> {
        let size = size.ok_or(Unreadable("a length without an end"))?;
        let size = usize::try_from(size).map_err(|_| Unreadable("a length"))?;
        if size > self.left() {
            return Err(Unreadable("a length beyond the end"));
        }
        Ok(size)
    }

    pub(crate) fn map(&mut self) -> Read<usize> {
        let size = self.0.map().map_err(|_| Unreadable("a map"))?;
        self.size(size)
    }

    pub(crate) fn list(&mut self) -> Read<usize> {
        let size = self.0.array().map_err(|_| Unreadable("a list"))?;
        self.size(size)
    }

    /// A list of at most so many items.
    pub(crate) fn list_of<T>(&mut self, most: usize, mut item: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let size = self.list()?;
        if size > most {
            return Err(Unreadable("a list that is too long"));
        }
        (0..size).map(|_| item(self)).collect()
    }

    /// Calls `entry` for each key of a map; it answers `false` for a key that it does not know, whose value is skipped.
    pub(crate) fn keyed(&mut self, mut entry: impl FnMut(&mut Self, u64) -> Read<bool>) -> Read<()> {
        for _ in 0..self.map()? {
            let key = self.uint()?;
            if !entry(self, key)? {
                self.0.skip().map_err(|_| Unreadable("a value"))?;
            }
        }
        Ok(())
    }

    pub(crate) fn uint(&mut self) -> Read<u64> {
        self.0.u64().map_err(|_| Unreadable("a number"))
    }

    pub(crate) fn number<T: TryFrom<u64>>(&mut self) -> Read<T> {
        T::try_from(self.uint()?).map_err(|_| Unreadable("a number"))
    }

    pub(crate) fn int(&mut self) -> Read<i64> {
        self.0.i64().map_err(|_| Unreadable("a number"))
    }

    pub(crate) fn flag(&mut self) -> Read<bool> {
        self.0.bool().map_err(|_| Unreadable("yes or no"))
    }

    pub(crate) fn text(&mut self) -> Read<&'b str> {
        self.0.str().map_err(|_| Unreadable("text"))
    }

    pub(crate) fn bytes(&mut self) -> Read<&'b [u8]> {
        self.0.bytes().map_err(|_| Unreadable("bytes"))
    }

    pub(crate) fn fixed<const N: usize>(&mut self) -> Read<[u8; N]> {
        self.bytes()?
            .try_into()
            .map_err(|_| Unreadable("bytes of another length"))
    }

    pub(crate) fn json<T: serde::de::DeserializeOwned>(&mut self) -> Read<T> {
        serde_json::from_slice(self.bytes()?).map_err(|_| Unreadable("JSON"))
    }

    pub(crate) fn is(&self, what: fn(&Type) -> bool) -> bool {
        self.0.datatype().is_ok_and(|kind| what(&kind))
    }

    pub(crate) fn is_bytes(&self) -> bool {
        self.is(|kind| *kind == Type::Bytes)
    }

    pub(crate) fn is_list(&self) -> bool {
        self.is(|kind| *kind == Type::Array)
    }

    pub(crate) fn is_text(&self) -> bool {
        self.is(|kind| *kind == Type::String)
    }

    pub(crate) fn value(&mut self) -> Read<Value> {
        self.value_in(limits::DEPTH)
    }

    fn value_in(&mut self, depth: usize) -> Read<Value> {
        let deeper = depth.checked_sub(1).ok_or(Unreadable("a value that is too deep"))?;
        match self.0.datatype().map_err(|_| Unreadable("a value"))? {
            Type::Null => self
                .0
                .null()
                .map(|()| Value::Nothing)
                .map_err(|_| Unreadable("a value")),
            Type::Bool => self.flag().map(Value::Flag),
            Type::String => self.text().map(|text| Value::Text(text.to_owned())),
            Type::Map => {
                let mut parts = BTreeMap::new();
                for _ in 0..self.map()? {
                    let name = self.text()?.to_owned();
                    parts.insert(name, self.value_in(deeper)?);
                }
                Ok(Value::Parts(parts))
            }
            Type::Array => match (self.list()?, self.uint()?) {
                (1, REDACTED) => Ok(Value::Redacted),
                (1, WITHHELD) => Ok(Value::Withheld),
                _ => Err(Unreadable("a mark")),
            },
            _ => self.int().map(Value::Whole),
        }
    }
}
