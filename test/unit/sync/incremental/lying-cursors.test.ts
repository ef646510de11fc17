import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OVERLAP_MS } from '../../../../src/sync/incremental/cursor-book.ts';
import { decided, iso, MINUTE, now } from './support/decided.ts';

const DAY = 24 * 60 * MINUTE;
/** Kinds under which cursors are kept: that of the last full sync, and one for all lists of changes or one for each. */
const names = ['project', 'repository', 'work-item', 'build'] as const;

/** A time as an answer may have it, and the one that it is for certain. */
interface Told {
  text: unknown;
  time: number | undefined;
}

const times = fc.integer({ min: -3 * DAY, max: 2 * DAY }).map((ms) => now + ms);
const good: fc.Arbitrary<Told> = fc
  .tuple(
    fc.integer({ min: -DAY + MINUTE, max: -MINUTE }),
    fc.constantFrom(
      iso,
      (time: number) => iso(time).replace('Z', '+00:00'),
      (time: number) => iso(time + 5 * 60 * MINUTE).replace('Z', '+05:00'),
    ),
  )
  .map(([ms, write]) => ({ text: write(now + ms), time: now + ms }));
const wrong: fc.Arbitrary<Told> = fc
  .oneof(
    times.map((time) => iso(time).replace('Z', '')),
    times.map((time) => iso(time).slice(0, 10)),
    times.map((time) => new Date(time).toUTCString().replace(' GMT', '')),
    times,
    times.map(String),
    times.map((time) => [iso(time)]),
    times.map((time) => ({ date: iso(time) })),
    fc.constantFrom(null, undefined, '', 'yesterday', true, 0, 1e15, 'Z', '2026-13-45T00:00:00Z', '12', {}),
    fc.json(),
  )
  .map((text) => ({ text, time: undefined }));
const still: fc.Arbitrary<Told> = fc
  .integer({ min: 2 * OVERLAP_MS, max: 400 * DAY })
  .map((ms) => ({ text: iso(now + ms), time: now + ms }));
const apart: fc.Arbitrary<Told> = fc.constant({ text: iso(0), time: 0 });

const envelopes = fc.constantFrom<(primary: unknown) => unknown>(
  (primary) => ({ cursor: { primary } }),
  (primary) => ({ cursor: { primary, secondary: iso(now) } }),
);
const noCursor = fc.constantFrom<(primary: unknown) => unknown>(
  (primary) => ({ primary }),
  (primary) => ({ cursor: primary }),
  (primary) => [{ cursor: { primary } }],
  () => ({ cursor: null }),
  () => null,
  () => 'ok',
);

const situations = fc.record({
  told: fc.tuple(
    ...names.map((name) => {
      const any = fc.oneof({ weight: 4, arbitrary: good }, wrong, still);
      return name === 'repository' ? fc.oneof(any, apart) : any;
    }),
  ),
  envelope: fc.oneof(
    { weight: 6, arbitrary: envelopes.map((make) => ({ make, isCursor: true })) },
    noCursor.map((make) => ({ make, isCursor: false })),
  ),
  state: fc.record({
    status: fc.constantFrom('completed', 'failed', 'running', 'aborted'),
    start: fc.oneof(good, wrong, still),
  }),
});

test('increments are read only from times that are known for certain and not to come, whatever Port answers', async () => {
  const seen = { increments: 0, full: 0 };
  await fc.assert(
    fc.asyncProperty(situations, async ({ told, envelope, state }) => {
      const textOf = (name: string) => told[names.indexOf(name as (typeof names)[number])]?.text;
      const decision = await decided({
        // Digests stand beside the times, under an index of their own.
        answer: ({ query }) => envelope.make(textOf(query?.kind ?? '')),
        resyncState: { status: state.status, lastResyncStart: state.start.text as string },
      });
      if (decision.full !== undefined) {
        seen.full += 1;
        return;
      }
      seen.increments += 1;
      assert.ok(envelope.isCursor);
      const [ofFull, ofAll, ...own] = told.map(({ time }) => time ?? Number.NaN) as [number, number];
      const known = [ofFull, ...(ofAll === 0 ? own : [ofAll])];
      assert.ok(
        known.every((time) => time < now + 2 * OVERLAP_MS),
        JSON.stringify(told),
      );
      assert.ok(decision.since.getTime() <= Math.min(...known.slice(1)) - OVERLAP_MS);
      const full = state.status === 'completed' ? [known[0], state.start.time] : [known[0]];
      assert.ok(
        full.some((time) => time !== undefined && now - time < DAY && time < now + 2 * OVERLAP_MS),
        JSON.stringify([told, state]),
      );
    }),
    { numRuns: 1_000, seed: 3 },
  );
  assert.ok(seen.increments > 100 && seen.full > 100, JSON.stringify(seen));
});
