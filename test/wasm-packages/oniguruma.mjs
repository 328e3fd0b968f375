import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const oniguruma = require('vscode-oniguruma');

export async function setup() {
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  return oniguruma.createOnigScanner(['\\bfunction\\b', '[a-z]+']);
}

function scan(scanner, text) {
  const string = oniguruma.createOnigString(text);
  scanner.findNextMatchSync(string, 0);
  string.dispose();
}

function makeScanner(index) {
  const scanner = oniguruma.createOnigScanner(['a+b', 'c(d|e)f', `\\w+${index % 10}`]); // made here
  scan(scanner, 'xxaab cef word');
  return scanner;
}

export function released(_, index) {
  makeScanner(index).dispose();
}

export function forgotten(_, index) {
  makeScanner(index);
}

export function used(scanner, index) {
  scan(scanner, `function f${index}`);
}
