import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AzureDevOpsError, type ListEnd } from '../../../../src/azure-devops/types.ts';
import { type Random, seededRandom } from '../../../emulators/kit/random.ts';
import { scripted } from '../../http/support/scripted.ts';
import { collect, devopsOn, json, projects } from '../support/client.ts';

/** A list that changes before each request: an item goes, comes or changes its place. */
function movingList(random: Random, { isQuiet }: { isQuiet: () => boolean }) {
  const list = Array.from({ length: random.integer(0, 8) }, (_, i) => i + 1);
  let next = 100;
  /** Items that were there all the time. */
  const lasting = new Set(list);
  const rate = random.pick([0.15, 0.4]);
  const takeOut = (): number | undefined => list.splice(random.integer(0, list.length - 1), 1)[0];
  const putIn = (item: number) => list.splice(random.integer(0, list.length), 0, item);
  const change = () => {
    const does = random.pick(['go', 'come', 'move'] as const);
    if (does === 'come' || list.length === 0) return putIn(next++);
    const item = takeOut() as number;
    if (does === 'move') putIn(item);
    else lasting.delete(item);
  };
  const script = scripted(({ url }) => {
    while (!isQuiet() && random.chance(rate)) change();
    const [top, skip] = ['top', 'skip'].map((name) =>
      Number(new RegExp(`${name}=(\\d+)`).exec(decodeURIComponent(url))?.[1]),
    ) as [number, number];
    return json({ value: list.slice(skip, skip + top).map((id) => ({ id })) });
  });
  return { script, lasting };
}

type Reading = 'wrong' | 'whole' | 'not whole' | 'broken';

/** Reads such a list, asks later whether it was whole, and reads it again for what it lacks. */
async function readingOf(seed: number, staysAtTheEnd: boolean): Promise<Reading> {
  const random = seededRandom(seed);
  let isRead = false;
  const { script, lasting } = movingList(random, { isQuiet: () => isRead && staysAtTheEnd });
  const ends: ListEnd[] = [];
  const paging = {
    style: 'skip',
    size: random.integer(2, 5),
    ended: (end: ListEnd) => ends.push(end),
  } as const;
  try {
    const found = new Set((await collect(devopsOn(script).pages(projects, paging))).flat());
    isRead = true;
    for (const end of ends) if (!(await end())) return 'not whole';
    for (const item of (await collect(devopsOn(script).pages(projects, paging))).flat()) found.add(item);
    return [...lasting].every((item) => found.has(item)) ? 'whole' : 'wrong';
  } catch (error) {
    assert.ok(error instanceof AzureDevOpsError, String(error));
    return 'broken';
  }
}

for (const staysAtTheEnd of [true, false])
  test(`a list by offsets that counts as whole, read twice, has all that was there all the time, whatever moved meanwhile: ${staysAtTheEnd ? 'it stays afterwards' : 'it goes on moving'}`, async () => {
    const counts: Record<Reading, number[]> = { wrong: [], whole: [], 'not whole': [], broken: [] };
    for (let seed = 1; seed <= 1_500; seed++) counts[await readingOf(seed, staysAtTheEnd)].push(seed);
    assert.deepEqual(counts.wrong, [], 'seeds');
    assert.ok(counts.whole.length > 500 && counts['not whole'].length > 100);
  });
