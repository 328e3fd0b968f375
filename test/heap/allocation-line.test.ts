import { describe, expect, it } from 'vitest';
import { parseScript } from '../../src/heap/allocation-line.ts';
import type { Wanted } from '../../src/heap/allocation-scores.ts';

const wantedOf = (
  classes: string | Readonly<Record<string, number>>,
  over: Partial<Wanted> = {},
): Wanted => ({
  classes: Object.entries(typeof classes === 'string' ? { [classes]: 1 } : classes).map(
    ([name, weight]) => ({ class: name, weight }),
  ),
  keys: [],
  holders: [],
  ...over,
});

const placeOf = (text: string, offset: number): { line: number; column: number } => {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
};

/** The rest of a line from a position on. */
const restAt = (text: string, at: { line: number; column: number } | null): string | null =>
  at === null ? null : text.split('\n')[at.line - 1]!.slice(at.column - 1);

/** Where the body's function makes what is wanted: the text from there to the line's end. */
function madeIn(body: string, wanted: Wanted): string | null {
  const text = `function f(a, b) {\n${body}\n}`;
  return restAt(text, parseScript(text)!.allocationOf(placeOf(text, text.indexOf('(')), wanted));
}

describe('the line that makes what is wanted', () => {
  it.each<{ wanted: string; body: string; at: string }>([
    { wanted: 'Object', body: 'a();\nb = { id: 1 };', at: '{ id: 1 };' },
    { wanted: 'Object', body: 'a();\nb = JSON.parse(a);', at: 'JSON.parse(a);' },
    { wanted: 'Array', body: 'a();\nb = [a];', at: '[a];' },
    { wanted: 'Array', body: 'a();\nb = a.map(a);', at: 'a.map(a);' },
    { wanted: 'Session', body: 'a = { };\nb = new Session(a);', at: 'new Session(a);' },
    { wanted: 'Session', body: 'a = { };\nb = new app.Session(a);', at: 'new app.Session(a);' },
    { wanted: 'ArrayBuffer', body: 'a();\nb = new Uint8Array(9);', at: 'new Uint8Array(9);' },
    {
      wanted: 'system / JSArrayBufferData',
      body: 'a();\nb = new ArrayBuffer(9);',
      at: 'new ArrayBuffer(9);',
    },
    {
      wanted: 'system / JSArrayBufferData',
      body: 'a();\nb = Buffer.alloc(9);',
      at: 'Buffer.alloc(9);',
    },
    { wanted: '(closure)', body: 'a();\nb = () => a;', at: '() => a;' },
    { wanted: '(closure)', body: 'a();\nb = function () { };', at: 'function () { };' },
    { wanted: '(closure)', body: 'a();\nb = class { };', at: 'class { };' },
    { wanted: '(closure)', body: 'a();\nb = a.bind(a);', at: 'a.bind(a);' },
    { wanted: '(closure)', body: 'a();\nb = new Function(a);', at: 'new Function(a);' },
    { wanted: '(code)', body: 'a();\nb = new vm.Script(a);', at: 'new vm.Script(a);' },
    { wanted: 'system / Context', body: 'a();\nb = () => a;', at: '() => a;' },
    { wanted: '(string)', body: `a();\nb = \`a \${b}\`;`, at: `\`a \${b}\`;` },
    { wanted: '(string)', body: 'b = `a`;\nb = "a" + b;', at: '"a" + b;' },
    { wanted: '(string)', body: 'b = a - b;\nb += a;', at: 'b += a;' },
    { wanted: '(string)', body: 'b += 1;\nb = a.join();', at: 'a.join();' },
    { wanted: 'RegExp', body: 'a("x");\nb = /x/;', at: '/x/;' },
    { wanted: 'RegExp', body: 'a();\nb = new RegExp(a);', at: 'new RegExp(a);' },
    { wanted: '(array)', body: 'b.c = a;\nb[a] = a;', at: 'b[a] = a;' },
    { wanted: '(array)', body: 'a();\nb.push(a);', at: 'b.push(a);' },
    { wanted: '(array)', body: 'a();\nb.set(a, a);', at: 'b.set(a, a);' },
    { wanted: '(symbol)', body: 'a();\nb = Symbol(a);', at: 'Symbol(a);' },
    { wanted: 'Promise', body: 'a();\nb = a.then(b);', at: 'a.then(b);' },
  ])('$wanted: $at', ({ wanted, body, at }) => {
    expect(madeIn(body, wantedOf(wanted))).toBe(at);
  });

  it('is of two that fit the first', () => {
    expect(madeIn('a = { x: 1 };\nb = { x: 2 };', wantedOf('Object'))).toBe('{ x: 1 };');
  });

  it.each(['for (const c of b)', 'while (a.next())', 'for (let i = 0; i < 9; i++)'])(
    'is of two that fit the one that is made many times: %s',
    (loop) => {
      const body = `const id = a.toString();\nb.id = id;\n${loop} {\n  b.parts.push(\`\${id}-\`);\n}`;
      expect(madeIn(body, wantedOf('(string)'))).toMatch(/^`.*`\);$/);
    },
  );

  it('is the object that has the same keys', () => {
    const body = 'a = { id: 1 };\nb = { id: 1, name: 2 };\nc = { id: 1, name: 2, x: 3, y: 4 };';
    const wanted = wantedOf('Object', { keys: ['id', 'name'] });
    expect(madeIn(body, wanted)).toBe('{ id: 1, name: 2 };');
  });

  it('is that of the class that weighs most', () => {
    const body = 'a = { x: 1 };\nb = [a];';
    expect(madeIn(body, wantedOf({ Object: 0.3, Array: 0.7 }))).toBe('[a];');
    expect(madeIn(body, wantedOf({ Object: 0.7, Array: 0.3 }))).toBe('{ x: 1 };');
  });

  it.each(['cache.set(a, b);', 'this.cache.set(a, b);', 'cache[a] = b;'])(
    'is of two insertions that into what holds the growth: %s',
    (into) => {
      expect(madeIn(`other.set(a, b);\n${into}`, wantedOf('(store)', { holders: ['cache'] }))).toBe(
        into,
      );
    },
  );

  it.each([
    'seen = [a];\nconst row = [b];\ncache.set(a, row);',
    'const parts = [a];\nparts.join();\nconst row = [b];\nreturn row;',
    'const parts = [a];\nif (parts.length > 1) stop();\nconst row = [b];\nlog(() => row);',
    'for (const one of [a]) one();\nconst row = [b];\ncache.set(a, { row });',
  ])('is of two of a kind the one whose value goes somewhere: %#', (body) => {
    expect(madeIn(body, wantedOf('Array', { holders: ['cache'] }))).toBe('[b];');
  });

  it('goes somewhere, too, where a call gives back what it is called on', () => {
    const body = '[a].join();\nconst row = [b].sort().fill(a);\nreturn row;';
    expect(madeIn(body, wantedOf('Array'))).toBe('[b].sort().fill(a);');
  });

  it('is rather a text that is given back than one that is written somewhere', () => {
    const body = "a.write(b.toString('hex'), 6);\nreturn a.toString();";
    expect(madeIn(body, wantedOf('(string)'))).toBe('a.toString();');
  });

  it('is rather a text that is given back than one that is put into a list of this call alone', () => {
    const body = "const lines = [];\nlines.push(a + '!');\nreturn lines.join();";
    expect(madeIn(body, wantedOf('(string)'))).toBe('lines.join();');
    const kept = "const lines = b.lines;\nlines.push(a + '!');\nreturn lines;";
    expect(madeIn(kept, wantedOf('(string)'))).toBe("a + '!');");
  });

  it('is rather an object with properties than one without, and than a default', () => {
    expect(madeIn('a = {};\nb = { x: 1 };', wantedOf('Object'))).toBe('{ x: 1 };');
    const text = 'function f(a = { x: 1 }) {\nreturn { y: a };\n}';
    const at = placeOf(text, text.indexOf('('));
    expect(restAt(text, parseScript(text)!.allocationOf(at, wantedOf('Object')))).toBe('{ y: a };');
  });

  it('is not a view of bytes where bytes are wanted, nor an array', () => {
    const bytes = wantedOf('system / JSArrayBufferData');
    expect(madeIn('b = a.subarray(1);\nb = Buffer.alloc(9);', bytes)).toBe('Buffer.alloc(9);');
    expect(madeIn('b = Array.from(a);\nb = Buffer.from(a);', bytes)).toBe('Buffer.from(a);');
    expect(madeIn('b = Array.from(a);', wantedOf('Array'))).toBe('Array.from(a);');
  });

  it('is of a class that extends one of the language’s where its bytes are wanted', () => {
    const wanted = wantedOf(
      { 'system / JSArrayBufferData': 0.8, Vector: 0.2 },
      { isOutside: true, member: { class: 'Vector', place: null } },
    );
    expect(madeIn('a = Buffer.byteLength(b);\nreturn new Vector(a);', wanted)).toBe(
      'new Vector(a);',
    );
  });

  it.each(['const t = setInterval(a);\nt.unref();', "b.addEventListener('x', a);"])(
    'is kept by Node, whatever becomes of what it gives back: %s',
    (body) => {
      const wanted = wantedOf(body.includes('set') ? 'Timeout' : 'Listener');
      expect(
        parseScript(`function f(a, b) {\n${body}\n}`)!.allocationOf(
          { line: 1, column: 11 },
          wanted,
        ),
      ).toMatchObject({ line: 2, score: 1 });
    },
  );

  it('is the super() of a class that extends another, and of those that extend it', () => {
    const text =
      'class B extends A {\nconstructor(x) {\nsuper(x);\nthis.tags = {};\n}\n}\nclass C extends B { }';
    const inB = (classes: Readonly<Record<string, number>>) =>
      parseScript(text)!.allocationOf(placeOf(text, text.indexOf('(')), wantedOf(classes));
    expect(inB({ B: 0.5, Object: 0.5 })).toMatchObject({ line: 3, isSuper: true });
    expect(inB({ C: 0.5, Object: 0.5 })).toMatchObject({ line: 3, isSuper: true });
    expect(inB({ A: 0.5, Object: 0.5 })).toMatchObject({ line: 4, isSuper: false });
  });

  it('is what compiles a text, and keeps it, rather than what makes the text', () => {
    const body = "const text = a.replace(/x/g, b);\nreturn new Function('a', text);";
    const wanted = wantedOf({ '(code)': 0.6, '(string)': 0.3, '(closure)': 0.05 });
    expect(madeIn(body, wanted)).toBe("new Function('a', text);");
  });

  it('is rather what was reached when calls were counted', () => {
    const text = 'function f(a) {\n  if (a) return [1];\n  return [2];\n}';
    const start = text.indexOf('return [1]');
    const script = parseScript(text, {
      unreached: [{ start, end: start + 'return [1];'.length }],
      ran: new Set(),
    })!;
    expect(script.allocationOf(placeOf(text, text.indexOf('(')), wantedOf('Array'))!.line).toBe(3);
    expect(parseScript(text)!.allocationAnywhere(wantedOf('Array'))!.line).toBe(2);
  });

  it('is rather a call than what makes little, where nothing makes most of it', () => {
    const wanted = wantedOf({ '(string)': 0.9, Array: 0.05 });
    const text = 'function f(a) {\nconst id = key(a);\nmap.set(id, [a]);\n}';
    const at = placeOf(text, text.indexOf('('));
    const madeBy = (ran: readonly string[]): string | null =>
      restAt(
        text,
        parseScript(text, { unreached: [], ran: new Set(ran) })!.allocationOf(at, wanted),
      );
    expect(madeBy(['f'])).toBe('key(a);');
    // Of a function in JavaScript, V8 would have told.
    expect(madeBy(['f', 'key'])).toBe('[a]);');
    expect(madeBy([])).toBe('[a]);');
  });

  it('is rather where a table is emptied than where it is read', () => {
    expect(madeIn('b = a.get(b);\nb.links.clear();', wantedOf('(array)'))).toBe('b.links.clear();');
  });

  it('is of a class where its fields are given something, its methods aside', () => {
    const text = 'class A {\nstatic all = [];\nlist = [];\nmap() { return []; }\n}';
    const inClass = (made: string): number | undefined =>
      parseScript(text)!.allocationOf({ line: 1, column: 7 }, wantedOf(made))?.line;
    expect([inClass('Array'), inClass('(closure)')]).toEqual([3, undefined]);
  });

  it('is before what calls that never come back wait for', () => {
    const text = 'async function f(a) {\nconst [b] = await a.read();\nreturn [a, b];\n}';
    const at = placeOf(text, text.indexOf('('));
    const lineOf = (classes: Readonly<Record<string, number>>): string | null =>
      restAt(text, parseScript(text)!.allocationOf(at, wantedOf(classes)));
    expect(lineOf({ Array: 0.5 })).toBe('[a, b];');
    expect(lineOf({ Array: 0.2, Promise: 0.3, Generator: 0.5 })).toBe('await a.read();');
  });

  it('is of room in an array that is not what holds the growth', () => {
    const body = 'parent.children.push(a);\nregistry.set(a, b);';
    const wanted = wantedOf({ '(array)': 0.9, '(store)': 0.1 }, { holders: ['registry'] });
    expect(madeIn(body, wanted)).toBe('parent.children.push(a);');
  });

  it('is a call where nothing else fits, rather one whose result is used', () => {
    expect(madeIn('log(a);\nb = make(a);', wantedOf('Session'))).toBe('make(a);');
    expect(madeIn('log(a);', wantedOf('Session'))).toBe('log(a);');
    expect(madeIn('return a.b;', wantedOf('Session'))).toBeNull();
  });

  it('is not in functions within it, which are made there', () => {
    const body = 'b = () => { c = [1]; };\nd = [2];';
    expect(madeIn(body, wantedOf('Array'))).toBe('[2];');
  });
});

describe('the function', () => {
  const body = '{ return [a]; }';
  const at = '[a]; }';

  it.each<{ what: string; text: string; start: string }>([
    { what: 'a function', text: `function f(a) ${body}`, start: '(a)' },
    { what: 'a function that is asynchronous', text: `async function f(a) ${body}`, start: '(a)' },
    { what: 'a generator', text: `function* f(a) ${body}`, start: '(a)' },
    { what: 'an arrow', text: `f = (a) => ${body}`, start: '(a)' },
    { what: 'an arrow without brackets', text: `f = a => ${body}`, start: 'a =>' },
    { what: 'an asynchronous arrow', text: `f = async (a) => ${body}`, start: 'async' },
    {
      what: 'an asynchronous arrow, in other versions',
      text: `f = async (a) => ${body}`,
      start: '(a)',
    },
    { what: 'a method', text: `class A { put(a) ${body} }`, start: '(a)' },
    { what: 'a private method', text: `class A { #put(a) ${body} }`, start: '(a)' },
    { what: 'a setter', text: `a = { set b(a) ${body} }`, start: '(a)' },
    { what: 'a constructor', text: `class A { constructor(a) ${body} }`, start: '(a)' },
    { what: 'a class’s fields', text: 'class A {\n  list = [a]; }', start: 'list' },
    {
      what: 'a function after wide characters',
      text: `"🙂é"; function f(a) ${body}`,
      start: '(a)',
    },
  ])('is found where V8 says that it begins: $what', ({ text, start }) => {
    const found = parseScript(text)!.allocationOf(
      placeOf(text, text.indexOf(start)),
      wantedOf('Array'),
    );
    expect(restAt(text, found)).toContain('[a]; }');
  });

  it('is the whole script where that runs by itself', () => {
    const text = 'a();\nb = [1];';
    const found = parseScript(text)!.allocationOf({ line: 1, column: 1 }, wantedOf('Array'));
    expect(restAt(text, found)).toBe('[1];');
  });

  it('is not found where there is none', () => {
    const script = parseScript('a();\nb = [1];')!;
    expect(script.allocationOf({ line: 2, column: 3 }, wantedOf('Array'))).toBeNull();
    expect(script.callOf({ line: 2, column: 3 }, 'a', wantedOf('Array'))).toBeNull();
    expect(script.allocationIn({ start: 0, end: 3 }, wantedOf('Array'))).toBeNull();
  });

  it.each([
    { what: 'as a function', before: '' },
    { what: 'as a method, from its name on', before: 'put' },
  ])('is found between two offsets: $what', ({ before }) => {
    const text = `class A { put(a) ${body} }`;
    const start = before === '' ? text.indexOf('(a)') : text.indexOf(before);
    const end = text.indexOf(body) + body.length;
    const found = parseScript(text)!.allocationIn({ start, end }, wantedOf('Array'));
    expect(restAt(text, found)).toBe(`${at} }`);
    expect(found!.score).toBeGreaterThan(0.5);
  });
});

describe('the line of a call', () => {
  const calledIn = (
    body: string,
    callee: string,
    holders: readonly string[] = [],
  ): string | null => {
    const text = `function f(a) {\n${body}\n}`;
    const start = placeOf(text, text.indexOf('('));
    return restAt(text, parseScript(text)!.callOf(start, callee, wantedOf({}, { holders })));
  };

  it.each([
    { callee: 'put', body: 'a();\nput(a);', at: 'put(a);' },
    { callee: 'set', body: 'a();\nthis.cache.set(a);', at: 'this.cache.set(a);' },
    { callee: 'Session', body: 'a();\nb = new Session(a);', at: 'new Session(a);' },
    { callee: 'put', body: 'put(1);\nput(2);', at: 'put(1);' },
    { callee: 'other', body: 'put(1);', at: null },
    { callee: 'put', body: 'b = () => put(1);', at: null },
  ])('of $callee is $at', ({ callee, body, at }) => {
    expect(calledIn(body, callee)).toBe(at);
  });

  it('of another name is the first that the script, or the language, has not itself', () => {
    const text =
      'function ask(a) {\ncheck(a); list.push(a.map(a));\nconst b = new Channel();\nreturn new Promise(b);\n}\nfunction check(a) { }';
    const at = placeOf(text, text.indexOf('('));
    const ran = (...names: string[]) => ({ unreached: [], ran: new Set(names) });
    const outside = (callee: string, ...names: string[]): string | null =>
      restAt(text, parseScript(text, ran(...names))!.callOutside(at, callee, wantedOf('Object')));
    expect(outside('open', 'map')).toBe('new Channel();');
    expect(outside('open', 'map', 'Channel')).toBeNull();
    // Others of that name ran; the one that is called here may have none.
    expect(outside('', 'map', 'Channel')).toBe('a.map(a));');
  });

  it('of another name is rather one that is like it, and rather one of the script’s own than a global’s', () => {
    const text =
      'function f(a, handler) {\nnew URL(a);\nhandler(a);\nlatency.observe(a);\n}\nclass B { send() { } }\nfunction g(a) {\nthis.send(a);\nlinks.get(a, a);\n}';
    const script = parseScript(text, { unreached: [], ran: new Set(['observe']) })!;
    const outside = (at: string, callee: string): string | null =>
      restAt(text, script.callOutside(placeOf(text, text.indexOf(at)), callee, wantedOf('Object')));
    expect(outside('(a, handler)', 'observeWithoutExemplar')).toBe('latency.observe(a);');
    expect(outside('(a, handler)', 'inner')).toBe('handler(a);');
    expect(outside('(a) {\nthis', '<computed>')).toBe('links.get(a, a);');
  });

  it('of a variable may be any function, also where one of its name ran', () => {
    const text = 'function f(a) {\nconst template = compile(a);\ntemplate(a);\n}';
    const script = parseScript(text, { unreached: [], ran: new Set(['compile', 'template']) })!;
    const at = placeOf(text, text.indexOf('('));
    expect(restAt(text, script.callOutside(at, 'ret', wantedOf('Object')))).toBe('template(a);');
  });

  it('of a class above is its super()', () => {
    const text = 'class A extends B {\nconstructor(a) {\nsuper(a);\n}\n}';
    const at = placeOf(text, text.indexOf('('));
    const script = parseScript(text)!;
    expect(script.callOf(at, 'Base', wantedOf('Object'))).toMatchObject({ line: 3, isSuper: true });
    expect(script.callOf(at, 'base', wantedOf('Object'))).toBeNull();
  });

  it('of a getter is where the property is read', () => {
    const text = 'function f(a) {\nstop();\nreturn a.size;\n}';
    const at = placeOf(text, text.indexOf('('));
    const script = parseScript(text)!;
    expect(restAt(text, script.readOf(at, 'size', wantedOf('Object')))).toBe('a.size;');
    expect(script.readOf(at, 'stop', wantedOf('Object'))).toBeNull();
  });

  it('of a router is told from that of a Map', () => {
    const text = 'function f(a) {\ncache.get(a);\nrouter.get(a, () => a);\n}';
    const script = parseScript(text, { unreached: [], ran: new Set(['get']) })!;
    const at = placeOf(text, text.indexOf('('));
    expect(restAt(text, script.callOutside(at, '<computed>', wantedOf('Object')))).toBe(
      'router.get(a, () => a);',
    );
  });

  it('is of several the one on what holds the growth', () => {
    expect(calledIn('other.set(a);\ncache.set(a);', 'set', ['cache'])).toBe('cache.set(a);');
  });
});

describe('a text that is no script', () => {
  it.each(['const a: number = 1;', '{'])('has no lines: %s', (text) => {
    expect(parseScript(text)).toBeNull();
  });
});
