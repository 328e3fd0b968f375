/** What the chart library is asked to draw, in our words: axes and lines, nothing else. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly Tick[];
}

export type MarkerShape = 'circle' | 'diamond' | 'triangle' | 'rect';

export interface Marker {
  readonly shape: MarkerShape;
  readonly size: number;
  readonly fill: string;
  /** Of so many points one has a marker, counted from `offset` before the last. */
  readonly every: number;
  readonly offset: number;
}

export interface PlotLine {
  readonly points: readonly (readonly [number, number])[];
  readonly color: string;
  readonly width: number;
  readonly opacity: number;
  /** Lengths of dashes and gaps; empty: solid. */
  readonly dash: readonly number[];
  /** Keeps a value until the next one, instead of going straight to it. */
  readonly stepped: boolean;
  readonly marker: Marker | null;
}

/** One coordinate system. Lines come in the order of drawing. */
export interface Plot {
  /** The area between the axes: tick labels lie outside of it. */
  readonly box: Box;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly PlotLine[];
}

export interface PlotInk {
  readonly label: string;
  readonly axis: string;
  readonly grid: string;
  readonly labelSize: number;
  readonly fontFamily: string;
}
