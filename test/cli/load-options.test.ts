import { describe, expect, it } from 'vitest';
import type { LoadTexts } from '../../src/cli/load-options.ts';
import {
  LOAD_DEFAULTS,
  loadRequest,
  serverTarget as targetOf,
} from '../../src/cli/load-options.ts';
import { LeaklabError } from '../../src/errors.ts';

const COMMAND = ['node', 'server.js'];

const serverTarget = (command: readonly string[], texts: LoadTexts) =>
  targetOf(command, loadRequest(texts));

describe('what is typed', () => {
  it('says how the server is started and what it is sent', () => {
    const target = serverTarget(COMMAND, {
      'on-port': '/items?all',
      method: 'post',
      headers: ['accept: text/html', 'x-a=b: c'],
      body: '{}',
      connections: '50',
      pipelining: '2',
      rate: '500',
    });
    expect(target).toMatchObject({
      command: COMMAND,
      subject: { name: 'server.js', path: 'server.js', kind: 'server' },
    });
    expect(target.load).toEqual({
      requests: [
        {
          path: '/items?all',
          method: 'POST',
          headers: { accept: 'text/html', 'x-a': 'b: c' },
          body: '{}',
        },
      ],
      varied: false,
      connections: 50,
      pipelining: 2,
      rate: 500,
    });
  });

  it('may be the command alone', () => {
    const { load, requests, warmUpMs, isWhole } = serverTarget(COMMAND, {});
    const { connections, pipelining, method } = LOAD_DEFAULTS;
    expect(load).toMatchObject({ connections, pipelining, rate: null });
    expect(load.requests).toEqual([{ path: '/', method, headers: {}, body: null }]);
    expect({ requests, warmUpMs, isWhole }).toEqual({
      requests: null,
      warmUpMs: LOAD_DEFAULTS.warmUpMs,
      isWhole: false,
    });
  });

  it('asks for the whole load where its length is given', () => {
    expect(serverTarget(COMMAND, { requests: '1000' })).toMatchObject({
      requests: 1000,
      isWhole: true,
    });
    expect(serverTarget(COMMAND, { duration: '10s' }).isWhole).toBe(true);
  });

  it('leaves the optimizing compilers on where that is asked for', () => {
    expect(serverTarget(COMMAND, {}).flags).toContain('--no-opt');
    expect(serverTarget(COMMAND, { opt: true }).flags).toEqual([]);
  });

  it.each([
    { command: ['node', '--title', 'a', 'bin/www.js', 'b.js'], name: 'bin/www.js' },
    { command: ['npm', 'start'], name: 'npm start' },
    { command: ['tsx', 'src/server.ts'], name: 'src/server.ts' },
  ])('names $command after $name', ({ command, name }) => {
    expect(serverTarget(command, {}).subject.name).toBe(name);
  });

  it.each([
    { command: [], texts: {}, says: 'behind "--" comes the command' },
    { command: COMMAND, texts: { 'on-port': 'items' }, says: 'a path that begins with "/"' },
    { command: COMMAND, texts: { connections: '0' }, says: '--connections "0"' },
    { command: COMMAND, texts: { rate: 'fast' }, says: 'requests a second' },
    { command: COMMAND, texts: { requests: '1e3' }, says: 'a whole number of requests' },
    { command: COMMAND, texts: { 'warm-up': 'long' }, says: 'a time such as 500ms' },
    { command: COMMAND, texts: { method: 'GET /' }, says: 'a method such as GET' },
    { command: COMMAND, texts: { headers: ['nothing'] }, says: 'a name and a value' },
    { command: COMMAND, texts: { 'requests-file': 'no.json' }, says: 'there is no such file' },
    { command: COMMAND, texts: { setup: 'no.mjs' }, says: '--setup "no.mjs" can\'t be used' },
    { command: COMMAND, texts: { url: 'localhost:80' }, says: 'expected the address of a server' },
    {
      command: COMMAND,
      texts: { url: 'http://localhost/a', 'on-port': '/a' },
      says: "--url and --on-port can't be used together",
    },
    {
      command: COMMAND,
      texts: { url: 'http://localhost/a', 'requests-file': 'a.json' },
      says: 'name the server alone',
    },
    {
      command: COMMAND,
      texts: { 'requests-file': 'no.json', method: 'PUT' },
      says: "--method and --requests-file can't be used together",
    },
  ])('is refused where it says nothing of use: $says', ({ command, texts, says }) => {
    expect(() => serverTarget(command, texts)).toThrow(LeaklabError);
    expect(() => serverTarget(command, texts)).toThrow(says);
  });
});
