// Marks the start of each request in the performance timeline, and never clears it.
export default function operation(index) {
  performance.mark(`request ${index}`);
}

export function teardown() {
  performance.clearMarks();
}
