// Makes a registered symbol from each id; the registry never forgets one.
export default function operation(index) {
  return Symbol.for(`tenant-${index}`);
}
