import { type Failure, failing } from '../failure.ts';
import type { Others } from '../others.ts';
import { keyOf, type Snapshot } from '../snapshot.ts';
import type { Span } from './always-on.ts';

/** The right catalog from a moment on; ms. */
export interface Version {
  from: number;
  right: Snapshot;
}

export interface GoneChecks {
  before: Snapshot;
  after: Snapshot;
  spans: readonly Span[];
  versions: readonly Version[];
  /** Begin of the phase. */
  from: number;
  others: Pick<Others, 'touched'>;
  /** Keys that others have touched since the last full sync. */
  touched: ReadonlySet<string>;
  name: string;
}

/** Deletions of entities that existed all the while in which their items were read. */
export function checkGone({
  before,
  after,
  spans,
  versions,
  from,
  others,
  touched,
  name,
}: GoneChecks): Failure[] {
  const isExempt = (key: string) => others.touched(key) || touched.has(key);
  const wrong: string[] = [];
  for (const span of spans) {
    if (span.to < from) continue;
    const during = versionsIn(versions, span.from, span.to);
    for (const change of span.changes) {
      const key = keyOf(change);
      if (change.action !== 'deleted' || isExempt(key)) continue;
      if (existsInAll(during, key)) wrong.push(`${key}, deleted by ${span.name}`);
    }
  }
  const during = versionsIn(
    versions,
    Math.min(from, ...spans.filter(({ to }) => to >= from).map((s) => s.from)),
    Infinity,
  );
  for (const [key, was] of before)
    if (was.owned && !after.has(key) && !isExempt(key) && existsInAll(during, key))
      wrong.push(`${key} is gone`);
  return failing('nothing that still exists is deleted', wrong, name);
}

const existsInAll = (versions: readonly Version[], key: string): boolean =>
  versions.every(({ right }) => {
    const entity = right.get(key);
    // An entity without fields may be gone: only an item that names it would have Port make it.
    return entity?.owned === true && Object.keys(entity.fields).length > 0;
  });

/** The versions that were true at some time within a span. */
const versionsIn = (versions: readonly Version[], from: number, to: number): Version[] =>
  versions.filter((version, i) => version.from <= to && (versions[i + 1]?.from ?? Infinity) >= from);
