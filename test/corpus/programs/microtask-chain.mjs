// Goes through nextTick and microtasks before it is done.
export default function operation(index) {
  return new Promise((resolve) => {
    process.nextTick(() => queueMicrotask(() => Promise.resolve(index).then(resolve)));
  });
}
