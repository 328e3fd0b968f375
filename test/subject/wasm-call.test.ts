import { describe, expect, it } from 'vitest';
import { bindCall, parseCall } from '../../src/subject/wasm-call.ts';

describe('a call', () => {
  const exports = {
    f: (...args: unknown[]) => args,
    'my-step': (...args: unknown[]) => args,
    memory: new WebAssembly.Memory({ initial: 1 }),
  };
  const called = (call: string, index = 7) => bindCall(parseCall(call), exports, 'x.wasm')(index);

  it.each([
    { call: 'f', args: [] },
    { call: 'f()', args: [] },
    { call: '  f ( ) ', args: [] },
    { call: 'f($i)', args: [7] },
    { call: 'f( $i , 10 )', args: [7, 10] },
    { call: 'f(1, -2.5, 0x10, 1e3)', args: [1, -2.5, 16, 1000] },
    { call: 'f($i, $i)', args: [7, 7] },
    { call: 'f(10n, -3n, $i)', args: [10n, -3n, 7] },
    { call: 'f($in, $i)', args: [7n, 7] },
    { call: 'my-step($i)', args: [7] },
  ])('$call passes its arguments', ({ call, args }) => {
    expect(called(call)).toEqual(args);
  });

  it('takes each index anew', () => {
    const operation = bindCall(parseCall('f($i, 1)'), exports, 'x.wasm');
    expect([operation(1), operation(2)]).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it.each(['', 'f(', 'f(1))', 'f(g(1))', 'f 1', '(1)', 'f(1) f(2)'])(
    'that cannot be read is refused: %j',
    (call) => {
      expect(() => called(call)).toThrow(expect.objectContaining({ code: 'usage' }));
      expect(() => called(call)).toThrow(
        /expected an export and its arguments, as in 'step\(\$i, 10\)'/,
      );
    },
  );

  it.each(['x', '1,', ',', '$j', 'NaN', 'Infinity', '"a"', '1.5n', '1 2'])(
    'with an argument that cannot be read is refused: %j',
    (argument) => {
      expect(() => called(`f(${argument})`)).toThrow(
        /Can't read the argument .*expected a number, a bigint such as 10n, \$i for the index/,
      );
    },
  );

  it('of what is no function is refused, with what there is', () => {
    expect(() => called('g')).toThrow('x.wasm exports no function g; it exports f, my-step.');
    expect(() => called('memory')).toThrow('exports no function memory');
    expect(() => bindCall(parseCall('f'), {}, 'x.wasm')).toThrow('it exports none.');
  });
});
