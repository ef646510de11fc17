import type { Blueprint } from '../../../src/port/types.ts';
import { resource } from '../../support/resource.ts';

/**
 * Port's own first mapping for Azure DevOps, as its exporter stores it (Port Ocean, integration 0.12), and its
 * blueprints. The formulas are facts that a catalog out there was made by.
 */
const spaceless = (formula: string) => `${formula} | gsub(" "; "")`;

const onto = (
  kind: string,
  blueprint: string,
  identifier: string,
  fields: { title?: string; properties?: object; relations?: object },
  selector: object = {},
) => resource(kind, { identifier, blueprint: `"${blueprint}"`, ...fields }, selector);

const field = (name: string) => `.fields."${name}"`;
const projectOf = (formula: string) => ({ project: spaceless(formula) });

const policy = (type: string, properties: object) =>
  onto(
    'repository-policy',
    'azureDevopsRepository',
    '.__repository.id',
    { properties },
    { query: `.type.displayName=="${type}"` },
  );

export const REVIEWERS = 'Minimum number of reviewers';
export const LINKING = 'Work item linking';
export const WIQL = "[System.State] NOT IN ('Closed','Done','Removed') OR [System.ChangedDate] >= @today - 7";

export const portsMapping = {
  deleteDependentEntities: true,
  createMissingRelatedEntities: true,
  useDefaultBranch: true,
  resources: [
    onto(
      'project',
      'azureDevopsProject',
      spaceless('.id'),
      {
        title: '.name',
        properties: {
          state: '.state',
          revision: '.revision',
          visibility: '.visibility',
          defaultTeam: '.defaultTeam.name',
          link: '.url | gsub("_apis/projects/"; "")',
        },
      },
      { defaultTeam: 'true' },
    ),
    onto(
      'repository',
      'azureDevopsRepository',
      '.id',
      {
        title: '.name',
        properties: {
          url: '.remoteUrl',
          readme: '.__includedFiles["README.md"]',
          codeowners: '.__includedFiles["CODEOWNERS"]',
        },
        relations: projectOf('.project.id'),
      },
      { includedFiles: ['README.md', 'CODEOWNERS'] },
    ),
    policy(REVIEWERS, { minimumApproverCount: '.settings.minimumApproverCount' }),
    policy(LINKING, { workItemLinking: '.isEnabled and .isBlocking' }),
    onto('board', 'azureDevopsBoard', spaceless('.id'), {
      title: '.name',
      properties: { link: '.url' },
      relations: projectOf('.__project.id'),
    }),
    onto(
      'work-item',
      'azureDevopsWorkItem',
      spaceless('.__project.id + "/" + (.id | tostring)'),
      {
        title: field('System.Title'),
        properties: {
          type: field('System.WorkItemType'),
          state: field('System.State'),
          effort: `${field('Microsoft.VSTS.Scheduling.Effort')} // -1`,
          description: `${field('System.Description')} // ''`,
          link: '.url',
          reason: field('System.Reason'),
          createdBy: `${field('System.CreatedBy')}.displayName`,
          changedBy: `${field('System.ChangedBy')}.displayName`,
          createdDate: field('System.CreatedDate'),
          changedDate: field('System.ChangedDate'),
        },
        relations: {
          ...projectOf('.__projectId'),
          column: spaceless(
            `${field('System.WorkItemType')}+"-"+${field('System.BoardColumn')}+"-"+.__project.id`,
          ),
        },
      },
      { wiql: WIQL, expand: 'All' },
    ),
    onto('column', 'azureDevopsColumn', spaceless('.__stateType + "/" +.name+ "/"+.__board.__project.id'), {
      title: '.name',
      relations: { board: spaceless('.__board.id') },
    }),
    onto('release', 'azureDevopsRelease', spaceless('.projectReference.id + "/" + (.id | tostring)'), {
      title: '.name',
      properties: {
        status: '.status',
        reason: '.reason',
        createdDate: '.createdOn',
        modifiedDate: '.modifiedOn',
        createdBy: '.createdBy.uniqueName',
        modifiedBy: '.modifiedBy.uniqueName',
        definitionName: '.releaseDefinition.name',
        link: '._links.web.href | gsub("_release?releaseId="; "")',
      },
      relations: projectOf('.projectReference.id'),
    }),
  ],
};

const text = { type: 'string' };
const url = { type: 'string', format: 'url' };
const time = { type: 'string', format: 'date-time' };
const markdown = { type: 'string', format: 'markdown' };
const to = (target: string, required = true) => ({ target, required, many: false, title: target });
const blueprint = (
  identifier: string,
  properties: Record<string, object>,
  relations: Blueprint['relations'],
): Blueprint => ({
  identifier,
  title: identifier,
  schema: { properties, required: [] },
  relations,
  mirrorProperties: {},
  calculationProperties: {},
  aggregationProperties: {},
});

/** `type` lists only five types of work items: Port refuses the others. */
export const portsBlueprints = [
  blueprint(
    'azureDevopsProject',
    { state: text, revision: text, visibility: text, defaultTeam: text, link: url },
    {},
  ),
  blueprint(
    'azureDevopsRepository',
    {
      url,
      readme: markdown,
      codeowners: markdown,
      workItemLinking: { type: 'boolean', default: false },
      minimumApproverCount: { type: 'number', default: 0 },
    },
    { project: to('azureDevopsProject', false) },
  ),
  blueprint('azureDevopsBoard', { link: url }, { project: to('azureDevopsProject') }),
  blueprint('azureDevopsColumn', {}, { board: to('azureDevopsBoard') }),
  blueprint(
    'azureDevopsWorkItem',
    {
      type: { type: 'string', enum: ['Issue', 'Epic', 'Task', 'Bug', 'User Story'] },
      state: text,
      reason: text,
      effort: { type: 'number' },
      description: markdown,
      link: url,
      createdBy: text,
      changedBy: text,
      createdDate: time,
      changedDate: time,
    },
    { project: to('azureDevopsProject'), column: to('azureDevopsColumn') },
  ),
  blueprint(
    'azureDevopsRelease',
    {
      status: text,
      reason: text,
      createdDate: time,
      modifiedDate: time,
      createdBy: text,
      modifiedBy: text,
      definitionName: text,
      link: url,
    },
    { project: to('azureDevopsProject') },
  ),
];
