import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carries } from '../../../src/mapping/carries.ts';
import { type Random, seededRandom } from '../../emulators/kit/random.ts';
import { compiles, realJq } from './support/real-jq.ts';

const paths = ['__project.id', '__projectId'];
const ids = ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', 4242, 'aad.NzE2', '7171'];
const values = [null, 'x', 'a/b c:d\\e', 1, true, false, [], ['q', null, 1], {}, { a: 1 }, '', 'x-1'];
const lists = [[], ['u'], ['u', 'v'], ['u', 3, null]];

const NAMES = ['p', 'a', 'b', 'ENV'];
const TEXTS = [' ', '/', ':', '\\', '\\/', '\\\\', '/ ', '-', '4', '', '::', 'x'].map((text) =>
  JSON.stringify(text),
);
const PLACES = ['.__projectId', '.__project.id', '.__project["id"]', '."__projectId"', '.["__project.id"]'];
const OTHERS =
  '.a .b .l[] .l .id . "x" 1 null empty tostring @uri @base64 @json error {} [] true .__project .l[0] .. -1 .a?'.split(
    ' ',
  );
const STEPS =
  'tostring ascii_downcase tojson . map(.) select(.) first length ltrimstr("4") values tonumber .[0:3] split("/")'.split(
    ' ',
  );

/** An expression of jq of some depth. `known`: variables in force. */
function expression(random: Random, depth: number, known: readonly string[] = []): string {
  if (depth <= 0) return leaf(random, known);
  const some = (more: readonly string[] = known) => expression(random, depth - random.integer(1, 2), more);
  const text = () => (random.chance(0.8) ? random.pick(TEXTS) : some());
  const bound = () => {
    const name = random.pick(NAMES);
    return `(${some()}) as $${name} | ${some([...known, name])}`;
  };
  const forms: (() => string)[] = [
    () => `${some()} + ${some()}`,
    () => `(${some()}) + ${random.pick(TEXTS)} + (${some()})`,
    () => `"\\(${some()})/\\(${some()})"`,
    () => `(${some()}) // (${some()})`,
    () => `if ${some()} then ${some()} ${random.chance(0.85) ? `else ${some()} ` : ''}end`,
    () => `if ${some()} then ${some()} elif ${some()} then ${some()} else ${some()} end`,
    () => `(${some()}) | ${some()}`,
    bound,
    () => `(${bound()})`,
    () => `(${some()}) as [$p, $a] | ${some([...known, 'p', 'a'])}`,
    () => `(${some()}) | ${random.pick(['gsub', 'sub'])}(${text()}; ${text()})`,
    () => `(${some()}) | split(${text()}) | join(${text()})`,
    () => `[${some()}, ${some()}] | join(${text()})`,
    () => `[${some()}] | join(${text()}) | ${some()}`,
    () => `(${some()}) | ${random.pick(STEPS)}`,
    () => `try (${some()})`,
  ];
  return random.pick(forms)();
}

function leaf(random: Random, known: readonly string[]): string {
  if (random.chance(0.4)) return random.pick(PLACES);
  if (known.length > 0 && random.chance(0.4)) return `$${random.pick(known)}`;
  return random.chance(0.4) ? random.pick(TEXTS) : random.pick(OTHERS);
}

const itemsOf = (random: Random) =>
  Array.from({ length: 12 }, (_, i) => {
    const id = ids[i % ids.length];
    const [a, b] = [random.pick(values), random.pick(values)];
    return { id: 9, a, b, l: random.pick(lists), __projectId: id, __project: { id, name: 'n' } };
  });

for (const seed of [1, 2, 3])
  test(`by jq itself, whatever carries an id has it in all that it gives (seed ${seed})`, () => {
    const random = seededRandom(seed);
    const carrying = new Set<string>();
    let given = 0;
    while (carrying.size < 300) {
      const source = expression(random, random.integer(1, 4));
      if (carrying.has(source) || !carries(source, paths) || !compiles(source)) continue;
      carrying.add(source);
      const items = itemsOf(random);
      for (const [i, [cell]] of realJq([source], items).entries()) {
        if (!Array.isArray(cell)) continue;
        given += 1;
        const [value] = cell;
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        assert.ok(text.includes(`${items[i]?.__projectId}`), `${source} gave ${text}`);
      }
    }
    assert.ok(given > 1000, `${given}`);
  });
