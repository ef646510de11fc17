import type { Clock } from '../../lib/async/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Resource } from '../../mapping/types.ts';
import type { Counters } from '../../report/counters/counters.ts';
import { counted, number } from '../../report/words/format.ts';
import { resourceName } from '../../report/words/words.ts';

/** The log of a run at work: a line now and then, and one per resource at its end. */
export interface Progress {
  moved(): void;
  finished(resource: Resource): void;
}

const INTERVAL_MS = 5_000;

const DONE = { created: 'created', updated: 'updated', unchanged: 'unchanged', refused: 'refused' };
const PLANNED = {
  created: 'would be created',
  updated: 'would be updated',
  unchanged: 'unchanged',
  refused: 'would be refused',
};

/** Writes the lines of progress. `planning`: nothing is done, and the lines say what would be. */
export function createProgress(counters: Counters, clock: Clock, log: Log, planning = false): Progress {
  const began = clock.now();
  let shown = began;
  const sum = (key: 'rawItems' | 'created' | 'updated' | 'unchanged' | 'refused') =>
    counters.resources.reduce((total, r) => total + r[key], 0);
  return {
    moved() {
      const now = clock.now();
      if (now - shown < INTERVAL_MS) return;
      shown = now;
      const items = sum('rawItems');
      const rate = Math.round(items / ((now - began) / 1000));
      const settled = sum('created') + sum('updated') + sum('unchanged') + sum('refused');
      log.progress(
        `${counted(items, 'item')} read (${number(rate)}/s), ${counted(settled, 'entity', 'entities')} ${planning ? 'compared' : 'settled'}`,
      );
    },
    finished(resource) {
      log.info(lineOf(resource, counters, planning), {
        kind: resource.kind,
        index: resource.index,
        phase: 'load',
      });
    },
  };
}

function lineOf(resource: Resource, counters: Counters, planning: boolean): string {
  const r = counters.reportOf(resource);
  const words = planning ? PLANNED : DONE;
  const counts = (['created', 'updated', 'unchanged', 'refused'] as const)
    .filter((key) => r[key] > 0)
    .map((key) => `${number(r[key])} ${words[key]}`);
  const lost = (['filtered', 'misconfigured', 'failed'] as const)
    .filter((key) => r[key] > 0)
    .map((key) => `${number(r[key])} ${key}`);
  const parts = [...counts, ...lost].join(', ') || 'nothing to map';
  const end = r.complete ? '' : ` — not read in full: ${r.incompleteReasons[0]?.reason ?? ''}`;
  return `${resourceName(resource)}: ${counted(r.rawItems, 'item')} → ${parts}${end}`;
}
