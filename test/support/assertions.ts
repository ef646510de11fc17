import assert from 'node:assert/strict';
import type { PortEmulator } from '../emulators/port/types.ts';
import type { Ended } from '../integration/product.ts';

type Entities = ReturnType<PortEmulator['entities']>;

const SHOWN = 5;

const namesOf = (entities: Entities): string => {
  const names = entities.slice(0, SHOWN).map(({ blueprint, identifier }) => `${blueprint} ${identifier}`);
  return `${names.join(', ')}${entities.length > SHOWN ? ', …' : ''}`;
};

const entities = (count: number) => (count === 1 ? '1 entity was' : `${count} entities were`);

/** Every entity that was there still is, and none came; `although` says why none may have gone. */
export function nothingDeleted(
  port: PortEmulator,
  before: Entities,
  although = 'nothing was proven to be gone',
): void {
  const keyOf = ({ blueprint, identifier }: Entities[number]) => JSON.stringify([blueprint, identifier]);
  const lacking = (some: Entities, others: Entities) => {
    const there = new Set(others.map(keyOf));
    return some.filter((one) => !there.has(keyOf(one)));
  };
  const after = port.entities();
  const [gone, came] = [lacking(before, after), lacking(after, before)];
  if (gone.length > 0) assert.fail(`${entities(gone.length)} deleted although ${although}: ${namesOf(gone)}`);
  if (came.length > 0) assert.fail(`${entities(came.length)} made that nothing asked for: ${namesOf(came)}`);
}

/** Every resource of a kind, or of all kinds, was read to its end. */
export function readInFull({ report }: Ended, kind?: string): void {
  const wanted = report.resources.filter((one) => kind === undefined || one.kind === kind);
  if (wanted.length === 0) assert.fail(`The mapping has no resource of ${kind}`);
  for (const { kind: name, complete, incompleteReasons } of wanted)
    if (!complete) {
      const reasons = incompleteReasons.map(({ reason }) => reason);
      assert.fail(`${name} was not read in full: ${reasons.join('; ')}`);
    }
}
