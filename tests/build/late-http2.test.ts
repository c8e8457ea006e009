import { EventEmitter } from 'node:events';
import http2 from 'node:http2';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { late } from '../../build/late-http2.ts';

/** The module as the bundle has it, and how often the real one was asked for. */
function load() {
  const asked: string[] = [];
  const require = (id: string) => {
    asked.push(id);
    return http2;
  };
  const module: unknown = runInContext(late, createContext({ require, Symbol }));
  return { asked, module };
}

/** What code makes of the module, and of one thing besides. */
function run(module: unknown, code: string, one?: unknown): unknown {
  return runInContext(code, createContext({ module, one }));
}

const isOne = (module: unknown, one: unknown, name: string): unknown =>
  run(module, `one instanceof module.${name}`, one);

const request: unknown = Object.create(http2.Http2ServerRequest.prototype);
const response: unknown = Object.create(http2.Http2ServerResponse.prototype);

test('until HTTP/2 is there nothing is one of its requests or answers, and to ask does not load it', () => {
  const { asked, module } = load();
  expect(isOne(module, request, 'Http2ServerRequest')).toBe(false);
  expect(isOne(module, response, 'Http2ServerResponse')).toBe(false);
  expect(asked).toEqual([]);
});

test('with its first server its requests and answers are known, and nothing else is taken for one', () => {
  const { asked, module } = load();
  for (let times = 0; times < 2; times += 1) {
    expect(run(module, 'const server = module.createServer(one); server.close(); server', {})).toBeInstanceOf(
      EventEmitter,
    );
  }
  expect(asked).toEqual(['node:http2']);
  expect(isOne(module, request, 'Http2ServerRequest')).toBe(true);
  expect(isOne(module, response, 'Http2ServerResponse')).toBe(true);
  expect(isOne(module, response, 'Http2ServerRequest')).toBe(false);
  expect(isOne(module, {}, 'Http2ServerResponse')).toBe(false);
});

test('its numbers are those of Node', () => {
  expect(run(load().module, 'module.constants')).toBe(http2.constants);
});
