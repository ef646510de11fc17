import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { AzureDevOpsError } from '../../../../src/azure-devops/types.ts';
import { RetryBudgetError } from '../../../../src/http/types.ts';
import { ProblemsError, UserError } from '../../../../src/lib/errors.ts';
import { PortError } from '../../../../src/port/port-error.ts';
import { codeOf } from '../../../../src/report/problems/code-of.ts';
import { codes } from '../../../../src/report/problems/codes.ts';
import { failureOf, problemsIn } from '../../../../src/sync/record/ending.ts';

const root = new URL('../../../../src/', import.meta.url);
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(new URL(name, root), 'utf8') }));

/** Told by whoever asked, under the code of what was asked for. */
const TOLD_BY_THE_CALLER = [
  'azure-devops/organisation.ts',
  'host/pull-request/call.ts',
  'lib/files/text-file.ts',
];

/** A call from its opening bracket to its end, as far as brackets in texts are in pairs. */
const callAt = (text: string, start: number): string => {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return text.slice(start, at + 1);
  }
  return text.slice(start);
};

test('whatever the user can do something about has a code where it is made', () => {
  const without = sources
    .filter(({ name }) => !TOLD_BY_THE_CALLER.includes(name))
    .flatMap(({ name, text }) =>
      [...text.matchAll(/new (?:UserError|ProblemsError|Overlapping)\(/g)]
        .map(({ 0: { length }, index }) => callAt(text, index + length - 1))
        .filter((call) => !/PCS\d{4}|\bcode: /.test(call))
        .map((call) => `${name}: ${call.slice(0, 120)}`),
    );
  assert.deepEqual(without, []);
});

test('every code that is told is in the table, and every code of the table is told', () => {
  const told = sources
    .filter(({ name }) => name !== 'report/problems/codes.ts')
    .flatMap(({ text }) => text.match(/PCS\d{4}/g) ?? []);
  assert.deepEqual([...new Set(told)].sort(), Object.keys(codes).sort());
});

test('an error of no class that is expected has the code of when it came, and a mistake of ours its own', () => {
  assert.equal(codeOf(new Error('said by Port'), 'write'), 'PCS4001');
  assert.equal(codeOf(new Error('said by jq'), 'map'), 'PCS3001');
  assert.equal(codeOf('thrown', 'delete'), 'PCS5001');
  for (const mistake of [new TypeError('x'), new RangeError('x'), new ReferenceError('x')])
    assert.equal(codeOf(mistake, 'read'), 'PCS9001');
});

test('errors of the services have a code by their cause, whenever they come', () => {
  const call = { what: 'builds', route: 'builds' };
  assert.equal(codeOf(new AzureDevOpsError('no', { cause: 'permission', call }), 'read'), 'PCS2102');
  assert.equal(codeOf(new AzureDevOpsError('no', { cause: 'missing', call }), 'delete'), 'PCS2103');
  const lapsed = new AzureDevOpsError('no', { cause: 'credential', call, lapsed: true });
  assert.equal(codeOf(lapsed, 'read'), 'PCS2110');
  assert.equal(codeOf(new PortError('no', { cause: 'transport', route: '/v1' }), 'write'), 'PCS4106');
  assert.equal(codeOf(new RetryBudgetError('no'), 'read'), 'PCS6002');
});

test('several problems told at once have their own codes, or that of all', () => {
  const problems = [
    { where: 'a', message: 'one', code: 'PCS1002' as const },
    { where: 'b', message: 'two' },
  ];
  const error = new ProblemsError('The inputs need attention:', problems, 'PCS1001');
  assert.deepEqual(
    problemsIn(error).map(({ code }) => code),
    ['PCS1002', 'PCS1001'],
  );
  assert.equal(failureOf(error).code, 'PCS1001');
  assert.equal(failureOf(new UserError('late', 'Raise it.', { code: 'PCS6001' })).code, 'PCS6001');
  assert.equal(failureOf(new Error('nobody knows')).code, 'PCS6004');
});
