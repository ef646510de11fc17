import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readEvent } from '../../src/events/read-event.ts';
import { readSettings } from '../../src/settings/read.ts';
import { samples } from '../unit/events/samples.ts';
import { fakeHost } from '../unit/settings/fake-host.ts';
import { expanded, isTrue, withVariables } from './expressions.ts';
import { camelCased, type Step, stepsIn } from './steps.ts';

const [pipeline] = stepsIn('pipelines/event.yml') as [Step];
const [workflow] = stepsIn('workflows/event.yml') as [Step];

const organisations = [{ name: 'contoso', url: 'https://dev.azure.com/contoso' }];
const touchedBy = (event: object) => readEvent(event, { organisations }).touched;

/** Types of event of which the example passes all ids. */
const types = [
  ...(['git.push', 'git.pullrequest.created', 'git.pullrequest.updated', 'git.pullrequest.merged'] as const),
  ...(['git.repo.created', 'git.repo.renamed', 'git.repo.deleted', 'git.repo.statuschanged'] as const),
  ...(['build.complete', 'workitem.created', 'workitem.deleted', 'workitem.restored'] as const),
  ...(['ms.vss-pipelines.run-state-changed-event', 'workitem.commented'] as const),
  'ms.vss-pipelines.stage-state-changed-event',
] as const;

const secret = 'the secret of the group';

/** The event as the step gets it: conditions and expressions are evaluated first, then the agent's variables. */
const given = (WebHook: object): string => {
  const chosen = pipeline.conditional.filter(({ when }) => isTrue(when, { WebHook }));
  assert.equal(chosen.length, 1);
  return withVariables(expanded(chosen[0]?.inputs.event ?? '', { WebHook }), { PORT_CLIENT_SECRET: secret });
};

const settingsOf = (event: string) =>
  readSettings(
    fakeHost({
      name: 'azure-pipelines',
      inputs: { ...pipeline.inputs, event },
      connections: {
        Port: {
          url: 'https://api.getport.io',
          scheme: 'UsernamePassword',
          parameters: { username: 'a', password: 'b' },
        },
      },
      ambient: { organizationUrl: 'https://dev.azure.com/contoso', jobToken: 'job' },
    }),
  );

for (const type of types)
  test(`the ids that the pipeline passes on say of ${type} what the whole event says`, async () => {
    const { event } = await settingsOf(given(samples[type]));
    assert.equal(event?.outcome, 'taken');
    const { resourceContainers, ...sample } = samples[type];
    const { project } = resourceContainers as { project?: object };
    assert.deepEqual(event.touched, touchedBy({ ...sample, resourceContainers: { project } }));
  });

test('an updated work item is passed on by its own number', async () => {
  const updated = samples['workitem.updated'] as { resource: object };
  const { event } = await settingsOf(
    given({ ...updated, resource: { ...updated.resource, workItemId: 297 } }),
  );
  assert.deepEqual(event?.touched[0]?.steps.at(-1), { list: 'work items', id: 297 });
});

test('of a push all branches are passed on, whatever their names are', async () => {
  const push = samples['git.push'] as { resource: { refUpdates: readonly object[] } };
  const [update] = push.resource.refUpdates;
  const names = ['main', 'it’s-"quoted"', 'a$(b)', '\u0024{{c}}', 'x\u2028y'].map(
    (name) => `refs/heads/${name}`,
  );
  const refUpdates = names.map((name) => ({ ...update, name, repositoryId: 'passed over' }));
  const event = { ...push, resource: { ...push.resource, refUpdates } };
  const { event: read } = await settingsOf(given(event));
  assert.deepEqual(read?.touched, touchedBy(event));
  assert.deepEqual(
    read?.touched.flatMap(({ range }) => range?.ref ?? []),
    names,
  );
});

test('no variable of the pipeline is filled in by an event, whatever is in it', async () => {
  const push = samples['git.push'] as { resource: { refUpdates: readonly object[] } };
  const name = 'refs/heads/$(PORT_CLIENT_SECRET)';
  const [update] = push.resource.refUpdates;
  const text = given({ ...push, resource: { ...push.resource, refUpdates: [{ ...update, name }] } });
  assert.ok(!text.includes(secret), text);
  const { event } = await settingsOf(text);
  assert.deepEqual(event?.touched.at(-1)?.range?.ref, name);
  const forged = given({ eventType: '$(PORT_CLIENT_SECRET)', resource: { id: '$(PORT_CLIENT_SECRET)' } });
  assert.ok(!forged.includes(secret), forged);
});

const dispatched = async (t: TestContext, event: object, name = 'repository_dispatch') => {
  const folder = await mkdtemp(join(tmpdir(), 'event-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'event.json');
  await writeFile(path, JSON.stringify(event));
  return readSettings(
    fakeHost({
      name: 'github-actions',
      inputs: camelCased(
        Object.fromEntries(
          Object.entries(workflow.inputs).map(([key, text]) => [
            key,
            text.replace(/\$\{\{.*?\}\}/g, 'value'),
          ]),
        ),
      ),
      environment: { GITHUB_EVENT_PATH: path, GITHUB_EVENT_NAME: name },
    }),
  );
};

test('the workflow takes the event of a dispatch, as its payload, in it, or as a text of its inputs', async (t) => {
  const sample = samples['git.pullrequest.updated'];
  const expected = touchedBy(sample);
  for (const event of [
    { action: 'azure-devops-event', client_payload: sample },
    { action: 'azure-devops-event', client_payload: { event: sample } },
    { inputs: { event: JSON.stringify(sample) } },
  ])
    assert.deepEqual((await dispatched(t, event)).event?.touched, expected);
});

test('a workflow that something else started is told what it lacks', async (t) => {
  await assert.rejects(
    dispatched(t, { ref: 'refs/heads/main', inputs: null }, 'push'),
    /GITHUB_EVENT_PATH: It is no event of Azure DevOps.*The workflow was started by push\. Start it by repository_dispatch/,
  );
});
