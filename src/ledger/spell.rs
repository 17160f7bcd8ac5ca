//! The canonical text of an event that was made here, in one pass: what serde walks over is checked by the table of its
//! kind and written, with no tree of values in between. It knows only what our own kinds are made of and says only that
//! it gives up, be the event at fault or not: `form` then spells what is fit to be spelled, and says why not.

use std::fmt::{Display, Error, Write};

use serde::ser::{Impossible, Serialize, SerializeSeq, SerializeStruct, Serializer};

use super::form::{self, INTEGER_MAX};
use super::spec::{self, Part, Type};

/// An event's text as far as it is written: its members come in their order.
pub(super) struct Text(String);

impl Text {
    pub(super) fn new() -> Self {
        let mut text = String::with_capacity(1024);
        text.push('{');
        Self(text)
    }

    fn name(&mut self, name: &str) -> &mut String {
        let to = &mut self.0;
        form::new_line(usize::from(to.len() > 1), 1, to);
        form::write_string(name, to);
        to.push_str(": ");
        to
    }

    /// A member that is a number, or null.
    pub(super) fn bare(&mut self, name: &str, value: &impl Display) -> Result<(), Error> {
        write!(self.name(name), "{value}")
    }

    /// A member of a type whose text has nothing to escape.
    pub(super) fn plain(&mut self, name: &str, value: &impl Display) -> Result<(), Error> {
        write!(self.name(name), "\"{value}\"")
    }

    /// A list of such.
    pub(super) fn list(&mut self, name: &str, values: &[impl Display]) -> Result<(), Error> {
        let to = self.name(name);
        to.push('[');
        for (n, value) in values.iter().enumerate() {
            form::new_line(n, 2, to);
            write!(to, "\"{value}\"")?;
        }
        if !values.is_empty() {
            form::new_line(0, 1, to);
        }
        to.push(']');
        Ok(())
    }

    /// An object that is of a table.
    pub(super) fn group(
        &mut self,
        name: &str,
        value: &impl Serialize,
        parts: &'static [Part],
    ) -> Result<(), Error> {
        value.serialize(Value { out: self.name(name), depth: 1, holds: Type::Group(parts) })
    }

    pub(super) fn end(mut self) -> String {
        self.0.push_str("\n}\n");
        self.0
    }
}

/// Where a value goes, and what it may be.
struct Value<'o> {
    out: &'o mut String,
    depth: usize,
    holds: Type,
}

/// A list that is open.
struct List<'o> {
    out: &'o mut String,
    depth: usize,
    each: Type,
    most: usize,
    count: usize,
}

/// An object that is open, with the places of its members so far.
struct Group<'o> {
    out: &'o mut String,
    depth: usize,
    parts: &'static [Part],
    members: Vec<(&'static str, usize, usize)>,
}

impl SerializeSeq for List<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        form::new_line(self.count, self.depth + 1, self.out);
        self.count += 1;
        value.serialize(Value { out: self.out, depth: self.depth + 1, holds: self.each })
    }

    fn end(self) -> Result<(), Error> {
        if self.count == 0 || self.count > self.most {
            return Err(Error);
        }
        form::new_line(0, self.depth, self.out);
        self.out.push(']');
        Ok(())
    }
}

impl SerializeStruct for Group<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let part = self.parts.iter().find(|p| p.name == name).ok_or(Error)?;
        form::new_line(self.members.len(), self.depth + 1, self.out);
        let start = self.out.len();
        form::write_string(name, self.out);
        self.out.push_str(": ");
        value.serialize(Value { out: self.out, depth: self.depth + 1, holds: part.holds })?;
        self.members.push((name, start, self.out.len()));
        Ok(())
    }

    fn end(mut self) -> Result<(), Error> {
        let has = |part: &Part| self.members.iter().any(|m| m.0 == part.name);
        if !self.parts.iter().all(|p| !p.must || has(p)) {
            return Err(Error);
        }
        let Some((_, first, _)) = self.members.first().copied() else {
            // Only a body may say nothing.
            self.out.push('}');
            return if self.depth == 1 { Ok(()) } else { Err(Error) };
        };
        if !self.members.is_sorted() {
            self.members.sort_unstable();
            let written = self.out.split_off(first);
            for (n, (_, start, end)) in self.members.iter().enumerate() {
                if n > 0 {
                    form::new_line(n, self.depth + 1, self.out);
                }
                self.out.push_str(written.get(start - first..end - first).ok_or(Error)?);
            }
        }
        form::new_line(0, self.depth, self.out);
        self.out.push('}');
        Ok(())
    }
}

/// What no kind is made of.
macro_rules! gives_up {
    ($($name:ident($($value:ty),*) -> $made:ty;)*) => {
        $(fn $name(self $(, _: $value)*) -> Result<$made, Error> {
            Err(Error)
        })*
    };
}

type No = Impossible<(), Error>;

impl<'o> Serializer for Value<'o> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = List<'o>;
    type SerializeTuple = No;
    type SerializeTupleStruct = No;
    type SerializeTupleVariant = No;
    type SerializeMap = No;
    type SerializeStruct = Group<'o>;
    type SerializeStructVariant = No;

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        let holds = match self.holds {
            Type::Word(words) => words.contains(&text),
            holds => spec::holds_string(holds, text),
        };
        if !holds || text.is_empty() || form::check_string(text).is_err() {
            return Err(Error);
        }
        form::write_string(text, self.out);
        Ok(())
    }

    fn serialize_u64(self, n: u64) -> Result<(), Error> {
        match self.holds {
            Type::Int if n <= INTEGER_MAX => write!(self.out, "{n}"),
            _ => Err(Error),
        }
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'o>, Error> {
        let Type::List(each, most) = self.holds else { return Err(Error) };
        self.out.push('[');
        Ok(List { out: self.out, depth: self.depth, each: *each, most, count: 0 })
    }

    fn serialize_struct(self, _: &'static str, size: usize) -> Result<Group<'o>, Error> {
        let Type::Group(parts) = self.holds else { return Err(Error) };
        self.out.push('{');
        Ok(Group { out: self.out, depth: self.depth, parts, members: Vec::with_capacity(size) })
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        word: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(word)
    }

    gives_up! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_tuple(usize) -> No;
        serialize_tuple_struct(&'static str, usize) -> No;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> No;
        serialize_map(Option<usize>) -> No;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> No;
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(Error)
    }
}
