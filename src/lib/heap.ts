import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';

/** Bytes that the young generation may reach, both halves. */
const YOUNG = 8 * 2 ** 20;
/** Bytes that V8 may keep of what the heap once took and takes no more. */
const SPARE = 8 * 2 ** 20;
/** The collection that is under way may have begun before the flag was set; the next one minds it. */
const UNTIL_GIVEN_BACK = 2;

/** What Node tells of a collection. */
interface Collection {
  detail: { kind: number };
}

const youngBytes = () =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

/**
 * Keeps the heap near what is in use. Left alone, V8 makes room by the memory of the machine: the young generation
 * grows to 34 MB (Node 20) or 134 MB (Node 24), the old one to a multiple of what lives in it, and pages that it took
 * once it never gives back. Pages of items die soon after they came, so that less room costs little time. All flags
 * are read at each collection, which is why they may be set while the process runs.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
  let grows = true;
  let largest = 0;
  let left = 0;

  const boundYoung = () => {
    const small = youngBytes() < YOUNG;
    if (small !== grows) setFlagsFromString(`--semi-space-growth-factor=${small ? 2 : 1}`);
    grows = small;
  };
  /** A collection in V8's mode for small memory gives back; it makes the young generation small, too. */
  const giveBack = (size: number) => {
    if (left > 0) {
      left -= 1;
      if (left > 0) return;
      setFlagsFromString('--no-optimize-for-size');
      largest = size;
    } else if (largest - size > SPARE) {
      left = UNTIL_GIVEN_BACK;
      setFlagsFromString('--optimize-for-size');
    }
  };
  new PerformanceObserver((list) => {
    boundYoung();
    const size = getHeapStatistics().total_heap_size;
    largest = Math.max(largest, size);
    for (const { detail } of list.getEntries() as unknown as Collection[])
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) giveBack(size);
  }).observe({ entryTypes: ['gc'] });
}
