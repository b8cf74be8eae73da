//! What many records have in common: which registers they have and what each is made of, without the values.

use super::{MOST, Unreadable};
use crate::{cbor::Reader, limits};
use model::{FieldKey, KindKey, LIFE, Value, declare::KINDS};

pub(super) const NOTHING: u64 = 0;
pub(super) const NO: u64 = 1;
pub(super) const YES: u64 = 2;
pub(super) const WHOLE: u64 = 3;
pub(super) const TEXT: u64 = 4;
pub(super) const LINK: u64 = 5;
pub(super) const PARTS: u64 = 6;
pub(super) const REDACTED: u64 = 7;
pub(super) const WITHHELD: u64 = 8;
/// A text that stands in the shape: about a record's life there are only two.
pub(super) const WORD: u64 = 9;

pub(super) struct Shape {
    pub(super) kind: KindKey,
    pub(super) stamps: usize,
    pub(super) authors: usize,
    pub(super) registers: Vec<(FieldKey, Vec<Stands>)>,
    pub(super) touched: Vec<usize>,
    pub(super) redacted: Vec<(FieldKey, usize)>,
    /// What a record of this shape takes of [`MOST`].
    pub(super) size: usize,
}

pub(super) struct Stands {
    pub(super) parts: Vec<usize>,
    pub(super) author: usize,
    pub(super) value: Form,
}

pub(super) enum Form {
    Is(Value),
    Whole(usize),
    Text(usize),
    Link(usize),
    Parts(Vec<(String, Form)>),
}

type Read<T> = Result<T, Unreadable>;

impl Shape {
    pub(super) fn read(bytes: &[u8], texts: &[&str]) -> Read<Self> {
        let mut reading = Reading {
            from: Reader::new(bytes),
            texts,
            left: MOST,
        };
        let kind = reading.text()?;
        let (stamps, authors) = (reading.count()?, reading.count()?);
        let registers = reading.many(|each| Ok((each.key(kind)?, each.many(Reading::stands)?)))?;
        let touched = reading.many(Reading::count)?;
        let redacted = reading.many(|each| Ok((each.key(kind)?, each.count()?)))?;
        reading.from.end()?;
        Ok(Self {
            kind: KINDS
                .iter()
                .find(|known| known.key == kind)
                .map_or_else(|| KindKey::owned(kind), |known| KindKey::of(known.key)),
            stamps,
            authors,
            registers,
            touched,
            redacted,
            size: MOST - reading.left + stamps + authors + 1,
        })
    }
}

struct Reading<'b, 't> {
    from: Reader<'b>,
    texts: &'t [&'b str],
    left: usize,
}

impl<'b> Reading<'b, '_> {
    fn count(&mut self) -> Read<usize> {
        let count: usize = self.from.number()?;
        if count > MOST {
            return Err(Unreadable("a number in a shape"));
        }
        Ok(count)
    }

    fn text(&mut self) -> Read<&'b str> {
        let at = self.count()?;
        self.texts.get(at).copied().ok_or(Unreadable("a text's number"))
    }

    fn many<T>(&mut self, mut item: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let count = self.count()?;
        self.left = self.left.checked_sub(count).ok_or(Unreadable("a shape too large"))?;
        (0..count).map(|_| item(self)).collect()
    }

    fn key(&mut self, kind: &str) -> Read<FieldKey> {
        let text = self.text()?;
        if text == LIFE.as_str() {
            return Ok(LIFE);
        }
        let declared = KINDS.iter().find(|known| known.key == kind);
        let field = declared.and_then(|kind| kind.field(text));
        Ok(field.map_or_else(|| FieldKey::owned(text), |field| FieldKey::of(field.key)))
    }

    fn stands(&mut self) -> Read<Stands> {
        Ok(Stands {
            parts: self.many(Self::count)?,
            author: self.count()?,
            value: self.form(limits::DEPTH)?,
        })
    }

    fn form(&mut self, depth: usize) -> Read<Form> {
        let deeper = depth.checked_sub(1).ok_or(Unreadable("a value that is too deep"))?;
        Ok(match self.from.uint()? {
            NOTHING => Form::Is(Value::Nothing),
            NO => Form::Is(Value::Flag(false)),
            YES => Form::Is(Value::Flag(true)),
            WHOLE => Form::Whole(self.count()?),
            TEXT => Form::Text(self.count()?),
            LINK => Form::Link(self.count()?),
            PARTS => Form::Parts(self.many(|each| Ok((each.text()?.to_owned(), each.form(deeper)?)))?),
            REDACTED => Form::Is(Value::Redacted),
            WITHHELD => Form::Is(Value::Withheld),
            WORD => Form::Is(Value::Text(self.text()?.to_owned())),
            _ => return Err(Unreadable("a value's form")),
        })
    }
}
