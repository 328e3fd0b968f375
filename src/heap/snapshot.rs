//! The part of reading a heap snapshot that touches every byte of it: rows of numbers become
//! columns, texts are laid end to end, and what nobody needs is passed over.
//!
//! The host puts a piece of the file into [`input`], names a section's kind once, and calls its
//! function with each piece: it goes on where the last one ended, be it in the middle of a number.
//! What was read waits in blocks of a fixed size, which the host empties: the memory never grows.
//!
//! Rows that look as V8 writes them are read by [`fast_rows`], eight digits at a time; all else, the
//! ends of pieces and everything that is wrong, by [`slow_rows`], byte by byte. The fast one gives up
//! at the beginning of a row, so that only the slow one has to say what is wrong.
#![no_std]

use core::arch::wasm32::{
    i8x16_bitmask, i8x16_eq, i8x16_splat, u8x16_splat, unreachable, v128, v128_load, v128_or,
    v128_store,
};
use core::ptr::addr_of_mut;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    unreachable()
}

/// What fits into a processor's cache beside what is made of it.
const INPUT_BYTES: usize = 1 << 18;
/// Loads of 16 bytes begin at any byte of the input.
const SLACK: usize = 64;
/// Rows, or texts, of a block.
const BLOCK: usize = 8192;
const TEXT_BYTES: usize = 1 << 18;

const FIELDS: usize = 16;
/// A field that no row has: it reads as 0.
const NO_FIELD: usize = FIELDS - 1;

/// The largest integer that the host's numbers hold exactly.
const LARGEST: u64 = (1 << 53) - 1;

/// How a call ended.
const MORE: u32 = 0;
const FULL: u32 = 1;
const END: u32 = 2;
const WRONG: u32 = 3;

/// What is wrong.
const NO_NUMBER: u32 = 1;
const NO_SEPARATOR: u32 = 2;
const TOO_LARGE: u32 = 3;
const NO_TYPE: u32 = 4;
const NO_NODE: u32 = 5;
const TOO_MANY_ROWS: u32 = 6;
const TOO_FEW_ROWS: u32 = 7;
const TORN_ROW: u32 = 8;
const TOO_MANY_EDGES: u32 = 9;
const NO_TEXT: u32 = 10;

#[repr(C, align(16))]
struct Aligned<T>(T);

static mut INPUT: Aligned<[u8; INPUT_BYTES + SLACK]> = Aligned([0; INPUT_BYTES + SLACK]);
static mut TEXT: Aligned<[u8; TEXT_BYTES + SLACK]> = Aligned([0; TEXT_BYTES + SLACK]);
static mut BYTES: Aligned<[[u8; BLOCK]; 2]> = Aligned([[0; BLOCK]; 2]);
static mut WORDS: Aligned<[[u32; BLOCK]; 4]> = Aligned([[0; BLOCK]; 4]);
static mut DOUBLES: Aligned<[f64; BLOCK]> = Aligned([0.0; BLOCK]);

#[derive(Clone, Copy)]
enum Phase {
    /// After `[`: a value or the end.
    First,
    /// After a comma.
    Value,
    /// In a number, or in a text.
    Within,
    /// In a text, after a backslash.
    Escaped,
    /// After a value.
    After,
}

/// Where in a section the reader is.
struct Place {
    phase: Phase,
    /// Rows, or texts, in the block.
    count: usize,
    rows_left: u32,
    /// Whether the header says how many rows there are.
    is_counted: bool,
    fields: usize,
    field: usize,
    value: u64,
    row: [u64; FIELDS],
    /// Offsets in the file at which the fields of this row begin.
    begins: [u64; FIELDS],
    text_bytes: u64,
    text_used: usize,
    depth: u32,
    status: u32,
    wrong: Wrong,
}

#[derive(Clone, Copy)]
struct Wrong {
    code: u32,
    field: usize,
    value: u64,
    offset: u64,
}

/// What rows have to obey, and what is known of those that were read.
#[derive(Clone, Copy)]
struct Rules {
    /// The fields of the columns.
    places: [usize; 6],
    types: u32,
    /// Of edges: a bit for each type whose edges have a name, and no index.
    named: u32,
    /// Offsets of nodes are their numbers times their fields. See [`Rules::node`].
    inverse: u32,
    shift: u32,
    node_count: u32,
    edge_count: u32,
    edges: u32,
    /// One more than the largest index of a text, and where the first row with it begins.
    names: u64,
    names_at: u64,
}

static mut PLACE: Place = Place {
    phase: Phase::First,
    count: 0,
    rows_left: 0,
    is_counted: false,
    fields: 0,
    field: 0,
    value: 0,
    row: [0; FIELDS],
    begins: [0; FIELDS],
    text_bytes: 0,
    text_used: 0,
    depth: 0,
    status: MORE,
    wrong: Wrong {
        code: 0,
        field: 0,
        value: 0,
        offset: 0,
    },
};

static mut RULES: Rules = Rules {
    places: [NO_FIELD; 6],
    types: 0,
    named: 0,
    inverse: 0,
    shift: 0,
    node_count: 0,
    edge_count: 0,
    edges: 0,
    names: 0,
    names_at: 0,
};

/// A module has one thread, and no exported function calls another with a reference to it alive.
fn place() -> &'static mut Place {
    // SAFETY: see above.
    unsafe { &mut *addr_of_mut!(PLACE) }
}

fn rules() -> &'static mut Rules {
    // SAFETY: as above.
    unsafe { &mut *addr_of_mut!(RULES) }
}

#[no_mangle]
pub extern "C" fn input() -> u32 {
    // SAFETY: only the address is taken; so in the next four.
    unsafe { addr_of_mut!(INPUT) as u32 }
}

#[no_mangle]
pub extern "C" fn input_bytes() -> u32 {
    INPUT_BYTES as u32
}

#[no_mangle]
pub extern "C" fn text() -> u32 {
    unsafe { addr_of_mut!(TEXT) as u32 }
}

#[no_mangle]
pub extern "C" fn byte_column(column: u32) -> u32 {
    unsafe { addr_of_mut!(BYTES) as u32 + column * BLOCK as u32 }
}

#[no_mangle]
pub extern "C" fn word_column(column: u32) -> u32 {
    unsafe { addr_of_mut!(WORDS) as u32 + column * 4 * BLOCK as u32 }
}

#[no_mangle]
pub extern "C" fn double_column() -> u32 {
    unsafe { addr_of_mut!(DOUBLES) as u32 }
}

/// What all sections share; numbers of nodes times their fields fit into 32 bits.
#[no_mangle]
pub extern "C" fn begin(node_fields: u32, node_count: u32, edge_count: u32) {
    let rules = rules();
    // Of an odd number's multiples its inverse modulo 2³² makes their quotients, by Newton's method.
    rules.shift = node_fields.trailing_zeros();
    let odd = node_fields >> rules.shift;
    rules.inverse = odd;
    for _ in 0..4 {
        let error = 2u32.wrapping_sub(odd.wrapping_mul(rules.inverse));
        rules.inverse = rules.inverse.wrapping_mul(error);
    }
    rules.node_count = node_count;
    rules.edge_count = edge_count;
    rules.edges = 0;
    rules.names = 0;
    rules.names_at = 0;
}

/// Begins a section of rows; `rows` is `u32::MAX` where the header doesn't say how many.
#[no_mangle]
pub extern "C" fn begin_rows(fields: u32, rows: u32, types: u32, named: u32) {
    begin_section();
    let place = place();
    place.fields = fields as usize;
    place.is_counted = rows != u32::MAX;
    place.rows_left = rows;
    let rules = rules();
    rules.types = types;
    rules.named = named;
    rules.places = [NO_FIELD; 6];
}

/// Names the field of a column.
#[no_mangle]
pub extern "C" fn set_place(column: u32, field: u32) {
    rules().places[column as usize % 6] = field as usize % FIELDS;
}

/// Begins a section of texts, or one to pass over.
#[no_mangle]
pub extern "C" fn begin_section() {
    let place = place();
    place.phase = Phase::First;
    place.count = 0;
    place.field = 0;
    place.depth = 0;
    place.row = [0; FIELDS];
    place.text_bytes = 0;
    place.text_used = 0;
}

#[no_mangle]
pub extern "C" fn status() -> u32 {
    place().status
}

/// Rows or texts in the block.
#[no_mangle]
pub extern "C" fn count() -> u32 {
    place().count as u32
}

/// Bytes of text in the block.
#[no_mangle]
pub extern "C" fn text_used() -> u32 {
    place().text_used as u32
}

/// The host has emptied the block.
#[no_mangle]
pub extern "C" fn emptied() {
    let place = place();
    place.count = 0;
    place.text_used = 0;
}

#[no_mangle]
pub extern "C" fn edges() -> u32 {
    rules().edges
}

#[no_mangle]
pub extern "C" fn names() -> f64 {
    rules().names as f64
}

#[no_mangle]
pub extern "C" fn names_at() -> f64 {
    rules().names_at as f64
}

#[no_mangle]
pub extern "C" fn wrong_code() -> u32 {
    place().wrong.code
}

#[no_mangle]
pub extern "C" fn wrong_field() -> u32 {
    place().wrong.field as u32
}

#[no_mangle]
pub extern "C" fn wrong_value() -> f64 {
    place().wrong.value as f64
}

#[no_mangle]
pub extern "C" fn wrong_offset() -> f64 {
    place().wrong.offset as f64
}

/// Each reads the input from `from` to `to`, whose first byte is the file's at `offset`, and returns
/// where it ended: see [`status`].
#[no_mangle]
pub extern "C" fn nodes(from: u32, to: u32, offset: f64) -> u32 {
    read_rows::<Nodes>(from, to, offset)
}

#[no_mangle]
pub extern "C" fn ids(from: u32, to: u32, offset: f64) -> u32 {
    read_rows::<Ids>(from, to, offset)
}

#[no_mangle]
pub extern "C" fn edge_rows(from: u32, to: u32, offset: f64) -> u32 {
    read_rows::<Edges>(from, to, offset)
}

#[no_mangle]
pub extern "C" fn locations(from: u32, to: u32, offset: f64) -> u32 {
    read_rows::<Locations>(from, to, offset)
}

/// A rule that a row breaks, and the field that does.
type Checked = Result<(), (u32, usize)>;

type Store = fn(&mut Rules, &[u64; FIELDS], usize, u64) -> Checked;

/// Writes a row to columns.
trait Row {
    /// A number of fields for which there is code of its own: each costs a millisecond of compiling.
    const UNROLLED: usize;

    /// `at` is below `BLOCK`.
    fn store(rules: &mut Rules, row: &[u64; FIELDS], at: usize, begin: u64) -> Checked;
}

impl Rules {
    #[inline(always)]
    fn word(&self, row: &[u64; FIELDS], column: usize) -> Result<u32, (u32, usize)> {
        let field = self.places[column];
        let value = row[field & (FIELDS - 1)];
        if value > u32::MAX as u64 {
            return Err((TOO_LARGE, field));
        }
        Ok(value as u32)
    }

    #[inline(always)]
    fn kind(&self, row: &[u64; FIELDS], column: usize) -> Result<u32, (u32, usize)> {
        let value = row[self.places[column] & (FIELDS - 1)];
        if value >= self.types as u64 {
            return Err((NO_TYPE, self.places[column]));
        }
        Ok(value as u32)
    }

    /// The number of the node at an offset. What is no multiple of the fields becomes a number above
    /// all multiples' quotients, and so above all nodes': one comparison is enough (Hacker's Delight,
    /// 10-17).
    #[inline(always)]
    fn node(&self, row: &[u64; FIELDS], column: usize) -> Result<u32, (u32, usize)> {
        let value = self.word(row, column)?;
        let node = value.wrapping_mul(self.inverse).rotate_right(self.shift);
        if node >= self.node_count {
            return Err((NO_NODE, self.places[column]));
        }
        Ok(node)
    }

    #[inline(always)]
    fn note_name(&mut self, name: u32, begin: u64) {
        if name as u64 >= self.names {
            self.names = name as u64 + 1;
            self.names_at = begin;
        }
    }
}

struct Nodes;
impl Row for Nodes {
    const UNROLLED: usize = 0;

    #[inline(always)]
    fn store(rules: &mut Rules, row: &[u64; FIELDS], at: usize, begin: u64) -> Checked {
        let kind = rules.kind(row, 0)?;
        let name = rules.word(row, 1)?;
        let id = rules.word(row, 2)?;
        let edges = rules.edges as u64 + rules.word(row, 3)? as u64;
        if edges > rules.edge_count as u64 {
            return Err((TOO_MANY_EDGES, rules.places[3]));
        }
        let self_size = row[rules.places[4] & (FIELDS - 1)];
        let detachedness = row[rules.places[5] & (FIELDS - 1)];
        if detachedness > u8::MAX as u64 {
            return Err((TOO_LARGE, rules.places[5]));
        }
        rules.edges = edges as u32;
        rules.note_name(name, begin);
        // SAFETY: `at` is below `BLOCK`, and the host reads no column during a call.
        unsafe {
            byte(0, at, kind as u8);
            word(0, at, name);
            word(1, at, id);
            word(2, at, edges as u32);
            *(addr_of_mut!(DOUBLES) as *mut f64).add(at) = self_size as f64;
            byte(1, at, detachedness as u8);
        }
        Ok(())
    }
}

/// Of nodes, their numbers at V8 alone.
struct Ids;
impl Row for Ids {
    const UNROLLED: usize = 0;

    #[inline(always)]
    fn store(rules: &mut Rules, row: &[u64; FIELDS], at: usize, _: u64) -> Checked {
        let id = rules.word(row, 2)?;
        // SAFETY: as above.
        unsafe { word(1, at, id) };
        Ok(())
    }
}

struct Edges;
impl Row for Edges {
    const UNROLLED: usize = 3;

    #[inline(always)]
    fn store(rules: &mut Rules, row: &[u64; FIELDS], at: usize, begin: u64) -> Checked {
        let kind = rules.kind(row, 0)?;
        let name = rules.word(row, 1)?;
        let to = rules.node(row, 2)?;
        if rules.named >> (kind & 31) & 1 != 0 {
            rules.note_name(name, begin);
        }
        // SAFETY: as above.
        unsafe {
            byte(0, at, kind as u8);
            word(0, at, name);
            word(1, at, to);
        }
        Ok(())
    }
}

struct Locations;
impl Row for Locations {
    const UNROLLED: usize = 0;

    #[inline(always)]
    fn store(rules: &mut Rules, row: &[u64; FIELDS], at: usize, _: u64) -> Checked {
        let node = rules.node(row, 0)?;
        let script = rules.word(row, 1)?;
        let line = rules.word(row, 2)?;
        let column = rules.word(row, 3)?;
        // SAFETY: as above.
        unsafe {
            word(0, at, node);
            word(1, at, script);
            word(2, at, line);
            word(3, at, column);
        }
        Ok(())
    }
}

/// SAFETY: `at` is below `BLOCK`, `column` below 2.
#[inline(always)]
unsafe fn byte(column: usize, at: usize, value: u8) {
    *(addr_of_mut!(BYTES) as *mut u8).add(column * BLOCK + at) = value;
}

/// SAFETY: `at` is below `BLOCK`, `column` below 4.
#[inline(always)]
unsafe fn word(column: usize, at: usize, value: u32) {
    *(addr_of_mut!(WORDS) as *mut u32).add(column * BLOCK + at) = value;
}

fn read_rows<R: Row>(from: u32, to: u32, offset: f64) -> u32 {
    let piece = Piece {
        from,
        to,
        offset: offset as u64,
    };
    let (place, rules) = (place(), rules());
    let mut at = from;
    place.status = MORE;
    loop {
        if let (Phase::Value, 0) = (place.phase, place.field) {
            let fields = place.fields;
            at = if R::UNROLLED != 0 && fields == R::UNROLLED {
                fast_rows::<R>(place, rules, &piece, at, R::UNROLLED)
            } else {
                fast_rows::<R>(place, rules, &piece, at, fields)
            };
        }
        at = slow_rows(place, rules, &piece, at, R::store);
        if at == to || place.status != MORE {
            return at;
        }
    }
}

struct Piece {
    from: u32,
    to: u32,
    offset: u64,
}

impl Piece {
    #[inline(always)]
    fn offset_of(&self, at: u32) -> u64 {
        self.offset + (at - self.from) as u64
    }
}

/// SAFETY: of all loads: `at` lies in the input, and the slack behind it is larger than a load.
#[inline(always)]
fn load64(at: u32) -> u64 {
    unsafe { (at as *const u64).read_unaligned() }
}

#[inline(always)]
fn load16(at: u32) -> u16 {
    unsafe { (at as *const u16).read_unaligned() }
}

#[inline(always)]
fn load8(at: u32) -> u8 {
    unsafe { *(at as *const u8) }
}

#[inline(always)]
fn load128(at: u32) -> v128 {
    unsafe { v128_load(at as *const v128) }
}

const COMMA: u16 = b',' as u16;
/// As V8 has it between two rows.
const LINE_COMMA: u16 = u16::from_le_bytes([b'\n', b',']);

/// No number that is read fast has more digits, nor more than two separators behind it.
const LONGEST_NUMBER: u32 = 15 + 2;

/// Reads rows that begin at `at` until one is not plain; returns where that one begins.
#[inline(always)]
fn fast_rows<R: Row>(
    place: &mut Place,
    shared: &mut Rules,
    piece: &Piece,
    mut at: u32,
    fields: usize,
) -> u32 {
    let mut rules = *shared;
    let longest_row = LONGEST_NUMBER * fields as u32;
    let first = place.count;
    let most = (BLOCK - first).min(place.rows_left as usize);
    let mut count = 0;
    let mut row = [0; FIELDS];
    'rows: while count < most && piece.to - at >= longest_row {
        let mut next = at;
        for value in row.iter_mut().take(fields) {
            let (number, end) = match number(next) {
                Some(read) => read,
                None => break 'rows,
            };
            *value = number;
            let separator = load16(end);
            next = if separator & 0xff == COMMA {
                end + 1
            } else if separator == LINE_COMMA {
                end + 2
            } else {
                break 'rows;
            };
        }
        if R::store(&mut rules, &row, first + count, piece.offset_of(at)).is_err() {
            break;
        }
        at = next;
        count += 1;
    }
    place.count += count;
    place.rows_left -= count as u32;
    *shared = rules;
    at
}

/// A number of 1 to 15 digits, and where it ends.
#[inline(always)]
fn number(at: u32) -> Option<(u64, u32)> {
    let (digits, length) = leading_digits(load64(at));
    if length == 0 {
        return None;
    }
    if length < 8 {
        return Some((value_of(digits << (64 - 8 * length)), at + length));
    }
    let (more, length) = leading_digits(load64(at + 8));
    if length == 8 {
        return None;
    }
    let low = value_of((more << 8) << (56 - 8 * length));
    Some((value_of(digits) * POWERS[length as usize] + low, at + 8 + length))
}

const POWERS: [u64; 8] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000];

/// Eight characters less '0' each, and how many of the first ones are digits. A carry out of a byte
/// that is none disturbs later bytes alone.
#[inline(always)]
fn leading_digits(characters: u64) -> (u64, u32) {
    let digits = characters ^ 0x3030_3030_3030_3030;
    let others = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
    (digits, others.trailing_zeros() >> 3)
}

/// Of eight digits, the first in the lowest byte.
#[inline(always)]
fn value_of(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff
}

/// Reads byte by byte until the next row begins, or until something is wrong.
#[inline(never)]
fn slow_rows(
    place: &mut Place,
    rules: &mut Rules,
    piece: &Piece,
    mut at: u32,
    store: Store,
) -> u32 {
    while at < piece.to {
        let byte = load8(at);
        match place.phase {
            Phase::First | Phase::Value => match byte {
                b'0'..=b'9' => {
                    if place.field == 0 {
                        if place.rows_left == 0 {
                            return place.fail(TOO_MANY_ROWS, piece.offset_of(at), at);
                        }
                        if place.count == BLOCK {
                            place.status = FULL;
                            return at;
                        }
                    }
                    place.begins[place.field] = piece.offset_of(at);
                    place.value = 0;
                    place.phase = Phase::Within;
                    continue;
                }
                b']' if matches!(place.phase, Phase::First) => return place.finish(piece, at),
                b' ' | b'\t' | b'\n' | b'\r' => {}
                _ => return place.fail(NO_NUMBER, piece.offset_of(at), at),
            },
            Phase::Within => match byte {
                b'0'..=b'9' => {
                    place.value = place.value * 10 + (byte - b'0') as u64;
                    if place.value > LARGEST {
                        return place.fail(TOO_LARGE, place.begins[place.field], at);
                    }
                }
                _ => {
                    if let Err((code, field)) = place.take_number(rules, store) {
                        place.field = field;
                        place.value = place.row[field];
                        return place.fail(code, place.begins[field], at);
                    }
                    place.phase = Phase::After;
                    continue;
                }
            },
            _ => match byte {
                b',' => {
                    place.phase = Phase::Value;
                    if place.field == 0 {
                        return at + 1;
                    }
                }
                b']' => return place.finish(piece, at),
                b' ' | b'\t' | b'\n' | b'\r' => {}
                _ => return place.fail(NO_SEPARATOR, piece.offset_of(at), at),
            },
        }
        at += 1;
    }
    at
}

impl Place {
    fn take_number(&mut self, rules: &mut Rules, store: Store) -> Checked {
        self.row[self.field] = self.value;
        self.field += 1;
        if self.field == self.fields {
            store(rules, &self.row, self.count, self.begins[0])?;
            self.field = 0;
            self.count += 1;
            self.rows_left -= 1;
        }
        Ok(())
    }

    fn finish(&mut self, piece: &Piece, at: u32) -> u32 {
        if self.field != 0 {
            return self.fail(TORN_ROW, piece.offset_of(at), at);
        }
        if self.is_counted && self.rows_left != 0 {
            return self.fail(TOO_FEW_ROWS, piece.offset_of(at), at);
        }
        self.status = END;
        at + 1
    }

    fn fail(&mut self, code: u32, offset: u64, at: u32) -> u32 {
        self.status = WRONG;
        self.wrong = Wrong {
            code,
            field: self.field,
            value: self.value,
            offset,
        };
        at
    }
}

/// The separator of two texts, as V8 has it, in the low three bytes.
const BETWEEN_TEXTS: u64 = u32::from_le_bytes([b',', b'\n', b'"', 0]) as u64;

/// Lays the texts of an array end to end, as they are written, without their quotes; and writes
/// where each begins, modulo 2³², to the first column of words.
#[no_mangle]
pub extern "C" fn texts(from: u32, to: u32, offset: f64) -> u32 {
    let piece = Piece {
        from,
        to,
        offset: offset as u64,
    };
    let place = place();
    place.status = MORE;
    // SAFETY: only the address is taken.
    let texts = unsafe { addr_of_mut!(TEXT) as u32 };
    let mut at = from;
    while at < to {
        let byte = load8(at);
        match place.phase {
            Phase::Within => {
                let mut out = texts + place.text_used as u32;
                let begin = at;
                let out_end = texts + TEXT_BYTES as u32;
                while to - at >= 16 && out < out_end {
                    let some = load128(at);
                    // SAFETY: the slack behind the texts is as large as what is stored.
                    unsafe { v128_store(out as *mut v128, some) };
                    let length = ends_of_text(some).trailing_zeros().min(16);
                    at += length;
                    out += length;
                    if length < 16 {
                        break;
                    }
                }
                // What is left of the piece, when that is less than a vector.
                while to - at < 16 && at < to && out < out_end && !is_end_of_text(load8(at)) {
                    // SAFETY: `out` lies in the texts.
                    unsafe { *(out as *mut u8) = load8(at) };
                    at += 1;
                    out += 1;
                }
                place.text_bytes += (at - begin) as u64;
                place.text_used += (at - begin) as usize;
                if out >= out_end {
                    place.status = FULL;
                    return at;
                }
                if at == to {
                    return at;
                }
                if load8(at) == b'\\' {
                    place.push(texts, b'\\');
                    place.phase = Phase::Escaped;
                } else {
                    place.phase = Phase::After;
                    let is_plain = to - at >= 8 && place.count < BLOCK;
                    if is_plain && load64(at + 1) & 0xff_ffff == BETWEEN_TEXTS {
                        place.begin_text();
                        at += 3;
                    }
                }
            }
            Phase::Escaped => {
                place.push(texts, byte);
                place.phase = Phase::Within;
            }
            Phase::First | Phase::Value => match byte {
                b'"' => {
                    if place.count == BLOCK {
                        place.status = FULL;
                        return at;
                    }
                    place.begin_text();
                }
                b']' if matches!(place.phase, Phase::First) => {
                    place.status = END;
                    return at + 1;
                }
                b' ' | b'\t' | b'\n' | b'\r' => {}
                _ => return place.fail(NO_TEXT, piece.offset_of(at), at),
            },
            Phase::After => match byte {
                b',' => place.phase = Phase::Value,
                b']' => {
                    place.status = END;
                    return at + 1;
                }
                b' ' | b'\t' | b'\n' | b'\r' => {}
                _ => return place.fail(NO_SEPARATOR, piece.offset_of(at), at),
            },
        }
        at += 1;
    }
    at
}

impl Place {
    fn begin_text(&mut self) {
        // SAFETY: callers have seen that the block isn't full.
        unsafe { word(0, self.count, self.text_bytes as u32) };
        self.count += 1;
        self.phase = Phase::Within;
    }

    /// One byte of text: an escape is two, and the slack has room for the second.
    fn push(&mut self, texts: u32, byte: u8) {
        // SAFETY: `text_used` is at most one above the size of the texts without their slack.
        unsafe { *((texts + self.text_used as u32) as *mut u8) = byte };
        self.text_used += 1;
        self.text_bytes += 1;
    }
}

#[inline(always)]
fn ends_of_text(some: v128) -> u32 {
    let quotes = i8x16_eq(some, i8x16_splat(b'"' as i8));
    let backslashes = i8x16_eq(some, i8x16_splat(b'\\' as i8));
    i8x16_bitmask(v128_or(quotes, backslashes)) as u32
}

#[inline(always)]
fn is_end_of_text(byte: u8) -> bool {
    byte == b'"' || byte == b'\\'
}

/// Passes over a value that begins with a bracket, a brace or a quote.
#[no_mangle]
pub extern "C" fn skip(from: u32, to: u32) -> u32 {
    let place = place();
    place.status = MORE;
    let mut at = from;
    while at < to {
        if to - at >= 16 && !matches!(place.phase, Phase::Escaped) {
            let some = load128(at);
            let stops = match place.phase {
                Phase::Within => ends_of_text(some),
                _ => brackets_and_quotes(some),
            };
            if stops == 0 {
                at += 16;
                continue;
            }
            at += stops.trailing_zeros();
        }
        let byte = load8(at);
        at += 1;
        match (place.phase, byte) {
            (Phase::Escaped, _) => place.phase = Phase::Within,
            (Phase::Within, b'\\') => place.phase = Phase::Escaped,
            (Phase::Within, b'"') => place.phase = Phase::After,
            (Phase::Within, _) => continue,
            (_, b'"') => {
                place.phase = Phase::Within;
                continue;
            }
            (_, b'[' | b'{') => place.depth += 1,
            (_, b']' | b'}') => place.depth = place.depth.saturating_sub(1),
            _ => continue,
        }
        if place.depth == 0 && !matches!(place.phase, Phase::Within | Phase::Escaped) {
            place.status = END;
            return at;
        }
    }
    at
}

/// Brackets differ from braces in one bit; `\` and `|` between them are met too, and do no harm.
#[inline(always)]
fn brackets_and_quotes(some: v128) -> u32 {
    use core::arch::wasm32::{u8x16_le, u8x16_sub};
    let folded = v128_or(some, u8x16_splat(0x20));
    let brackets = u8x16_le(u8x16_sub(folded, u8x16_splat(b'{')), u8x16_splat(b'}' - b'{'));
    let quotes = i8x16_eq(some, i8x16_splat(b'"' as i8));
    i8x16_bitmask(v128_or(brackets, quotes)) as u32
}
