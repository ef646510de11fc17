import type { Ended } from '../integration/product.ts';
import type { MappingOptions } from './catalog.ts';
import { differences, heldIn } from './differences.ts';
import { type Failure, failing } from './failure.ts';
import { keyOf, type Snapshot } from './snapshot.ts';

/** A run without faults brings the catalog to exactly what it should be, save what it holds back and says so. */
export function checkClean(
  ended: Ended,
  before: Snapshot | undefined,
  after: Snapshot,
  right: Snapshot,
  name: string,
): Failure[] {
  const { run, problems } = ended.report;
  const unexpected = problems
    .filter((p) => !/must match pattern|takes only letters/.test(p.message))
    .map((p) => p.message);
  if (run.failure) unexpected.push(run.failure.message);
  return [
    ...failing('a clean run has no problem but names that Port does not take', unexpected, name),
    ...failing(
      'a clean run brings the right catalog',
      differences(after, right, heldIn(ended), before),
      name,
    ),
  ];
}

/** Reasons for which a run without faults may hold something back, whatever happened before it. */
const LASTING = [
  /entityDeletionThreshold/,
  /an entity that stays in the catalog relates to it/,
  /^\S+ .+ relates to it$/,
  /Port keeps it: other entities require it/,
  /which stays$/,
  /which only relates to it$/,
  /by a search query/,
  /could not read \(\d+ items?\)$/,
  /of projects match(es)? no project/,
];

/** Deletions that an earlier run had to hold back are made by the next one that has no reason to hold them. */
export function checkHeld({ changes }: Ended, narrow: boolean, name: string): Failure[] {
  const wrong = changes
    .filter(({ action }) => action === 'held-back')
    .filter(({ reason = '' }) => !LASTING.some((pattern) => pattern.test(reason)))
    .filter(
      ({ reason = '' }) =>
        !(narrow && /is not listed any more|is in no list any more|sees only/.test(reason)),
    )
    .map((change) => `${keyOf(change)}: ${change.reason}`);
  return failing('a clean run holds nothing back without a reason', wrong, name);
}

/**
 * A run over an unchanged organisation writes nothing. Without merging each writer overwrites the other's fields
 * every time.
 */
export function checkStill(
  ended: Ended,
  before: Snapshot,
  after: Snapshot,
  writes: number,
  { merge, search }: MappingOptions,
  held: ReadonlySet<string>,
): Failure[] {
  // Deletions that a limit held back may be made later, when the blueprint has more entities to count them against.
  const gone = new Set(ended.changes.filter((c) => c.action === 'deleted').map(keyOf));
  const left = new Map([...before].filter(([key]) => !(gone.has(key) && held.has(key))));
  const wrong = differences(after, left, new Set());
  // Relations that are searched for cannot be compared.
  if (merge && search === 'none' && writes > 0)
    wrong.push(
      `${writes} writes: ${ended.changes
        .slice(0, 3)
        .map((c) => `${c.action} ${keyOf(c)}`)
        .join(', ')}`,
    );
  return failing('a further run changes nothing', wrong, 'further run');
}
