// Wraps each record in a proxy and keeps it.
let last = null;

export default function operation(index) {
  const record = { previous: last, index };
  last = new Proxy(record, { get: (target, name) => target[name] });
}
