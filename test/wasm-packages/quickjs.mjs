import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant } from 'quickjs-emscripten-core';

export async function setup() {
  const quickjs = await newQuickJSWASMModuleFromVariant(variant);
  return { quickjs, context: quickjs.newContext() };
}

function makeContext({ quickjs }, index) {
  const context = quickjs.newContext(); // made here
  context.unwrapResult(context.evalCode(`1 + ${index}`)).dispose();
  return context;
}

export function released(state, index) {
  makeContext(state, index).dispose();
}

export function forgotten(state, index) {
  makeContext(state, index);
}

export function used({ context }, index) {
  context.unwrapResult(context.evalCode(`[1, 2, ${index}].map((x) => x + 1).length`)).dispose();
}

export function handleReleased({ context }, index) {
  const handle = context.newString(`text ${index}`);
  handle.dispose();
}

export function handleForgotten({ context }, index) {
  context.newString(`text ${index}`); // handle made here
}
