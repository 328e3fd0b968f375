import { describe, expect, it } from 'vitest';
import { vary } from '../../src/load/vary.ts';

const plan = { path: '/items', method: 'GET', headers: {}, body: null };

describe('a request that is varied', () => {
  it('has its number wherever that is asked for', () => {
    const request = {
      path: '/items/$i?again=$i',
      method: 'POST',
      headers: { 'x-id': 'id-$i' },
      body: '{"id": "$i"}',
    };
    expect(vary(request, 7)).toEqual({
      path: '/items/7?again=7',
      method: 'POST',
      headers: { 'x-id': 'id-7' },
      body: '{"id": "7"}',
    });
  });

  it('has it in a query of its own where it is asked for nowhere', () => {
    expect(vary(plan, 7).path).toBe('/items?leaklab=7');
    expect(vary({ ...plan, path: '/items?all' }, 8).path).toBe('/items?all&leaklab=8');
  });

  it('leaves the plan as it is', () => {
    const before = structuredClone(plan);
    vary(plan, 1);
    expect(plan).toEqual(before);
  });
});
