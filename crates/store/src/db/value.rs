//! Values that go into a statement and rows that come out, the same for both databases.

use crate::db::DbError;

/// One bound value or one cell.
///
/// Numbers, times (µs since the Unix epoch, UTC) and money (whole đồng) are `Int`; local dates are
/// `Text`. There is no floating point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// NULL whose type the database has to guess. Cells are always this one.
    Null,
    /// NULL of a known type: what `None` of an `Option` becomes, so that PostgreSQL plans the
    /// statement the same way with and without the value.
    NullOf(Kind),
    /// BIGINT.
    Int(i64),
    /// TEXT, without the character NUL, which PostgreSQL cannot keep.
    Text(String),
    /// BOOLEAN; on SQLite it is kept, and comes back, as 0 or 1.
    Bool(bool),
    /// BLOB on SQLite, BYTEA on PostgreSQL.
    Blob(Vec<u8>),
}

/// The portable types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// BIGINT.
    Int,
    /// TEXT.
    Text,
    /// BOOLEAN.
    Bool,
    /// BLOB or BYTEA.
    Blob,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Int => "an integer",
            Self::Text => "a text",
            Self::Bool => "a boolean",
            Self::Blob => "bytes",
        }
    }
}

impl Value {
    /// The type the value has, or would have if it were not NULL.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::Null => None,
            Self::NullOf(kind) => Some(*kind),
            Self::Int(_) => Some(Kind::Int),
            Self::Text(_) => Some(Kind::Text),
            Self::Bool(_) => Some(Kind::Bool),
            Self::Blob(_) => Some(Kind::Blob),
        }
    }

    /// Whether it is NULL, typed or not.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null | Self::NullOf(_))
    }

    fn found(&self) -> &'static str {
        match self {
            Self::Null | Self::NullOf(_) => "null",
            Self::Int(_) => Kind::Int.name(),
            Self::Text(_) => Kind::Text.name(),
            Self::Bool(_) => Kind::Bool.name(),
            Self::Blob(_) => Kind::Blob.name(),
        }
    }
}

/// A type that can be bound. Implement it (beside `From<X> for Value`) for a type of your own, and
/// `Option<X>` can be bound too.
pub trait Bind: Into<Value> {
    /// The type of the column it belongs in.
    const KIND: Kind;
}

impl<T: Bind> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::NullOf(T::KIND), Into::into)
    }
}

macro_rules! bindable {
    ($($type:ty, $kind:ident, $value:ident => $into:expr;)+) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                Self::$kind($into)
            }
        }

        impl Bind for $type {
            const KIND: Kind = Kind::$kind;
        }
    )+};
}

bindable! {
    i64, Int, value => value;
    i32, Int, value => i64::from(value);
    u32, Int, value => i64::from(value);
    u16, Int, value => i64::from(value);
    u8, Int, value => i64::from(value);
    bool, Bool, value => value;
    String, Text, value => value;
    &String, Text, value => value.clone();
    &str, Text, value => value.to_owned();
    Vec<u8>, Blob, value => value;
    &Vec<u8>, Blob, value => value.clone();
    &[u8], Blob, value => value.to_vec();
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Self::Blob(value.to_vec())
    }
}

impl<const N: usize> Bind for [u8; N] {
    const KIND: Kind = Kind::Blob;
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(value: &[u8; N]) -> Self {
        Self::Blob(value.to_vec())
    }
}

impl<const N: usize> Bind for &[u8; N] {
    const KIND: Kind = Kind::Blob;
}

/// The values of a statement, in the order of their numbers: `&binds![id, name, None::<i64>]`.
#[macro_export]
macro_rules! binds {
    () => { [] as [$crate::db::Value; 0] };
    ($($value:expr),+ $(,)?) => { [$($crate::db::Value::from($value)),+] };
}

/// One row of an answer; columns are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    cells: Vec<Value>,
}

impl Row {
    pub(crate) fn new(cells: Vec<Value>) -> Self {
        Self { cells }
    }

    pub(crate) fn into_cells(self) -> Vec<Value> {
        self.cells
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is no column.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    fn cell(&self, column: usize, kind: Kind) -> Result<&Value, DbError> {
        self.cells.get(column).ok_or_else(|| DbError::no_such_column(column, kind))
    }

    /// An integer that is never NULL.
    pub fn int(&self, column: usize) -> Result<i64, DbError> {
        match self.cell(column, Kind::Int)? {
            Value::Int(value) => Ok(*value),
            other => Err(DbError::column(column, Kind::Int.name(), other.found())),
        }
    }

    /// An integer, or `None` for NULL.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, DbError> {
        match self.cell(column, Kind::Int)? {
            value if value.is_null() => Ok(None),
            _ => self.int(column).map(Some),
        }
    }

    /// A text that is never NULL.
    pub fn text(&self, column: usize) -> Result<&str, DbError> {
        match self.cell(column, Kind::Text)? {
            Value::Text(value) => Ok(value),
            other => Err(DbError::column(column, Kind::Text.name(), other.found())),
        }
    }

    /// A text, or `None` for NULL.
    pub fn opt_text(&self, column: usize) -> Result<Option<&str>, DbError> {
        match self.cell(column, Kind::Text)? {
            value if value.is_null() => Ok(None),
            _ => self.text(column).map(Some),
        }
    }

    /// A boolean that is never NULL.
    pub fn bool(&self, column: usize) -> Result<bool, DbError> {
        match self.cell(column, Kind::Bool)? {
            Value::Bool(value) => Ok(*value),
            // SQLite has no booleans of its own.
            Value::Int(0) => Ok(false),
            Value::Int(1) => Ok(true),
            other => Err(DbError::column(column, Kind::Bool.name(), other.found())),
        }
    }

    /// A boolean, or `None` for NULL.
    pub fn opt_bool(&self, column: usize) -> Result<Option<bool>, DbError> {
        match self.cell(column, Kind::Bool)? {
            value if value.is_null() => Ok(None),
            _ => self.bool(column).map(Some),
        }
    }

    /// Bytes that are never NULL.
    pub fn blob(&self, column: usize) -> Result<&[u8], DbError> {
        match self.cell(column, Kind::Blob)? {
            Value::Blob(value) => Ok(value),
            other => Err(DbError::column(column, Kind::Blob.name(), other.found())),
        }
    }

    /// Bytes, or `None` for NULL.
    pub fn opt_blob(&self, column: usize) -> Result<Option<&[u8]>, DbError> {
        match self.cell(column, Kind::Blob)? {
            value if value.is_null() => Ok(None),
            _ => self.blob(column).map(Some),
        }
    }
}
