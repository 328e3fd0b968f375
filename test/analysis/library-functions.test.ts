import { describe, expect, it } from 'vitest';
import { isLibraryFunction } from '../../src/analysis/library-functions.ts';

describe('to allocate for others is what', () => {
  it.each([
    ...[
      'malloc',
      'calloc',
      'realloc',
      'dlmalloc',
      'emmalloc_memalign',
      '__libc_malloc',
      'mi_malloc',
    ],
    ...['posix_memalign', 'aligned_alloc', 'internal_memalign', 'strdup', 'strndup', 'asprintf'],
    ...['malloc.command_export', 'emscripten_builtin_malloc', 'sbrk'],
    ...['operator new', 'operator new[]', 'operator new(unsigned long)', 'app::Pool::operator new'],
    ...['__cxa_allocate_exception'],
    ...['__rust_alloc', '__rust_alloc_zeroed', '__rdl_realloc', '__rg_alloc', 'rust_oom'],
    ...['__rustc::__rust_alloc', 'dlmalloc::dlmalloc::Dlmalloc<A>::malloc'],
    ...['<dlmalloc::dlmalloc::Dlmalloc<dlmalloc::sys::System>>::malloc'],
    ...[
      '__wbindgen_malloc',
      '__wbindgen_realloc',
      '__wbindgen_export_0',
      'wasm_bindgen::__rt::malloc',
    ],
    ...[
      'tracking_alloc::track',
      '<tracking_alloc::Tracking as core::alloc::global::GlobalAlloc>::alloc',
    ],
    '<app::Pool as core::alloc::global::GlobalAlloc>::alloc',
  ])('an allocator does: %s', (name) => {
    expect(isLibraryFunction(name)).toBe(true);
  });

  it.each([
    'alloc::raw_vec::RawVec<T,A>::reserve_for_push',
    'alloc::vec::from_elem::<app::Row>',
    'alloc::slice::<impl [T]>::to_vec',
    'core::ptr::drop_in_place<app::Row>',
    'core::ops::function::FnOnce::call_once{{vtable.shim}}',
    'std::collections::hash::map::HashMap<K,V>::insert',
    'hashbrown::raw::RawTable<T,A>::reserve_rehash',
    '<alloc::vec::Vec<app::Row>>::push',
    '<alloc::vec::Vec<app::Row> as core::clone::Clone>::clone',
    '<alloc::vec::Vec<app::Row> as core::iter::traits::collect::Extend<app::Row>>::extend',
    '<alloc::vec::Vec<u32> as alloc::vec::spec_from_iter::SpecFromIter<u32, app::Rows>>::from_iter',
    '<alloc::boxed::Box<dyn core::error::Error> as core::convert::From<app::Problem>>::from',
    '<alloc::boxed::Box<F,A> as core::ops::function::FnOnce<Args>>::call_once',
    '<T as alloc::slice::hack::ConvertVec>::to_vec',
    '<T as core::convert::Into<U>>::into',
    '<&T as core::fmt::Debug>::fmt',
    '<&app::Row as core::fmt::Debug>::fmt',
    '<str as alloc::string::ToString>::to_string',
    '<[T]>::to_vec',
    '<*mut app::Row>::as_ref',
    '<(app::Row, u8) as core::clone::Clone>::clone',
    // What comes with an impl of the user's.
    '<app::Row as alloc::string::ToString>::to_string',
    '<app::Row as core::convert::Into<alloc::string::String>>::into',
    '<app::Rows as core::iter::traits::iterator::Iterator>::collect::<alloc::vec::Vec<u8>>',
    '<app::Out as std::io::Write>::write_fmt',
    '<app::run::{closure#0} as core::ops::function::FnOnce<()>>::call_once::{shim:vtable#0}',
    '<<app::Row>::make::{closure#0} as core::ops::function::FnMut<(u8,)>>::call_mut',
    '<<alloc::vec::IntoIter<_> as core::ops::drop::Drop>::drop::DropGuard<app::Row> as core::ops::drop::Drop>::drop',
    '<app::Counter as wasm_bindgen::convert::traits::IntoWasmAbi>::into_abi',
  ])("Rust's library does: %s", (name) => {
    expect(isLibraryFunction(name)).toBe(true);
  });

  it.each([
    'std::__2::vector<app::Row, std::__2::allocator<app::Row>>::push_back',
    'std::__2::make_shared<app::Row>',
    'std::string::string',
    'non-virtual thunk to std::__2::basic_iostream<char>::~basic_iostream',
    '__cxxabiv1::__class_type_info::can_catch',
  ])("C++'s library does: %s", (name) => {
    expect(isLibraryFunction(name)).toBe(true);
  });

  it.each([
    '~lib/rt/itcms/__new',
    '~lib/array/Array<assembly/index/Row>#push',
    'start:~lib/rt/itcms',
    '~lib/array/Array<i32>#map~anonymous|0',
  ])("AssemblyScript's library does: %s", (name) => {
    expect(isLibraryFunction(name)).toBe(true);
  });
});

describe('a program has', () => {
  it.each([
    ...[
      'main',
      'take_block',
      'xmalloc',
      'malloc_all_rows',
      'rust_make_row',
      'free_rows',
      'wasm[25]',
      '',
    ],
    ...['allocate', 'std_make', 'core', 'new Tiktoken', 'Object.free_all'],
    ...['app::make', 'app::alloc::make', 'app::std::vec::make', 'alloc_app::make', 'stdx::make'],
    ...['assembly/index/make', 'assembly/~lib/make', 'start:assembly/index'],
  ])('functions of its own: %s', (name) => {
    expect(isLibraryFunction(name)).toBe(false);
  });

  it.each([
    'app::run::{closure#0}',
    'app::Shape::twice',
    'app::<impl core::convert::From<app::Row> for alloc::string::String>::from',
    'app::make::<alloc::vec::Vec<u8>>',
    '<app::Row>::make::<alloc::string::String>',
    '<app::Row as core::clone::Clone>::clone',
    '<app::Row as core::fmt::Display>::fmt',
    '<app::Row<alloc::string::String> as core::default::Default>::default',
    '<app::Rows as core::iter::traits::iterator::Iterator>::next',
    '<&app::Rows as core::iter::traits::collect::IntoIterator>::into_iter',
    '<dyn app::Shape as core::fmt::Debug>::fmt',
    '<alloc::vec::Vec<u8> as app::Shape>::area',
    '<T as app::Shape>::area',
    '<alloc::string::String as core::convert::From<app::Row>>::from',
    '<alloc::boxed::Box<dyn app::Shape> as core::clone::Clone>::clone',
    '<app::Row as alloc::task::Wake>::wake',
  ])('what it implements in Rust: %s', (name) => {
    expect(isLibraryFunction(name)).toBe(false);
  });

  it.each([
    'app::Box<std::__2::basic_string<char>>::get',
    'app::run::{lambda#1}::operator()',
    'non-virtual thunk to app::D::make',
    '(anonymous namespace)::make',
    'operator<<',
  ])('what it implements in C++: %s', (name) => {
    expect(isLibraryFunction(name)).toBe(false);
  });

  it('names that are nested as nobody does', () => {
    const nested = (depth: number) => `${'<'.repeat(depth)}app::A${'>::b'.repeat(depth)}`;
    expect(isLibraryFunction(nested(3))).toBe(false);
    expect(isLibraryFunction(nested(20_000))).toBe(false);
  });
});
