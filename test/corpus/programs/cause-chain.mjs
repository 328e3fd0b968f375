// One operation in twenty fails; each error names the one before as its cause.
let last;

function attempt(index) {
  if (index % 20 === 7) throw new Error('failed', { cause: last });
  return index;
}

export default function operation(index) {
  try {
    return attempt(index);
  } catch (error) {
    last = error;
    return -1;
  }
}
