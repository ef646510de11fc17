/** A resource of the mapping's document: one kind onto one blueprint. */
const resource = (
  kind: string,
  selector: Record<string, unknown>,
  blueprint: string,
  mappings: Record<string, unknown>,
) => ({
  kind,
  selector: { query: 'true', ...selector },
  port: {
    entity: { mappings: { identifier: mappings.identifier, blueprint: `"${blueprint}"`, ...mappings } },
  },
});

const policy = (type: string, properties: Record<string, string>) =>
  resource('repository-policy', { query: `.type.displayName == "${type}"` }, 'azureDevopsRepository', {
    identifier: '.__repository.id',
    properties,
  });

/** The text of an included file; null for one that is missing or empty. */
const file = (name: string) => `.__includedFiles["${name}"] | if . == "" then null else . end`;

/**
 * A column's identifier, of a work item type, its name and the project's id. A name that an identifier may bear stands
 * as it is, without spaces. Any other is written in full, what does not fit as `=` and its bytes, and `=` before the
 * project: no plain name comes to the same.
 */
const column = (type: string, name: string, project: string) =>
  String.raw`(${type} + "/" + ${name}) as $name | ($name | gsub(" "; "")) as $plain | if $plain | test("[^\\p{L}0-9@_.+:\\\\/=-]") then ($name | gsub("(?<c>[^\\p{L}0-9@_.+:\\\\/-])"; .c | @uri) | gsub("~"; "%7E") | gsub("%"; "=")) + "=" + ${project} else $plain + "/" + ${project} end`;

const openOrRecent =
  "[System.State] NOT IN ('Closed', 'Done', 'Removed') OR [System.ChangedDate] >= @Today - 7";

/**
 * The mapping that a first run stores. Identifiers are formed as Port's own exporter forms them, so that either can
 * go on where the other left off. What a relation points at comes before it.
 *
 * A work item's column is named exactly as the column names itself: type, column and project. One that is on no
 * board has no column, rather than a name that nothing bears.
 */
export const mapping: Record<string, unknown> = {
  deleteDependentEntities: true,
  createMissingRelatedEntities: true,
  useDefaultBranch: true,
  resources: [
    resource('project', { defaultTeam: true }, 'azureDevopsProject', {
      identifier: '.id | gsub(" "; "")',
      title: '.name',
      properties: {
        state: '.state',
        revision: '.revision | values | tostring',
        visibility: '.visibility',
        defaultTeam: '.defaultTeam.name',
        link: '._links.web.href // (.url | split("_apis/projects/") | join(""))',
      },
    }),
    resource('repository', { includedFiles: ['README.md', 'CODEOWNERS'] }, 'azureDevopsRepository', {
      identifier: '.id',
      title: '.name',
      properties: {
        url: '.webUrl // .remoteUrl',
        readme: file('README.md'),
        codeowners: file('CODEOWNERS'),
      },
      relations: { project: '.project.id | gsub(" "; "")' },
    }),
    policy('Minimum number of reviewers', { minimumApproverCount: '.settings.minimumApproverCount' }),
    policy('Work item linking', { workItemLinking: '.isEnabled and .isBlocking' }),
    resource('board', {}, 'azureDevopsBoard', {
      identifier: '.id | gsub(" "; "")',
      title: '.name',
      properties: { link: '.url' },
      relations: { project: '.__project.id | gsub(" "; "")' },
    }),
    resource('column', {}, 'azureDevopsColumn', {
      identifier: column('.__stateType', '.name', '.__board.__project.id'),
      title: '.name',
      relations: { board: '.__board.id | gsub(" "; "")' },
    }),
    resource('work-item', { wiql: openOrRecent, expand: 'All' }, 'azureDevopsWorkItem', {
      identifier: '.__project.id + "/" + (.id | tostring) | gsub(" "; "")',
      title: '.fields["System.Title"]',
      properties: {
        type: '.fields["System.WorkItemType"]',
        state: '.fields["System.State"]',
        reason: '.fields["System.Reason"]',
        effort:
          '.fields["Microsoft.VSTS.Scheduling.Effort"] // .fields["Microsoft.VSTS.Scheduling.StoryPoints"]',
        description: '.fields["System.Description"]',
        link: '._links.html.href // .url',
        createdBy: '.fields["System.CreatedBy"].displayName',
        changedBy: '.fields["System.ChangedBy"].displayName',
        createdDate: '.fields["System.CreatedDate"]',
        changedDate: '.fields["System.ChangedDate"]',
      },
      relations: {
        project: '.__project.id | gsub(" "; "")',
        column: `if .fields["System.BoardColumn"] then ${column('.fields["System.WorkItemType"]', '.fields["System.BoardColumn"]', '.__project.id')} else null end`,
      },
    }),
    resource('release', {}, 'azureDevopsRelease', {
      identifier: '.projectReference.id + "/" + (.id | tostring) | gsub(" "; "")',
      title: '.name',
      properties: {
        status: '.status',
        reason: '.reason',
        createdBy: '.createdBy.uniqueName // .createdBy.displayName',
        modifiedBy: '.modifiedBy.uniqueName // .modifiedBy.displayName',
        definitionName: '.releaseDefinition.name',
        createdDate: '.createdOn',
        modifiedDate: '.modifiedOn',
        link: '._links.web.href',
      },
      relations: { project: '.projectReference.id | gsub(" "; "")' },
    }),
  ],
};
