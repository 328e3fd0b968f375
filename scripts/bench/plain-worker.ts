import { operation } from '../../scenarios/leaky-cache/fifo.ts';

let index = 0;

export default function task(): void {
  operation(index++);
}
