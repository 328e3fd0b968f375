// Each 500th operation keeps a copy of the whole history, which has one entry more each time.
const history = [];
let snapshots = null;

export default function operation(index) {
  if (index % 500 !== 0) return;
  history.push(index & 1023);
  snapshots = { previous: snapshots, copy: history.slice() };
}
