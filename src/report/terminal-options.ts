import type { Paint } from './paint.ts';

export interface TerminalOptions {
  readonly columns: number;
  readonly paint: Paint;
}
