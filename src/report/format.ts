/** Numbers as people read them. Digits beyond what was measured would be noise. */
const SIGNIFICANT_DIGITS = 3;

/** 0.0123, 4.57, 48, 1,093, 12,300 */
export function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  // Written out: "9e-5" is not how people compare bytes.
  if (size > 0 && size < 0.001)
    return trimmed(value.toFixed(Math.min(20, 1 - Math.floor(Math.log10(size)))));
  return String(Number(value.toPrecision(SIGNIFICANT_DIGITS)));
}

const trimmed = (text: string): string => text.replace(/0+$/, '');

/** 512 B, 1.5 KiB, 256 MiB */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${number(size)} ${units[unit]}`;
}

/** 850 ms, 16.5 s, 4 min 10 s, 2 h 5 min, 3 days */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${number(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${number(Math.floor(hours / 24))} days`;
}

/** 950, 12.5 k, 3.2 M: a number of operations. */
export function count(value: number): string {
  if (value < 1000) return String(Math.round(value));
  const units = ['k', 'M', 'G', 'T'];
  let size = value;
  let unit = -1;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${Number(size.toPrecision(SIGNIFICANT_DIGITS))} ${units[unit]}`;
}

/** "+48.0 B/op" in words of a legend or a line. */
export function rate(bytesPerOperation: number): string {
  return `${bytesPerOperation > 0 ? '+' : ''}${number(bytesPerOperation)} B/op`;
}
