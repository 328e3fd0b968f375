import { seriesOf } from '../../../src/analysis/series.ts';
import { theilSen } from '../../../src/analysis/theil-sen.ts';
import { WARM_UP } from './least-squares-slope.ts';
import type { Rule } from './rule.ts';
import { decided, floorsOf, tooFew } from './rule.ts';

export const theilSenSlope: Rule = {
  id: 'theil-sen',
  title: 'Theil–Sen alone',
  about: `the median slope of all pairs of floors but the first ${WARM_UP}; a leak where Sen’s interval, at the recording’s confidence, lies above 0 and the slope is no less than the smallest leak that matters. Each memory is looked at, the JS heap without code and metadata, as leaklab does; any one will do.`,
  source: 'P. K. Sen, JASA 63 (1968)',
  decide(recording) {
    const floors = floorsOf(recording).slice(WARM_UP);
    if (floors.length < FEWEST) return tooFew(floors, FEWEST);
    const { confidence, detectBytesPerOperation } = recording.header.settings;
    const steepest = seriesOf(floors, 1)
      .map(({ memory, points }) => ({ memory, interval: theilSen(points, confidence) }))
      .filter(({ interval }) => interval.low > 0 && interval.estimate >= detectBytesPerOperation)
      .sort((a, b) => b.interval.estimate - a.interval.estimate)[0];
    return steepest === undefined
      ? decided('clean', floors.at(-1))
      : decided('leak', floors.at(-1), steepest);
  },
};

const FEWEST = 4;
