import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ProblemsError } from '../../../src/lib/errors.ts';
import { readSettings } from '../../../src/settings/read.ts';
import { fakeHost } from './fake-host.ts';

const needed = {
  organizationUrls: 'https://dev.azure.com/contoso',
  personalAccessToken: 'a-token',
  portClientId: 'client',
  portClientSecret: 'secret',
  mode: 'event',
};
const workItem = {
  eventType: 'workitem.updated',
  resource: { workItemId: 297 },
  resourceContainers: { project: { id: '8c5d7c1e-52c0-4f4e-9a4e-0d4f8f2f5a11' } },
};
const text = JSON.stringify(workItem);

const settingsOf = (inputs: Record<string, string>) =>
  readSettings(fakeHost({ inputs: { ...needed, ...inputs } }));

/** Problems as lines. */
const wrong = async (inputs: Record<string, string>): Promise<string[]> => {
  try {
    await settingsOf(inputs);
  } catch (error) {
    assert.ok(error instanceof ProblemsError, String(error));
    return error.problems.map(({ where, message, hint }) => `${where} ${message} ${hint}`);
  }
  return assert.fail('The settings were read without a problem.');
};

test('an event is a text, or a file with it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'event-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'event.json');
  await writeFile(file, `\uFEFF${text}\n`);
  for (const event of [text, `  ${text}\n`, JSON.stringify(text), file]) {
    const { event: read } = await settingsOf({ event });
    assert.deepEqual([read?.type, read?.outcome], ['workitem.updated', 'taken']);
    assert.deepEqual(read?.touched, [
      {
        organisation: 'contoso',
        steps: [
          { list: 'projects', id: workItem.resourceContainers.project.id },
          { list: 'work items', id: 297 },
        ],
      },
    ]);
  }
  await writeFile(file, ' '.repeat(5 * 2 ** 20));
  assert.match(
    (await wrong({ event: file })).join(),
    /<event> The file cannot be used: it is larger than 4 MB\./,
  );
  assert.match((await wrong({ event: folder })).join(), /<event> The file cannot be read: EISDIR\./);
});

test('what is no JSON, no event, or does not say what changed is told with what to do, and nothing else of it', async () => {
  const told = async (event: string) => (await wrong({ event })).join('\n');
  assert.match(
    await told('nowhere.json'),
    /<event> It is neither JSON nor a file that is there\. It has to be/,
  );
  assert.match(await told('eventType: git.push\nresource: {}'), /neither JSON nor a file/);
  assert.match(await told('x'.repeat(10_000)), /neither JSON nor a file/);
  const cut = await told('{"eventType":"git.push","title":"secret words",');
  assert.match(
    cut,
    /<event> It cannot be used: it is not JSON, line 1, column \d+\. It has to be the event's JSON/,
  );
  assert.doesNotMatch(cut, /secret words/);
  assert.match(await told('['.repeat(10_000)), /nested more than 500 levels/);
  for (const event of ['{}', '[]', '""', '{"eventType":7}', '{"eventType":"git.push"}'])
    assert.match(
      await told(event),
      /<event> It is no event of Azure DevOps: it has no eventType and resource/,
      event,
    );
  const without = await told('{"eventType":"git.push","resource":{"pushId":14,"title":"secret words"}}');
  assert.match(
    without,
    /The event git\.push does not say what changed\. The least that it needs: \{"eventType":"git\.push","resource":\{"repository"/,
  );
  assert.doesNotMatch(without, /secret words/);
  assert.match((await wrong({})).join(), /<event> It is missing\. Give the event as JSON/);
});

test('an event that is none of ours is no mistake: it says why there is nothing to do', async () => {
  const outcome = async (event: object) => {
    const { event: read } = await settingsOf({ event: JSON.stringify(event) });
    return [read?.type, read?.outcome];
  };
  assert.deepEqual(await outcome({ eventType: 'new.thing', resource: {} }), ['new.thing', 'unknown']);
  assert.deepEqual(await outcome({ eventType: 'a `b`\n::error', resource: {} }), ['other', 'unknown']);
  assert.deepEqual(await outcome({ eventType: 'git.fetch', resource: {} }), ['git.fetch', 'ignored']);
  const foreign = { collection: { baseUrl: 'https://dev.azure.com/fabrikam/' } };
  assert.deepEqual(await outcome({ ...workItem, resourceContainers: foreign }), [
    'workitem.updated',
    'foreign',
  ]);
});

test('what does not go with one event is told', async () => {
  const places = async (inputs: Record<string, string>) =>
    (await wrong({ event: text, ...inputs })).map((line) => line.split(' ')[0]);
  assert.deepEqual(await places({ only: 'project' }), ['<only>']);
  assert.deepEqual(await places({ onlyProjects: 'Store' }), ['<onlyProjects>']);
  assert.deepEqual(await places({ deletions: 'later' }), ['<deletions>']);
  assert.deepEqual(await places({ saveMapping: 'true', config: '{}' }), ['<saveMapping>']);
  assert.deepEqual(await places({ stateDirectory: '.cursors' }), ['<stateDirectory>']);
  assert.deepEqual(await places({ fullEvery: '6' }), ['<fullEvery>']);
  assert.deepEqual(await places({ mode: 'sync' }), ['<event>']);
  assert.deepEqual(await wrong({ event: text, mode: 'plan' }), [
    '<event> It belongs to mode: event, and the mode is plan. undefined',
  ]);
  const usual = await settingsOf({ event: text, fullEvery: '24', deletions: 'off', maxDeletions: '3' });
  assert.deepEqual([usual.deletions, usual.maxDeletions], [false, 3]);
});
