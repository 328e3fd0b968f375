import { describe, expect, it } from 'vitest';
import { LeaklabError } from '../../src/errors.ts';
import { parseRequests } from '../../src/load/requests-file.ts';

const parsed = (value: unknown) => parseRequests(JSON.stringify(value), 'requests.json');

describe('requests in a file', () => {
  it('may be a list', () => {
    expect(
      parsed([
        { path: '/' },
        { path: '/items', method: 'post', headers: { accept: 'text/html' }, body: { id: 1 } },
        { path: '/items', method: 'PUT', body: 'as it is' },
      ]),
    ).toEqual([
      { path: '/', method: 'GET', headers: {}, body: null },
      { path: '/items', method: 'POST', headers: { accept: 'text/html' }, body: '{"id":1}' },
      { path: '/items', method: 'PUT', headers: {}, body: 'as it is' },
    ]);
  });

  it('may be a HAR: of each request what is not of its connection', () => {
    const request = {
      method: 'POST',
      url: 'https://example.com:8080/items?all#top',
      headers: [
        { name: ':method', value: 'POST' },
        { name: 'Host', value: 'example.com' },
        { name: 'Content-Length', value: '2' },
        { name: 'Accept', value: '*/*' },
      ],
      postData: { mimeType: 'application/json', text: '{}' },
    };
    const plan = { path: '/items?all', method: 'POST', headers: { Accept: '*/*' }, body: '{}' };
    const har = JSON.stringify({ log: { version: '1.2', entries: [{ request }] } });
    expect(parseRequests(har, 'a.har', true)).toEqual([plan]);
    // Of another machine's server, where nobody says that it is meant.
    expect(() => parseRequests(har, 'a.har')).toThrow(
      'request 1: it is for https://example.com:8080, and would be sent to the server',
    );
    for (const host of ['localhost', '127.0.0.2', '[::1]']) {
      expect(parseRequests(har.replace('example.com:', `${host}:`), 'a.har')).toEqual([plan]);
    }
  });

  it.each([
    { value: [], says: 'there is no request in it' },
    { value: { log: { entries: [] } }, says: 'there is no request in it' },
    { value: { path: '/' }, says: 'there is no request in it' },
    { value: [1], says: 'request 1: it is no object' },
    { value: [{ path: '/' }, { path: 'items' }], says: 'request 2: "path" must begin with "/"' },
    { value: [{ path: '/', method: 7 }], says: '"method"' },
    { value: [{ path: '/', headers: { a: 1 } }], says: '"headers"' },
    { value: [{ path: '/', methdo: 'GET' }], says: 'no field "methdo"' },
    { value: { log: { entries: [{ request: { url: '/', method: 'GET' } }] } }, says: '"url"' },
    { value: { log: { entries: [{}] } }, says: 'it is no object' },
  ])('say what is wrong with them: $says', ({ value, says }) => {
    expect(() => parsed(value)).toThrow(LeaklabError);
    expect(() => parsed(value)).toThrow(says);
  });

  it('that are not JSON are refused', () => {
    expect(() => parseRequests('GET /', 'requests.txt')).toThrow("requests.txt can't be used");
  });
});
