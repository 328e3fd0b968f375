/** A figure, and what it is to be. */
export interface Target {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  readonly isMet: boolean;
  readonly wanted: string;
}

export const atLeast = (what: string, figure: number, least: number, unit = ''): Target => ({
  ...{ what, figure, unit },
  isMet: figure >= least,
  wanted: `≥ ${least}`,
});

export const atMost = (what: string, figure: number, most: number, unit = ''): Target => ({
  ...{ what, figure, unit },
  isMet: figure <= most,
  wanted: `≤ ${most}`,
});

export function printTargets(targets: readonly Target[]): void {
  for (const { what, figure, unit, isMet, wanted } of targets) {
    const end = `${wanted}${isMet ? '' : '  missed'}`;
    console.log(`${what.padEnd(52)} ${figure.toFixed(2).padStart(9)} ${unit.padEnd(5)} ${end}`);
  }
}

/** With which power of one the other grows: a slope on logarithmic scales. 1 is linear. */
export function exponent(what: string, points: readonly (readonly [number, number])[]): Target[] {
  if (points.length < 2) return [];
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  return [atMost(`exponent of ${what}, by nodes`, slope(logs), 1.1)];
}

function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1): number =>
    points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
