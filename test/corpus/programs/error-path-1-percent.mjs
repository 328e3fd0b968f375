// Cleans up after each request, but not where the request fails: one in a hundred does.
const open = new Map();

function handle(index) {
  open.set(index, { index, body: new Array(20).fill(index) });
  if (index % 100 === 37) throw new Error('timed out');
  open.delete(index);
}

export default function operation(index) {
  try {
    handle(index);
  } catch {
    return false;
  }
  return true;
}
