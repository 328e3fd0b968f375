// Entries live for 5,000 operations; a sweep each 500 operations removes what has expired.
const entries = new Map();

export default function operation(index) {
  entries.set(`token-${index}`, { expires: index + 5000, user: index % 50 });
  if (index % 500 !== 0) return;
  for (const [key, { expires }] of entries) {
    if (expires > index) break;
    entries.delete(key);
  }
}
