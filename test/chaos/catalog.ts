import type { Blueprint } from '../../src/port/types.ts';
import type { PortEmulator } from '../emulators/port/types.ts';
import { identifier } from '../integration/product.ts';
import { resource } from '../support/resource.ts';

/** Options of the mapping that a schedule may vary. */
export interface MappingOptions {
  merge: boolean;
  createMissing: boolean;
  deleteDependents: boolean;
  threshold: number;
  /** A work item's blueprint depends on its type: its resource can feed any. */
  computed: boolean;
  /** A relation is found by a search; with `identifier` the repository that a policy is written to as well. */
  search: 'none' | 'relation' | 'identifier';
  /** The selector of the work items fails for some of them. */
  oddSelector?: boolean;
  /** Pages of wikis are mapped as well, after all else, with or without their content. */
  wikis?: 'pages' | 'content' | undefined;
  /** Positions of the resources: what an entity relates to may come after it. */
  order: readonly number[];
}

/** Gives neither true nor false for some work items. */
const ODD = 'if .fields["System.State"] == "Closed" then "odd" else .fields["System.State"] != "Removed" end';

/** Resources of the mapping. */
export const RESOURCES = 11;

const text = { type: 'string' };
const number = { type: 'number' };

const blueprint = (
  name: string,
  properties: Record<string, { type: string }> = {},
  relations: Blueprint['relations'] = {},
): Blueprint => ({ identifier: name, title: name, schema: { properties }, relations });

const to = (target: string, required = false) => ({ target, required, many: false, title: target });

const blueprints = (): Blueprint[] => [
  blueprint('project', { state: text, visibility: text }),
  blueprint(
    'repository',
    { url: text, reviewers: number, size: number },
    { project: to('project', true), successor: to('repository') },
  ),
  blueprint('branch', { commit: text }, { repository: to('repository', true) }),
  blueprint('pullRequest', { status: text }, { repository: to('repository') }),
  blueprint('board', { url: text }, { project: to('project') }),
  blueprint('column', { name: text, type: text }, { board: to('board') }),
  blueprint('lane', { limit: number }, { board: to('board', true) }),
  blueprint('item', { state: text, type: text }, { project: to('project'), column: to('column') }),
  blueprint('bug', { state: text, type: text }, { project: to('project'), column: to('column') }),
  blueprint('team', { description: text }, { project: to('project') }),
  blueprint('build', { result: text }, { project: to('project'), maker: to('project') }),
  blueprint('page', { content: text }, { project: to('project') }),
  blueprint('runbook', {}, { repository: to('repository', true) }),
  blueprint('note', {}, { repository: to('repository') }),
];

const named = (property: string, value: string) => ({
  combinator: '"and"',
  rules: [{ property: `"${property}"`, operator: '"="', value }],
});

/** Every expression is one that needs no worker: a thread's timing would make a schedule another one each time. */
export const mappingText = (options: MappingOptions): string => {
  // Relations to things that no resource makes. They are there only where Port may make the missing entities.
  const dangling = options.createMissing
    ? {
        column:
          'if .fields["System.BoardColumn"] then .fields["System.WorkItemType"] + "/" + .fields["System.BoardColumn"] + "/" + .__project.id | split(" ") | join("") else null end',
      }
    : {};
  const searched = options.search === 'none' ? {} : { maker: named('$title', '"Made by hand"') };
  const resources = [
    resource('project', {
      identifier: '.id',
      blueprint: '"project"',
      title: '.name',
      properties: { state: '.state', visibility: '.visibility' },
    }),
    resource('repository', {
      identifier: '.id',
      blueprint: '"repository"',
      title: '.name',
      properties: { url: '.webUrl', size: '.size' },
      relations: { project: '.project.id' },
    }),
    resource(
      'repository-policy',
      {
        identifier:
          options.search === 'identifier' ? named('$identifier', '.__repository.id') : '.__repository.id',
        blueprint: '"repository"',
        properties: { reviewers: '.settings.minimumApproverCount' },
        relations: { project: '.__repository.project.id' },
      },
      { query: '.type.displayName == "Minimum number of reviewers"' },
    ),
    resource('branch', {
      identifier: '.__repository.id + "/" + .name',
      blueprint: '"branch"',
      title: '.name',
      properties: { commit: '.objectId' },
      relations: { repository: '.__repository.id' },
    }),
    resource(
      'pull-request',
      {
        identifier: '.repository.id + "/" + (.pullRequestId | tostring)',
        blueprint: '"pullRequest"',
        title: '.title',
        properties: { status: '.status' },
        relations: { repository: '.repository.id' },
      },
      { minTimeInDays: 3650, maxResults: 500 },
    ),
    resource('board', {
      identifier: '.id',
      blueprint: '"board"',
      title: '.name',
      properties: { url: '.url' },
      relations: { project: '.__project.id' },
    }),
    resource('column', {
      identifier: '.__stateType + "/" + .name + "/" + .__board.__project.id | split(" ") | join("")',
      blueprint: '"column"',
      title: '.name',
      properties: { name: '.name', type: '.__stateType' },
      relations: { board: '.__board.id' },
    }),
    resource(
      'board',
      {
        identifier: '.id + "/" + .item.id',
        blueprint: '"lane"',
        title: '.item.name',
        properties: { limit: '.item.itemLimit' },
        relations: { board: '.id' },
      },
      {},
      { itemsToParse: '.columns', itemsToParseTopLevelTransform: false },
    ),
    resource(
      'work-item',
      {
        identifier: '.__project.id + "/" + (.id | tostring)',
        blueprint: options.computed
          ? 'if .fields["System.WorkItemType"] == "Bug" then "bug" else "item" end'
          : '"item"',
        title: '.fields["System.Title"]',
        properties: { state: '.fields["System.State"]', type: '.fields["System.WorkItemType"]' },
        relations: { project: '.__project.id', ...dangling },
      },
      { query: options.oddSelector ? ODD : '.fields["System.State"] != "Removed"' },
    ),
    resource('team', {
      identifier: '.id',
      blueprint: '"team"',
      title: '.name',
      properties: { description: '.description' },
      relations: { project: '.projectId' },
    }),
    resource('build', {
      identifier: '.project.id + "/" + (.id | tostring)',
      blueprint: '"build"',
      title: '.buildNumber',
      properties: { result: '.result' },
      relations: { project: '.project.id', ...searched },
    }),
  ];
  const wiki = resource(
    'wiki',
    {
      // A path has characters that no identifier may have.
      identifier: '(.__wiki.id + .path) | @base64',
      blueprint: '"page"',
      title: '.path',
      properties: { content: '.content' },
      relations: { project: '.__project.id' },
    },
    { includeContent: options.wikis === 'content' },
  );
  return JSON.stringify({
    enableMergeEntity: options.merge,
    createMissingRelatedEntities: options.createMissing,
    deleteDependentEntities: options.deleteDependents,
    entityDeletionThreshold: options.threshold,
    resources: [...options.order.map((position) => resources[position]), ...(options.wikis ? [wiki] : [])],
  });
};

/** Others who keep entities in the same catalog. */
export const strangers = {
  person: 'UI',
  exporter: 'port-ocean/azure-devops/0.48.0/another-integration/exporter',
} as const;

/** A catalog before the first sync: blueprints, an integration, and what others keep in it. */
export const seedCatalog = (port: PortEmulator, repositories: readonly string[], project: string): void => {
  port.seedBlueprints(blueprints());
  port.seedIntegration({ identifier, config: { resources: [] }, arePortResourcesInitialized: true });
  const adopted = repositories.find((_, i) => i % 4 === 2);
  port.seedEntities(strangers.person, [
    ...repositories.map((repository, i) => ({
      // A runbook requires its repository, a note names one.
      blueprint: i % 2 === 0 ? 'runbook' : 'note',
      identifier: `on-${repository}`,
      relations: { repository },
    })),
    { blueprint: 'project', identifier: 'by-hand', title: 'Made by hand' },
    // Becomes this integration's with the first sync.
    ...(adopted
      ? [{ blueprint: 'repository', identifier: adopted, title: 'By hand', relations: { project } }]
      : []),
  ]);
  port.seedEntities(strangers.exporter, [
    { blueprint: 'project', identifier: 'of-another', title: 'Of another integration' },
    { blueprint: 'repository', identifier: 'of-another', relations: { project: 'of-another' } },
  ]);
};

export const isOwned = ({ datasource }: { datasource: string }): boolean =>
  datasource.startsWith('port-ocean/azure-devops/') && datasource.endsWith(`/${identifier}/exporter`);
