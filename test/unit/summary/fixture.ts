import type { Change, ChangeGroup } from '../../../src/report/change.ts';
import { emptyReport } from '../../../src/report/empty.ts';
import type { BlueprintReport, Report, ResourceReport } from '../../../src/report/report.ts';
import { statusOf } from '../../../src/report/words/verdict.ts';
import { plannedOf } from '../../../src/sync/record/change-groups.ts';

/** Every field present, the optional ones too: a field added to the type must be added here to compile. */
export type Whole<T> = T extends object ? { [Key in keyof T]-?: Whole<T[Key]> } : T;

type Counts = [created: number, updated: number, unchanged: number, refused: number];

const resource = (
  index: number,
  kind: string,
  blueprint: string,
  [created, updated, unchanged, refused]: Counts,
  [startedSeconds, finishedSeconds]: [number, number],
  rest: Partial<ResourceReport> = {},
): ResourceReport => {
  const entities = created + updated + unchanged + refused;
  const { filtered = 0, misconfigured = 0, failed = 0 } = rest;
  const items = entities + filtered + misconfigured + failed;
  return {
    index,
    kind,
    blueprints: [blueprint],
    rawItems: items,
    items,
    skipped: 0,
    mapped: entities,
    filtered,
    misconfigured,
    failed,
    partial: 0,
    entities,
    created,
    updated,
    unchanged,
    refused,
    unsettled: 0,
    complete: true,
    incompleteReasons: [],
    fieldErrors: [],
    misconfiguredFields: [],
    startedSeconds,
    finishedSeconds,
    ...rest,
  };
};

const resources: ResourceReport[] = [
  resource(0, 'project', 'azureDevopsProject', [1, 2, 45, 0], [0.6, 3.2]),
  resource(1, 'repository', 'azureDevopsRepository', [7, 31, 574, 0], [1.4, 24.8], { filtered: 18 }),
  resource(2, 'repository-policy', 'azureDevopsRepository', [0, 12, 598, 0], [2.1, 38.5], {
    fieldErrors: [
      {
        field: 'resources[2].port.entity.mappings.properties.minimumApproverCount',
        message: 'Cannot iterate over null (null)',
        count: 14,
        example: 'payments-gateway',
      },
    ],
  }),
  resource(3, 'pull-request', 'azureDevopsPullRequest', [84, 129, 411, 3], [2.4, 74.6], { filtered: 52 }),
  resource(4, 'pipeline', 'azureDevopsPipeline', [4, 9, 371, 0], [1.9, 19.3]),
  resource(5, 'build', 'azureDevopsBuild', [1265, 42, 3804, 0], [2.2, 128.4], {
    complete: false,
    incompleteReasons: [
      {
        reason:
          'The builds of project "Legacy Billing" could not be read: 403, the credential needs the scope Build (read)',
        count: 1,
      },
    ],
  }),
  resource(6, 'pipeline-stage', 'azureDevopsStage', [4820, 0, 11240, 0], [4.8, 161.9], {
    rawItems: 5111,
    complete: false,
    incompleteReasons: [
      {
        reason:
          'The builds of project "Legacy Billing" could not be read: 403, the credential needs the scope Build (read)',
        count: 1,
      },
      { reason: 'The timeline of build 48211 was cut off three times', count: 2 },
    ],
  }),
  resource(7, 'board', 'azureDevopsBoard', [0, 1, 95, 0], [3.0, 31.2]),
  resource(8, 'column', 'azureDevopsColumn', [0, 6, 402, 0], [3.1, 33.8], {
    misconfigured: 3,
    misconfiguredFields: [{ field: 'identifier', count: 3, example: 'column "Parked" of board "Stories"' }],
  }),
  resource(9, 'work-item', 'azureDevopsWorkItem', [312, 968, 18240, 27], [3.3, 183.5], {
    filtered: 1106,
    failed: 2,
  }),
  resource(10, 'team', 'azureDevopsTeam', [0, 2, 61, 0], [0.9, 9.7]),
  resource(11, 'advanced-security-alert', 'azureDevopsAlert', [6, 3, 118, 0], [5.2, 57.1]),
];

const sum = (
  rows: readonly ResourceReport[],
  key: 'created' | 'updated' | 'unchanged' | 'refused' | 'rawItems',
) => rows.reduce((total, row) => total + row[key], 0);

const removed: Record<string, [deleted: number, heldBack: number, reason?: string]> = {
  azureDevopsRepository: [5, 0],
  azureDevopsPullRequest: [38, 0],
  azureDevopsWorkItem: [96, 0],
  azureDevopsBuild: [0, 214, 'build-5 was not read in full'],
  azureDevopsStage: [0, 690, 'pipeline-stage-6 was not read in full'],
  azureDevopsColumn: [2, 0],
};

const titles: Record<string, string> = {
  azureDevopsProject: 'Project',
  azureDevopsRepository: 'Repository',
  azureDevopsStage: 'Stage',
};

const blueprint = (name: string): BlueprintReport => {
  const rows = resources.filter((row) => row.blueprints.includes(name));
  const [deleted = 0, heldBack = 0, heldBackReason] = removed[name] ?? [];
  const [updated, unchanged] = [sum(rows, 'updated'), sum(rows, 'unchanged')];
  return {
    blueprint: name,
    ...(titles[name] !== undefined && { title: titles[name] }),
    owned: updated + unchanged + deleted + heldBack,
    created: sum(rows, 'created'),
    updated,
    unchanged,
    refused: sum(rows, 'refused'),
    deleted,
    heldBack,
    ...(heldBackReason ? { heldBackReason } : {}),
  };
};

const blueprints = [...new Set(resources.flatMap((row) => row.blueprints))].map(blueprint);
const total = (key: 'owned' | 'deleted' | 'heldBack') => blueprints.reduce((all, row) => all + row[key], 0);
const stale = total('deleted') + total('heldBack');

const services: Report['services'] = [
  {
    name: 'Azure DevOps (contoso)',
    requests: 9874,
    retries: 41,
    bytesSent: 1_204_000,
    bytesReceived: 148_300_000,
    peakConcurrency: 18,
    meanConcurrencyAllowed: 14.5,
    waits: [
      { reason: 'Retry-After on 429', count: 3, seconds: 34.5 },
      { reason: 'delay announced', count: 6, seconds: 11.2 },
      { reason: 'back-off after reset', count: 2, seconds: 1.4 },
    ],
    routes: [
      ['{project}/_apis/build/builds/{id}/timeline', 5111, 6, 61_000_000, 1180],
      ['{project}/_apis/git/repositories/{id}/pullrequests', 1890, 0, 12_400_000, 420],
      ['{project}/_apis/git/policy/configurations', 612, 0, 2_900_000, 96],
      ['{project}/_apis/wit/workitems', 104, 2, 58_600_000, 210],
      ['{project}/_apis/wit/wiql', 49, 0, 1_300_000, 31],
      ['{project}/_apis/build/builds', 98, 1, 9_800_000, 74],
      ['{project}/_apis/git/repositories', 48, 0, 900_000, 17],
      ['{project}/{team}/_apis/work/boards/{id}', 1596, 0, 1_200_000, 160],
      ['{project}/_apis/pipelines', 48, 0, 150_000, 9],
      ['_apis/projects', 1, 0, 21_000, 0.4],
      ['_apis/teams', 1, 0, 29_000, 0.5],
      ['{project}/_apis/alert/repositories/{id}/alerts', 316, 0, 800_000, 52],
    ].map(([route, requests, failures, bytesReceived, seconds]) => ({
      method: route === '{project}/_apis/wit/wiql' ? 'POST' : 'GET',
      route: String(route),
      requests: Number(requests),
      failures: Number(failures),
      bytesReceived: Number(bytesReceived),
      seconds: Number(seconds),
    })),
  },
  {
    name: 'Port',
    requests: 578,
    retries: 4,
    bytesSent: 11_900_000,
    bytesReceived: 26_100_000,
    peakConcurrency: 8,
    meanConcurrencyAllowed: 8,
    waits: [{ reason: 'back-off after 503', count: 2, seconds: 2.1 }],
    routes: [
      {
        method: 'POST',
        route: '/v1/blueprints/{blueprint}/entities/bulk',
        requests: 421,
        failures: 4,
        bytesReceived: 5_200_000,
        seconds: 188,
      },
      {
        method: 'POST',
        route: '/v1/blueprints/{blueprint}/entities/search',
        requests: 142,
        failures: 0,
        bytesReceived: 20_600_000,
        seconds: 71,
      },
      {
        method: 'POST',
        route: '/v1/blueprints/{blueprint}/bulk/entities/delete',
        requests: 4,
        failures: 0,
        bytesReceived: 19_000,
        seconds: 2.2,
      },
      {
        method: 'GET',
        route: '/v1/blueprints',
        requests: 1,
        failures: 0,
        bytesReceived: 210_000,
        seconds: 0.3,
      },
    ],
  },
];

const change = (
  action: Change['action'],
  blueprint: string,
  identifier: string,
  rest: Partial<Change> = {},
) => ({
  action,
  blueprint,
  identifier,
  ...rest,
});

export const samples: ChangeGroup[] = [
  {
    blueprint: 'azureDevopsRepository',
    blueprintTitle: 'Repository',
    action: 'created',
    count: 7,
    examples: ['observability/collector', 'observability/dashboards', 'checkout/wallet'].map((identifier) =>
      change('created', 'azureDevopsRepository', identifier, { resource: 'repository-1' }),
    ),
  },
  {
    blueprint: 'azureDevopsRepository',
    blueprintTitle: 'Repository',
    action: 'updated',
    count: 43,
    examples: [
      change('updated', 'azureDevopsRepository', 'payments-gateway', {
        title: 'Payments gateway',
        resource: 'repository-1',
        fields: [{ field: 'properties.tier', before: '"Internal Service"', after: '"Mission Critical"' }],
      }),
      change('updated', 'azureDevopsRepository', 'storefront-web', { resource: 'repository-policy-2' }),
    ],
  },
  {
    blueprint: 'azureDevopsRepository',
    blueprintTitle: 'Repository',
    action: 'deleted',
    count: 5,
    examples: ['legacy-soap', 'experiments-2023'].map((identifier) =>
      change('deleted', 'azureDevopsRepository', identifier),
    ),
  },
  {
    blueprint: 'azureDevopsWorkItem',
    action: 'refused',
    count: 27,
    examples: [
      change('refused', 'azureDevopsWorkItem', 'atlas/20417', {
        resource: 'work-item-9',
        reason: '"type" must be equal to one of the allowed values',
      }),
    ],
  },
  {
    blueprint: 'azureDevopsStage',
    action: 'held-back',
    count: 690,
    examples: [
      change('held-back', 'azureDevopsStage', 'contoso/48103/build', {
        reason: 'pipeline-stage-6 was not read in full',
      }),
    ],
  },
];

const planned = (
  action: Change['action'],
  count: number,
  identifiers: readonly string[],
  rest: Partial<Change> = {},
): ChangeGroup => ({
  action,
  blueprint: 'azureDevopsRepository',
  blueprintTitle: 'Repository',
  count,
  examples: identifiers.map((identifier) => ({
    ...change(action, 'azureDevopsRepository', identifier, rest),
    planned: true,
  })),
});

const updates: Record<string, Change['fields'] & object> = {
  'payments-gateway': [
    { field: 'properties.tier', before: '"Internal Service"', after: '"Mission Critical"' },
    { field: 'relations.project', before: '"payments"', after: '"payments-platform"' },
  ],
  'storefront-web': [
    {
      field: 'properties.readme',
      before: '…shop window of Contoso. Runs on React 17 and is deployed by hand every Friday.…',
      after: '…shop window of Contoso. Runs on React 19 and is deployed from main.…',
    },
  ],
  'identity-service': [
    { field: 'title', before: '"identity"', after: '"identity-service"' },
    { field: 'team', before: '["platform"]', after: '["identity","platform"]' },
    { field: 'properties.minimumApproverCount', before: '1', after: '2' },
  ],
};

/** 202 deletions, of which the first two are named. */
export const planChanges: ChangeGroup[] = [
  {
    ...planned('created', 1, []),
    blueprint: 'azureDevopsProject',
    blueprintTitle: 'Project',
    examples: [change('created', 'azureDevopsProject', 'observability', { title: 'Observability' })],
  },
  planned('created', 2, ['observability/collector', 'observability/dashboards']),
  {
    ...planned('updated', 3, []),
    examples: Object.entries(updates).map(([identifier, fields]) => ({
      ...change('updated', 'azureDevopsRepository', identifier, { fields }),
      planned: true,
    })),
  },
  planned('deleted', 202, ['legacy-soap', 'experiments-2023'], {
    title: 'Legacy',
    last: [{ field: 'properties.tier', value: '"Retired"' }],
  }),
  planned('cascaded', 1, ['legacy-soap/main'], { reason: 'it requires azureDevopsRepository legacy-soap' }),
  planned('refused', 1, ['Ünïcode repo'], {
    reason: 'the identifier has characters that Port does not take',
  }),
  planned('held-back', 1, ['shared-libraries'], {
    title: 'Shared libraries',
    reason: 'azureDevopsPipeline 72 relates to it',
  }),
];

export const wholeChange: Whole<Change> = {
  action: 'updated',
  blueprint: 'azureDevopsRepository',
  blueprintTitle: 'Repository',
  identifier: 'payments-gateway',
  title: 'Payments gateway',
  resource: 'repository-1',
  reason: 'a reason',
  remedy: 'a remedy',
  fields: [{ field: 'title', before: '"a"', after: '"b"' }],
  last: [{ field: 'properties.tier', value: '"Internal Service"' }],
  planned: true,
};

const base: Report = {
  ...emptyReport(
    {
      name: 'Port Catalog Sync for Azure DevOps',
      version: '0.1.0',
      runtime: 'Node.js 24.21.0',
      host: 'azure-pipelines',
    },
    { id: '7d0c2f4e-92a1-4a77-9c55-0f7a3c1d8e21', mode: 'sync', startedAt: '2026-03-02T02:00:07.412Z' },
  ),
  organisations: [
    {
      url: 'https://dev.azure.com/contoso',
      name: 'contoso',
      credential: 'personal access token',
      complete: true,
    },
  ],
  integration: {
    identifier: 'my-azure-devops-integration',
    baseUrl: 'https://api.getport.io',
    state: 'adopted',
    actions: ['The processing mode was set from dsp to ocean-core'],
  },
  mapping: { origin: 'port', resources: resources.length },
};

/** A night's run: 12 resources, problems, deletions done and held back. */
export const syncReport: Report = {
  ...base,
  run: { ...base.run, status: 'problems', finishedAt: '2026-03-02T02:03:19.806Z', durationSeconds: 192.4 },
  resources,
  blueprints,
  projects: [
    ['Legacy Billing', [310, 290, 20, 0, 0, 2], ['build', 'pipeline-stage']],
    ['Storefront', [20_655, 19_547, 1_106, 0, 2, 0], []],
    ['Payments', [4_180, 4_177, 0, 3, 0, 0], []],
  ].map(([project, counts, incomplete]) => {
    const [rawItems = 0, mapped = 0, filtered = 0, misconfigured = 0, failed = 0, partial = 0] =
      counts as number[];
    return {
      organisation: 'contoso',
      project: project as string,
      rawItems,
      mapped,
      filtered,
      misconfigured,
      failed,
      partial,
      incomplete: incomplete as string[],
    };
  }),
  totals: {
    created: sum(resources, 'created'),
    updated: sum(resources, 'updated'),
    unchanged: sum(resources, 'unchanged'),
    refused: sum(resources, 'refused'),
    unsettled: 0,
    rawItems: sum(resources, 'rawItems'),
    deleted: total('deleted'),
    heldBack: total('heldBack'),
  },
  deletions: {
    enabled: true,
    owned: total('owned'),
    stale,
    deleted: total('deleted'),
    threshold: 0.9,
    share: stale / total('owned'),
    heldBack: [
      {
        blueprint: 'azureDevopsStage',
        count: 690,
        reason:
          'pipeline-stage-6 was not read in full: the builds of project "Legacy Billing" could not be read',
        examples: ['contoso/48103/build', 'contoso/48103/deploy-staging', 'contoso/48103/deploy-production'],
        entities: [
          { identifier: 'contoso/48103/build', title: 'Build' },
          { identifier: 'contoso/48103/deploy-staging', title: 'Deploy to staging' },
          { identifier: 'contoso/48103/deploy-production', title: 'Deploy to production' },
        ],
      },
      {
        blueprint: 'azureDevopsBuild',
        count: 214,
        reason: 'build-5 was not read in full: the builds of project "Legacy Billing" could not be read',
        examples: ['legacy-billing/40011', 'legacy-billing/40012'],
        entities: [
          { identifier: 'legacy-billing/40011', title: '20260301.1' },
          { identifier: 'legacy-billing/40012' },
        ],
        lasting: true,
        remedy: 'Give the personal access token the scope Build (read).',
      },
    ],
  },
  problems: [
    {
      code: 'PCS2102',
      phase: 'read',
      message: 'The credential may not read builds in project "Legacy Billing" (403)',
      count: 1,
      subject: 'build',
      example:
        'GET {project}/_apis/build/builds: TF400813, the user is not authorised to access this resource.',
      hint: 'Give the personal access token the scope Build (read), or its owner the permission View builds in that project.',
    },
    {
      code: 'PCS4001',
      phase: 'write',
      message: '"type" must be equal to one of the allowed values',
      count: 27,
      subject: 'azureDevopsWorkItem',
      example: 'work item 20417 "Retire the SOAP endpoint": Change Request',
      hint: 'Add the missing values to the enum of the property type in the blueprint, or map them to one that it has.',
    },
    {
      code: 'PCS4104',
      phase: 'write',
      message: 'The entity that "service" relates to does not exist',
      count: 3,
      subject: 'azureDevopsPullRequest',
      example: 'pull request 9120 relates to "checkout-v2"',
      hint: 'Set createMissingRelatedEntities to true in the mapping, or sync the service first.',
    },
    {
      code: 'PCS2106',
      phase: 'read',
      message: 'An answer was cut off, also when asked again',
      count: 2,
      subject: 'pipeline-stage',
      example: 'the timeline of build 48211',
    },
    {
      code: 'PCS3001',
      phase: 'map',
      message: 'selector.query gave null where it must give true or false',
      count: 2,
      subject: 'work-item',
      example: '.fields["System.Tags"] | test("public")',
      hint: 'Make the expression safe for items without the field: .fields["System.Tags"] // "" | test("public")',
    },
  ],
  warnings: [
    '904 deletions were held back: two blueprints were not read in full.',
    'The work items of project "Atlas" are ordered by the mapping: only the first 20,000 are read.',
    'The client id of Port is an e-mail address: use the credentials of the organisation for scheduled runs.',
  ],
  notes: [
    { reason: 'Advanced Security is off', count: 296, kinds: ['advanced-security-alert'] },
    { reason: 'The repository has no default branch', count: 11, kinds: ['repository-policy'] },
  ],
  services,
  changes: samples,
  phases: [
    { name: 'Set up', startedSeconds: 0, finishedSeconds: 0.6 },
    { name: 'Read, map and write', startedSeconds: 0.6, finishedSeconds: 183.5 },
    { name: 'Write again what relates to each other', startedSeconds: 183.5, finishedSeconds: 186.2 },
    { name: 'Delete what is gone', startedSeconds: 186.2, finishedSeconds: 191.1 },
    { name: 'Report', startedSeconds: 191.1, finishedSeconds: 192.4 },
  ],
  peakMemoryBytes: 187_400_000,
};

/** A plan of a small change: fields before and after, deletions and what they would take with them. */
export const planReport: Report = {
  ...base,
  run: {
    ...base.run,
    mode: 'plan',
    status: 'succeeded',
    finishedAt: '2026-03-02T02:00:31.000Z',
    durationSeconds: 23.6,
  },
  mapping: { origin: 'file', path: '.port/mapping.yml', resources: 2 },
  resources: [
    resource(0, 'project', 'azureDevopsProject', [1, 0, 47, 0], [0.6, 2.8]),
    resource(1, 'repository', 'azureDevopsRepository', [2, 3, 607, 1], [1.1, 22.4], { filtered: 18 }),
  ],
  blueprints: [
    {
      blueprint: 'azureDevopsProject',
      owned: 47,
      created: 1,
      updated: 0,
      unchanged: 47,
      refused: 0,
      deleted: 0,
      heldBack: 0,
    },
    {
      blueprint: 'azureDevopsRepository',
      owned: 613,
      created: 2,
      updated: 3,
      unchanged: 607,
      refused: 1,
      deleted: 202,
      heldBack: 1,
      heldBackReason: 'still the target of a relation',
    },
  ],
  totals: {
    created: 3,
    updated: 3,
    unchanged: 654,
    refused: 1,
    deleted: 202,
    rawItems: 679,
    heldBack: 1,
    unsettled: 0,
  },
  deletions: {
    enabled: true,
    owned: 860,
    stale: 203,
    deleted: 202,
    threshold: 0.9,
    share: 202 / 860,
    heldBack: [
      {
        blueprint: 'azureDevopsRepository',
        count: 1,
        reason: 'still the target of a relation of an entity that stays',
        examples: ['shared-libraries'],
        entities: [
          {
            identifier: 'shared-libraries',
            title: 'Shared libraries',
            detail: 'azureDevopsPipeline 72 relates to it',
          },
        ],
      },
    ],
  },
  services,
  changes: planChanges,
  phases: syncReport.phases
    .slice(0, 1)
    .concat({ name: 'Read, map and compare', startedSeconds: 0.6, finishedSeconds: 23 }),
  peakMemoryBytes: 121_000_000,
  plan: {
    setup: ['The mapping of the integration stays as it is: .port/mapping.yml is used for this run only'],
    blueprints: plannedOf(planChanges),
  },
};
planReport.run.status = statusOf(planReport);

/** A mapping tried on sample items. */
export const checkReport: Report = {
  ...emptyReport(base.tool, { ...base.run, mode: 'check' }),
  mapping: { origin: 'file', path: 'mapping.yml', resources: 2 },
  resources: resources.slice(0, 2).map((row, index) => ({
    ...row,
    index,
    rawItems: 3,
    items: 3,
    skipped: 0,
    mapped: index === 0 ? 2 : 0,
    filtered: index === 0 ? 1 : 3,
    misconfigured: 0,
    failed: 0,
    partial: 0,
    entities: 2,
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: 0,
  })),
  totals: {
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: 0,
    deleted: 0,
    rawItems: 6,
    heldBack: 0,
    unsettled: 0,
  },
  check: {
    resources: [
      {
        index: 0,
        kind: 'project',
        samples: 'built in',
        entities: [
          { identifier: 'p-1', blueprint: 'project', properties: { url: 'https://x' }, relations: {} },
        ],
        withoutSelector: false,
        empty: ['properties.owner'],
      },
      {
        index: 1,
        kind: 'repository',
        samples: 'own',
        entities: [{ identifier: 'r-1', title: '##vso[x]', blueprint: 'repository' }],
        withoutSelector: true,
        empty: [],
      },
    ],
  },
};

/** A report in which no field is missing. */
export const wholeReport: Whole<Report> = {
  ...syncReport,
  run: {
    ...syncReport.run,
    part: { only: ['project'], onlyProjects: ['Store*'] },
    increments: {
      full: 'the last full sync began 25 hours ago',
      since: '2026-01-05T00:00:00.000Z',
      waiting: [{ reason: 'its list does not have it', count: 2, examples: ['builds 12'] }],
    },
    event: {
      type: 'workitem.updated',
      nothing: 'no kind shows what it is about',
      waiting: [{ reason: 'its list does not have it', count: 1, examples: ['work items 5'] }],
    },
    failure: { message: 'The time limit was reached.', hint: 'Raise it.', code: 'PCS6001' },
  },
  organisations: [{ ...syncReport.organisations[0], complete: false, reason: 'a project failed' }] as Whole<
    Report['organisations']
  >,
  mapping: { origin: 'file', path: '.port/mapping.yml', resources: 12 },
  resources: syncReport.resources.map((row) => ({ ...row, leftAlone: true })),
  blueprints: syncReport.blueprints.map((row) => ({
    ...row,
    title: 'a title',
    heldBackReason: 'not read in full',
  })),
  problems: syncReport.problems.map((row) => ({
    ...row,
    example: 'an example',
    hint: 'a hint',
    defect: true,
  })),
  deletions: {
    ...syncReport.deletions,
    leftAlone: 1,
    heldBack: syncReport.deletions.heldBack.map((row) => ({
      ...row,
      blueprintTitle: 'a blueprint',
      entities: row.entities.map((one) => ({ title: 'a title', detail: 'a detail', ...one })),
      lasting: true,
      remedy: 'a remedy',
    })),
  },
  changes: syncReport.changes.map((group) => ({
    ...group,
    blueprintTitle: 'a blueprint',
    examples: group.examples.map((one) => ({ ...wholeChange, ...one })),
  })) as Whole<ChangeGroup>[],
  plan: planReport.plan as Whole<Report['plan'] & object>,
  check: checkReport.check as Whole<Report['check'] & object>,
};

/** A report of a run with nothing to do and nothing wrong. */
export const quietReport: Report = {
  ...syncReport,
  run: { ...syncReport.run, status: 'succeeded', durationSeconds: 41.3 },
  resources: resources.slice(0, 2).map((row) => ({
    ...row,
    created: 0,
    updated: 0,
    refused: 0,
    unchanged: row.entities,
  })),
  blueprints: blueprints
    .slice(0, 1)
    .map((row) => ({ ...row, created: 0, updated: 0, unchanged: 48, owned: 48 })),
  totals: {
    created: 0,
    updated: 0,
    unchanged: 660,
    refused: 0,
    deleted: 0,
    rawItems: 678,
    heldBack: 0,
    unsettled: 0,
  },
  deletions: { enabled: true, owned: 660, stale: 0, deleted: 0, heldBack: [], threshold: 0.9, share: 0 },
  problems: [],
  warnings: [],
};

/** Ended before anything was read. */
export const failedReport: Report = {
  ...emptyReport(base.tool, { ...base.run }),
  run: {
    ...base.run,
    status: 'failed',
    durationSeconds: 0.4,
    failure: {
      message: 'Azure DevOps did not accept the personal access token for https://dev.azure.com/contoso.',
      hint: 'Make a new token with the scopes of the kinds in the mapping, and store it as the secret that the step reads.',
      code: 'PCS2101',
    },
  },
};

/** Stopped half-way. */
export const cancelledReport: Report = {
  ...syncReport,
  run: {
    ...syncReport.run,
    status: 'cancelled',
    failure: { message: 'The pipeline was cancelled (SIGTERM).' },
  },
  resources: resources.map((row) => ({ ...row, complete: false })),
  totals: { ...syncReport.totals, deleted: 0, heldBack: 0 },
  deletions: { ...syncReport.deletions, deleted: 0, stale: 0, share: 0, heldBack: [] },
};
