import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes that the young generation may reach, both halves. */
const YOUNG = 8 * 2 ** 20;

const youngBytes = () =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

/**
 * Keeps the heap near what is in use. Left alone, V8 makes room by the memory of the machine: the young generation
 * grows to 34 MB (Node 20) or 134 MB (Node 24), the old one to a multiple of what lives in it. Pages of items die
 * soon after they came, so that less room costs little time. Both flags are read at each collection, which is
 * why they may be set while the process runs.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
  const observer = new PerformanceObserver(() => {
    if (youngBytes() < YOUNG) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}
