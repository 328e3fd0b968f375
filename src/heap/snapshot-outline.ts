import type { SnapshotFault } from './snapshot-error.ts';
import type { Section } from './snapshot-section.ts';
import { shownByte } from './snapshot-section.ts';

/** The object that a snapshot is: which member comes next, wherever a piece of it ends. */
export interface Outline {
  /** Reads the memory from `from` to `to`, whose first byte is the file's at `offset`. */
  read(from: number, to: number, offset: number): void;
  /** Whether the object has ended, or enough of it was read. */
  readonly ended: boolean;
  /** What would have to come next. */
  readonly expected: string;
}

export interface OutlineParts {
  readonly memory: Uint8Array;
  /** Begins a member whose value begins at `offset`. */
  open(key: string, offset: number): Section;
  /** The member has ended before the byte at `offset`; true where the rest isn't needed. */
  close(key: string, offset: number): boolean;
  fail(fault: Omit<SnapshotFault, 'readable'>): never;
}

type State =
  | 'start'
  | 'first key'
  | 'key'
  | 'in key'
  | 'colon'
  | 'value'
  | 'word'
  | 'after'
  | 'end';

const EXPECTED: Readonly<Record<State, string>> = {
  start: "'{', the beginning of a heap snapshot",
  'first key': "the name of a member, or '}'",
  key: 'the name of a member',
  'in key': 'the end of a name',
  colon: "':'",
  value: 'a value',
  word: 'the end of a value',
  after: "',' or '}'",
  end: 'nothing more',
};

/** No member that is known has a longer name. */
const LONGEST_KEY = 64;

export function createOutline({ memory, open, close, fail }: OutlineParts): Outline {
  let state: State = 'start';
  let key = '';
  let isEscaped = false;
  let section: Section | null = null;
  let isEnough = false;

  function endMember(offset: number): void {
    section = null;
    state = 'after';
    isEnough = close(key, offset);
  }

  /** Takes one byte outside of sections; whether it was used up. */
  function step(byte: number, offset: number): boolean {
    const unexpected = (expected = EXPECTED[state]): never =>
      fail({ offset, expected, found: shownByte(byte) });
    if (state === 'in key') {
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) state = 'colon';
      if (state === 'in key' && key.length < LONGEST_KEY) key += String.fromCharCode(byte);
      return true;
    }
    if (state === 'word') {
      if (isOfWord(byte)) return true;
      endMember(offset);
      return false;
    }
    if (isSpace(byte)) return true;
    switch (state) {
      case 'start':
        if (byte !== OPEN_BRACE) unexpected();
        state = 'first key';
        return true;
      case 'first key':
      case 'key':
        if (byte === CLOSE_BRACE && state === 'first key') state = 'end';
        else if (byte === QUOTE) [state, key] = ['in key', ''];
        else unexpected();
        return true;
      case 'colon':
        if (byte !== COLON) unexpected();
        state = 'value';
        return true;
      case 'value': {
        const isWord = byte !== QUOTE && byte !== OPEN_BRACKET && byte !== OPEN_BRACE;
        if (isWord && !isOfWord(byte)) unexpected();
        const opened = open(key, offset);
        if (opened.isArray && byte !== OPEN_BRACKET) unexpected(`'[' after '${key}'`);
        if (isWord) state = 'word';
        else section = opened;
        return opened.isArray || isWord;
      }
      case 'after':
        if (byte === COMMA) state = 'key';
        else if (byte === CLOSE_BRACE) state = 'end';
        else unexpected();
        return true;
      default:
        return unexpected();
    }
  }

  return {
    read(from, to, offset) {
      let at = from;
      while (at < to && !isEnough) {
        if (section === null) {
          if (step(memory[at]!, offset + (at - from))) at++;
          continue;
        }
        const progress = section.read(at, to, offset + (at - from));
        if (progress.fault !== null) fail(progress.fault);
        at = progress.at;
        if (progress.ended) endMember(offset + (at - from));
      }
    },
    get ended() {
      return isEnough || state === 'end';
    },
    get expected() {
      return section === null ? EXPECTED[state] : `the end of '${key}'`;
    },
  };
}

const [QUOTE, COMMA, COLON, OPEN_BRACKET, BACKSLASH, OPEN_BRACE, CLOSE_BRACE] = [...'",:[\\{}'].map(
  (character) => character.charCodeAt(0),
);

const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

/** Of numbers, `true`, `false` and `null`. */
const isOfWord = (byte: number): boolean => /[-+.0-9a-zA-Z]/.test(String.fromCharCode(byte));
