// Reads a record through a proxy that fills in defaults.
export default function operation(index) {
  const record = new Proxy(
    { index },
    { get: (target, name) => (name in target ? target[name] : 'default') },
  );
  return `${record.index} ${record.colour}`;
}
