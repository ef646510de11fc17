import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { kinds } from '../../../../src/kinds/registry.ts';
import type { KindDefinition } from '../../../../src/kinds/types.ts';
import { idsOf, isOnlyOf } from '../../../../src/sync/items/only-item.ts';
import { realJq } from '../../mapping/support/real-jq.ts';
import { type Alike, alike } from './support/alike.ts';
import { identifiers } from './support/identifiers.ts';

const nameOf = ({ kind, why, organisations }: Alike) => `${kind}, ${why}, of ${organisations}`;

/** Checks each identifier on each item. Gives how many were taken as proof. */
function check(
  { kind, why, organisations, items, identityOf }: Alike,
  expressions: readonly string[],
): number {
  const rows = realJq(expressions, items);
  const options = { why, organisations, element: undefined };
  const ids = items.map((item) => idsOf(item, kinds.get(kind) as KindDefinition, options));
  const identities = items.map((item) => JSON.stringify(identityOf(item)));
  let proofs = 0;
  for (const [at, expression] of expressions.entries()) {
    const made = new Map<string, Set<string>>();
    const keys = rows.map((row) => keyIn(row[at]));
    for (const [i, key] of keys.entries())
      if (key !== undefined) made.set(key, (made.get(key) ?? new Set()).add(identities[i] as string));
    for (const [i, key] of keys.entries()) {
      const of = ids[i];
      if (key === undefined || !of || !isOnlyOf(of, key, expression)) continue;
      proofs += 1;
      assert.deepEqual(
        [...(made.get(key) ?? [])],
        [identities[i]],
        `${expression} makes "${key}" of several`,
      );
    }
  }
  return proofs;
}

function keyIn(cell: unknown): string | undefined {
  const value = Array.isArray(cell) ? (cell[0] as unknown) : undefined;
  return (typeof value === 'string' || typeof value === 'number') && value ? String(value) : undefined;
}

describe('an identifier that shows which item it is of', () => {
  for (const one of alike)
    it(`is of no other item that is like it: ${nameOf(one)}`, () => {
      let proofs = 0;
      fc.assert(
        fc.property(fc.array(identifiers(one.paths), { minLength: 20, maxLength: 20 }), (expressions) => {
          proofs += check(one, expressions);
        }),
        { numRuns: 40, seed: 7 },
      );
      assert.ok(proofs > 20, `${proofs} proofs`);
    });
});

const GUID = '0a111111-0000-4000-8000-00000000000a';
const OTHER = '0a111111-0000-4000-8000-00000000000b';

/** Whether an item's identifier is proof, by a run over one organisation unless given. */
function isProof(
  kind: string,
  expression: string,
  item: Record<string, unknown>,
  organisations = 1,
): boolean {
  const ids = idsOf(item, kinds.get(kind) as KindDefinition, {
    why: 'deleted',
    organisations,
    element: undefined,
  });
  const key = keyIn(realJq([expression], [item])[0]?.[0]);
  assert.ok(ids && key !== undefined, `${expression} gives ${key}`);
  return isOnlyOf(ids, key, expression);
}

describe('what is taken as proof of an item', () => {
  const workItem = { id: 12, __project: { id: GUID, name: 'a b' }, n: 3, title: 'x' };
  for (const expression of [
    '.id',
    '.id | tostring',
    '"org/" + (.id | tostring)',
    '.__project.id + "/" + (.id | tostring)',
    '.__project.id + "/" + (.id | tostring) | gsub(" "; "")',
    '.__project.name + "/" + (.id | tostring) | gsub(" "; "")',
    '.__project.name + "/" + (.id | tostring) | gsub("\\\\+"; "-")',
    '.__project.name + "/" + (.id | tostring) | sub("\\\\+"; "-")',
    '"\\(.__project.name)-\\(.id)"',
    '(.id | tostring) + "-" + .title + "-" + .__project.name',
    '[.__project.name, .title, .id] | join("/")',
    '(.id // 0) | tostring | "w-" + .',
    '.id as $id | "\\($id)"',
    'if .n > 5 then "new-" + (.id | tostring) else "old-" + (.id | tostring) end',
    '(.__project.id | gsub("-"; "")) + (.id | tostring)',
    '.__project.id + (.id | tostring)',
    '"W" + (.id | tostring) | ascii_downcase',
  ])
    it(`is the work item's number in ${expression}`, () =>
      assert.equal(isProof('work-item', expression, workItem), true));

  for (const expression of [
    'if .id > 100 then "a" else (.id | tostring) end | if . == "a" then . else "x" end',
    '(.n | tostring) + (.id | tostring)',
    '(.id | tostring) + (.n | tostring)',
    '.id + .n | tostring',
    '.id % 100 | tostring',
    '(.id | tostring)[0:2]',
    '(.id | tostring | gsub("1"; "")) + "/"',
    '.title + (.id | tostring)',
    '.__project.name + "/" + (.id | tostring) + "/" + .title',
    '.__project.name + "/" + (.id | tostring) | gsub("/"; "")',
    '.__project.name + "/" + .title | gsub(" "; "")',
    'if .id == 7 then "12" else (.id | tostring) end',
    '(.id | tostring), .title',
    '(.missing // .id | tostring) + (.n | tostring)',
    'if .n > 5 then .title else (.id | tostring) end',
  ])
    it(`is not ${expression}, which another number can give, too`, () =>
      assert.equal(isProof('work-item', expression, workItem), false));

  const escaped = (name: string) =>
    `${name} as $name | .__repository.id + (if $name | test("[^\\\\p{L}0-9@_.+:\\\\\\\\/=-]") then "=" + ($name | gsub("(?<c>[^\\\\p{L}0-9@_.+:\\\\\\\\/-])"; .c | @uri) | gsub("~"; "%7E") | gsub("%"; "=")) else "/" + $name end)`;
  for (const [expression, name, expected] of [
    ['.__repository.id + "/" + .name', 'a/b', true],
    ['.__repository.id + "/" + .refName', 'a/b', true],
    ['.__repository.id + "/" + .name | gsub(" "; "-")', 'ab', true],
    ['.__repository.id + "/" + (.name | gsub("/"; "_"))', 'a/b', false],
    ['.__repository.id + "/" + (.name | gsub("/"; "_"))', 'a-b', true],
    ['.__repository.id + "/" + (.name | gsub("/"; ""))', 'ab', false],
    [escaped('.name'), 'a/b', true],
    [escaped('.name'), 'a b#ü', true],
    ['.__repository.name + "/" + .name', 'a', false],
    ['.name', 'a', false],
    ['.__repository.id + .name', 'a/b', true],
    ['(.__repository.id + .name) | @base64', 'a/b', true],
    ['.__repository.id + "/" + .name | gsub(" "; "")', 'a/b', true],
    ['.__repository.id + "/" + (.name | gsub("[ .]"; ""))', 'ab', false],
    ['[.__repository.id, .name, "main"] | join("/")', 'a', true],
    ['[.__repository.id, .name, (select(.isDefault) | "main")] | join("/")', 'a', false],
    ['[.__repository.id, .name, (select(.isDefault) as $x | "main")] | join("/")', 'a', false],
    ['[.__repository.id, .name, (("x", "y") | "main")] | join("/")', 'a', false],
    ['[.__repository.id, .name, ((.commits[] | "main") // "none")] | join("/")', 'a', false],
  ] as const)
    it(`${expected ? 'is' : 'is not'} branch ${name} in ${expression.slice(0, 60)}`, () => {
      const item = {
        ...{ name, refName: `refs/heads/${name}`, isDefault: true, commits: [1, 2] },
        __repository: { id: OTHER, name: 'r' },
      };
      assert.equal(isProof('branch', expression, item), expected);
    });

  it('is an organisation, too, where several are read', () => {
    const item = {
      ...workItem,
      __organizationName: 'contoso',
      __organizationUrl: 'https://dev.azure.com/contoso',
    };
    for (const [expression, expected] of [
      ['.id', false],
      ['.__project.name + "/" + (.id | tostring)', false],
      ['.__project.id + "/" + (.id | tostring)', true],
      ['.__organizationName + "/" + (.id | tostring)', true],
      ['.__organizationName + (.id | tostring)', false],
    ] as const)
      assert.equal(isProof('work-item', expression, item, 2), expected, expression);
  });

  it('is none in an expression that grows beyond measure', () => {
    const doubled = Array.from({ length: 60 }, (_, i) => `$x${i} + $x${i} as $x${i + 1} | `).join('');
    const replaced = ' | gsub("x"; "xxxxxxxx")'.repeat(60);
    for (const expression of [
      ...['.title', '"x"', '(if . then "a" else "b" end)'].map(
        (part) => `${part} as $x0 | ${doubled}if true then "12" else $x60 end`,
      ),
      `if true then "12" else ("x"${replaced}) end`,
    ]) {
      const ids = idsOf(workItem, kinds.get('work-item') as KindDefinition, {
        ...{ why: 'deleted', organisations: 1, element: undefined },
      });
      assert.equal(ids && isOnlyOf(ids, '12', expression), false);
    }
  });

  it('is none of an element that bears the name of the id', () => {
    const ids = idsOf({ id: 1, __project: { id: GUID } }, kinds.get('work-item') as KindDefinition, {
      why: 'deleted',
      organisations: 1,
      element: 'id',
    });
    assert.equal(ids && isOnlyOf(ids, '1', '.id | tostring'), false);
  });
});
