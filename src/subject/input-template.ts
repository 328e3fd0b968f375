/** The input for each index: every string "$i" in it stands for the index. */
export function inputTemplate(input: unknown): (index: number) => unknown {
  if (!JSON.stringify(input).includes('"$i"')) return () => input;
  const fill = (value: unknown, index: number): unknown => {
    if (value === '$i') return index;
    if (Array.isArray(value)) return value.map((item) => fill(item, index));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, index)]));
  };
  return (index) => fill(input, index);
}
