import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventTable } from '../../../src/events/event-table.ts';
import { payloadIn, readEvent } from '../../../src/events/read-event.ts';
import type { Touched } from '../../../src/events/types.ts';
import { ids, samples } from './samples.ts';

const fabrikam = [{ name: 'fabrikam-fiber-inc', url: 'https://dev.azure.com/fabrikam-fiber-inc' }];

/** A place as one line: `projects=id / work items=5`. */
const lineOf = ({ steps, alone, range }: Touched): string =>
  steps
    .map((step) =>
      'name' in step ? `${step.list}~${step.name}` : `${step.list}${step.by ? `.${step.by}` : ''}=${step.id}`,
    )
    .join(' / ')
    .replace(ids.project, 'PROJECT')
    .replace(ids.repositoryProject, 'OWN')
    .replace(ids.pushed, 'PUSHED')
    .replace(ids.repository, 'REPOSITORY') +
  (alone ? ' alone' : '') +
  (range ? ` ${range.ref} ${range.from.slice(0, 4)}..${range.to.slice(0, 4)}` : '');

const read = (payload: unknown, organisations = fabrikam) => {
  const { outcome, touched } = readEvent(payload, { organisations });
  return { outcome, places: touched.map(lineOf) };
};

const changed = (sample: object, resource: object) => {
  const event = sample as { resource: object };
  return { ...event, resource: { ...event.resource, ...resource } };
};

const pullRequest = ['projects=OWN / repositories=REPOSITORY / pull requests=1'];
const repository = ['projects=OWN / repositories=REPOSITORY'];
const run = [
  'projects=PROJECT / builds=12',
  'projects=PROJECT / pipelines=11 / pipeline runs=12',
  'projects=PROJECT / test runs.build=12',
];
const release = (id: number) => [
  `projects~Fabrikam / releases=${id}`,
  `projects~Fabrikam / release deployments.release=${id}`,
];
const workItem = ['projects=PROJECT / work items=5'];
const alert = ['projects=PROJECT / repositories~Fabrikam Web / alerts=7'];

const places: Record<keyof typeof samples, string[]> = {
  'build.complete': [
    'projects=PROJECT / builds=2',
    'projects=PROJECT / pipelines=3 / pipeline runs=2',
    'projects=PROJECT / test runs.build=2',
  ],
  'git.push': [
    'projects=OWN / repositories=PUSHED alone',
    'projects=OWN / wikis.repository=PUSHED',
    'projects=OWN / repositories=PUSHED / branches=refs/heads/master',
    'projects=OWN / repositories=PUSHED refs/heads/master aad3..33b5',
  ],
  'git.pullrequest.created': pullRequest,
  'git.pullrequest.updated': pullRequest,
  'git.pullrequest.merged': pullRequest,
  'ms.vss-code.git-pullrequest-comment-event': pullRequest,
  'git.repo.created': repository,
  'git.repo.forked': repository,
  'git.repo.renamed': repository,
  'git.repo.undeleted': repository,
  'git.repo.statuschanged': repository,
  'git.repo.deleted': repository,
  'ms.vss-pipelines.run-state-changed-event': run,
  'ms.vss-pipelines.stage-state-changed-event': run,
  'ms.vss-pipelines.job-state-changed-event': run,
  'ms.vss-pipelinechecks-events.approval-pending': [],
  'ms.vss-pipelinechecks-events.approval-completed': [],
  'ms.vss-release.release-created-event': [...release(4), 'projects~Fabrikam / release definitions=1'],
  'ms.vss-release.release-abandoned-event': [...release(4), 'projects~Fabrikam / release definitions=1'],
  'ms.vss-release.deployment-approval-pending-event': [
    ...release(4),
    'projects~Fabrikam / release definitions=1',
  ],
  'ms.vss-release.deployment-approval-completed-event': [
    ...release(4),
    'projects~Fabrikam / release definitions=1',
  ],
  'ms.vss-release.deployment-completed-event': release(5),
  'ms.vss-release.deployment-started-event': [
    'projects=PROJECT / releases=5',
    'projects=PROJECT / release deployments.release=5',
    'projects=PROJECT / release definitions=1',
  ],
  'tfvc.checkin': [],
  'workitem.created': workItem,
  'workitem.commented': workItem,
  'workitem.deleted': workItem,
  'workitem.restored': workItem,
  'workitem.updated': workItem,
  'ms.vss-alerts.alert-created-event': alert,
  'ms.vss-alerts.alert-state-changed-event': alert,
  'ms.vss-alerts.alert-updated-event': alert,
};

const outcomes: Partial<Record<keyof typeof samples, string>> = {
  'tfvc.checkin': 'ignored',
  'ms.vss-pipelinechecks-events.approval-pending': 'without_id',
  'ms.vss-pipelinechecks-events.approval-completed': 'without_id',
};

for (const [type, sample] of Object.entries(samples) as [keyof typeof samples, object][])
  test(`${type}, as Microsoft’s page has it, touches what it is about`, () => {
    assert.deepEqual(read(sample), { outcome: outcomes[type] ?? 'taken', places: places[type] });
  });

test('every event type of the table is read without a throw, whatever its resource is', () => {
  const hostile = [
    {},
    { id: '' },
    { repository: 7 },
    { run: { id: {} } },
    { project: [] },
    { refUpdates: {} },
  ];
  for (const eventType of eventTable.keys())
    for (const resource of [...hostile, { repository: { id: ids.pushed }, refUpdates: [null, 7, 'x'] }])
      assert.doesNotThrow(() => read({ eventType, resource }), eventType);
});

test('an updated work item is the one that workItemId says, not the number of its update', () => {
  const event = changed(samples['workitem.updated'], { id: 14, workItemId: 297 });
  assert.deepEqual(read(event).places, ['projects=PROJECT / work items=297']);
  const { url: _, ...withoutUrl } = (samples['workitem.updated'] as { resource: { url?: string } }).resource;
  assert.deepEqual(read({ ...samples['workitem.updated'], resource: withoutUrl }).places, workItem);
});

test('a work item that was moved is looked at in the project that it has left, too', () => {
  const fields = { 'System.TeamProject': { oldValue: 'Left', newValue: 'FabrikamCloud' } };
  assert.deepEqual(read(changed(samples['workitem.updated'], { fields })).places, [
    ...workItem,
    'projects~Left / work items=5',
  ]);
});

test('a check configuration is no pipeline, though its number may be that of one', () => {
  const eventType = 'ms.vss-pipelinechecks-events.check-updated-event';
  assert.deepEqual(read({ eventType, resource: { checkConfigurationId: 11, id: 11 } }), {
    outcome: 'ignored',
    places: [],
  });
});

test('a push is looked at from end to end, each branch of it, with a branch that is new or gone', () => {
  const [from, to, zeros] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)];
  const refUpdates = [
    { name: 'refs/heads/new', oldObjectId: zeros, newObjectId: to },
    { name: 'refs/heads/gone', oldObjectId: from, newObjectId: zeros },
    { name: 'refs/tags/v1', oldObjectId: zeros, newObjectId: to },
  ];
  assert.deepEqual(read(changed(samples['git.push'], { refUpdates })).places.slice(2), [
    'projects=OWN / repositories=PUSHED / branches=refs/heads/new',
    'projects=OWN / repositories=PUSHED refs/heads/new 0000..bbbb',
    'projects=OWN / repositories=PUSHED / branches=refs/heads/gone',
    'projects=OWN / repositories=PUSHED refs/heads/gone aaaa..0000',
  ]);
});

test('a push with few details, as a subscription of the whole organisation gets it, says that something is missed', () => {
  assert.equal(read({ ...samples['git.push'], resource: { pushId: 14 } }).outcome, 'without_id');
});

test('what has not the shape of an id is none', () => {
  const ofRepository = (id: unknown) =>
    changed(samples['git.repo.renamed'], { repository: { id, project: { id: ids.repositoryProject } } });
  for (const id of ['../secrets', 7, null, `${ids.pushed}/x`, '00000000-0000-0000-0000-000000000000'])
    assert.equal(read(ofRepository(id)).outcome, 'without_id', String(id));
  for (const id of [-1, 1.5, '1;2', 2 ** 31, '999999999999999', Number.MAX_VALUE, '', [5]])
    assert.equal(read(changed(samples['workitem.created'], { id })).outcome, 'without_id', String(id));
  for (const name of ['refs/heads/../x', 'refs/heads/a b', 'master', 'refs/heads/a\nb', 7]) {
    const refUpdates = [{ name, oldObjectId: 'a'.repeat(40), newObjectId: 'b'.repeat(40) }];
    assert.equal(read(changed(samples['git.push'], { refUpdates })).places.length, 2, String(name));
  }
});

test('a name that would change the path of a request is none', () => {
  for (const name of ['.', '..', '', 'a/b', 'a\\b', 'x'.repeat(257)]) {
    const fields = { 'System.TeamProject': { oldValue: name, newValue: 'FabrikamCloud' } };
    assert.deepEqual(read(changed(samples['workitem.updated'], { fields })).places, workItem, name);
  }
});

test('an event is of the organisation that its addresses say, on whatever host of the service', () => {
  const ofBase = (baseUrl: string) => ({
    ...samples['workitem.created'],
    resourceContainers: {
      account: { id: 'f844ec47-a9db-4511-8281-8b63f4eaf94e', baseUrl },
      project: { id: ids.project },
    },
  });
  const two = [
    { name: 'contoso', url: 'https://contoso.visualstudio.com' },
    { name: 'https://tfs.example.com/tfs/Own', url: 'https://tfs.example.com/tfs/Own' },
  ];
  const organisation = (baseUrl: string) =>
    readEvent(ofBase(baseUrl), { organisations: two }).touched[0]?.organisation;
  for (const url of [
    'https://dev.azure.com/contoso/',
    'https://dev.azure.com/Contoso',
    'https://vsrm.dev.azure.com/contoso/',
    'https://contoso.visualstudio.com/',
    'https://contoso.vsrm.visualstudio.com/DefaultCollection/',
  ])
    assert.equal(organisation(url), 'contoso', url);
  assert.equal(organisation('https://tfs.example.com/tfs/own/'), 'https://tfs.example.com/tfs/Own');
  for (const url of [
    'https://dev.azure.com/contoso2/',
    'https://dev.azure.com.evil.example/contoso/',
    'https://tfs.example.com/tfs/Other/',
    'https://tfs.example.com/tfs/Own2/',
  ])
    assert.equal(readEvent(ofBase(url), { organisations: two }).outcome, 'foreign', url);
});

test('without an address an event is of the only organisation, and of none where there are several', () => {
  const { outcome } = readEvent(samples['git.repo.deleted'], {
    organisations: [...fabrikam, { name: 'other', url: 'https://dev.azure.com/other' }],
  });
  assert.equal(outcome, 'foreign');
  assert.equal(read(samples['git.repo.deleted']).outcome, 'taken');
});

test('a trial of a subscription, an unknown type and what is no event change nothing', () => {
  const none = '00000000-0000-0000-0000-000000000000';
  assert.equal(read({ ...samples['workitem.created'], subscriptionId: none }).outcome, 'test');
  assert.deepEqual(readEvent({ eventType: 'new.thing', resource: {} }, { organisations: fabrikam }), {
    type: 'other',
    outcome: 'unknown',
    touched: [],
  });
  for (const body of [
    '',
    'null',
    '7',
    '[]',
    '{}',
    '{"eventType":7}',
    '{"eventType":"git.push"}',
    '{"__proto__":1',
  ])
    assert.equal(read(payloadIn(body)).outcome, 'unreadable', body);
  assert.equal(read({ eventType: 'constructor', resource: {} }).outcome, 'unknown');
});
