import { refuse } from '../evidence/answer.ts';
import type { AlertItem } from '../organisation/alerts.ts';
import type { Project } from '../organisation/project.ts';
import type { Repository } from '../organisation/repositories.ts';
import { type EndpointCall, endpoint, itemResponse } from '../service/endpoint.ts';
import { tokenPage } from '../service/pages.ts';
import { readShelf } from '../service/paging.ts';

/** One value of a list. Of several in one parameter the service was seen to find nothing (`evidence/lists.ts`). */
const onlyValue = (call: EndpointCall, name: string): string | undefined =>
  call.query.text(name)?.toLowerCase();

const alerts = endpoint({
  route: 'GET /{project}/_apis/alert/repositories/{repository}/alerts',
  area: 'advsec',
  version: '7.2-preview.1',
  scope: 'vso.advsec',
  servicesOnly: true,
  query: [
    'top',
    'continuationToken',
    'criteria.states',
    'criteria.severities',
    'criteria.alertType',
    'criteria.modifiedSince',
    'criteria.alertIds',
  ],
  notEmulated: [
    'orderBy',
    'expand',
    'criteria.confidenceLevels',
    'criteria.dependencyName',
    'criteria.fromDate',
    'criteria.hasLinkedWorkItems',
    'criteria.isTriaged',
    'criteria.keywords',
    'criteria.licenseName',
    'criteria.onlyDefaultBranch',
    'criteria.phaseId',
    'criteria.phaseName',
    'criteria.pipelineId',
    'criteria.pipelineName',
    'criteria.ref',
    'criteria.ruleId',
    'criteria.ruleName',
    'criteria.toDate',
    'criteria.toolName',
    'criteria.validity',
  ],
  answer(call) {
    const { query } = call;
    const repository = call.repository();
    if (repository.advancedSecurity === 'off' || repository.advancedSecurity === 'never')
      throw refuse('securityOff');
    if (repository.advancedSecurity === 'unscanned') throw refuse('securityUnscanned');
    const state = onlyValue(call, 'criteria.states');
    const severity = onlyValue(call, 'criteria.severities');
    const type = query.oneOf('criteria.alertType', ['unknown', 'dependency', 'secret', 'code']);
    const since = query.date('criteria.modifiedSince');
    const id = onlyValue(call, 'criteria.alertIds');
    return tokenPage(
      call,
      { size: { parameter: 'top', usual: 100 }, token: 'text' },
      readShelf<AlertItem, object>(repository.alerts, {
        keep: (alert) =>
          (id === undefined || `${alert.alertId}` === id) &&
          (state === undefined || alert.state === state) &&
          (severity === undefined || alert.severity === severity) &&
          (type === undefined || alert.alertType === type) &&
          (since === undefined || Date.parse(alert.lastSeenDate) >= since),
        map: (alert) => alert,
      }),
    );
  },
});

/** Settings of a repository: on, off, or null where it was never set. Of two products apart the first revision says off. */
const flags = { on: true, unscanned: true, secrets: false, off: false, never: null } as const;
const secrets = { ...flags, secrets: true } as const;

/** Whether the third revision is asked for. One that is older has one flag for both products. */
const tellsProducts = ({ request }: EndpointCall): boolean =>
  /-preview\.3$/.test(request.url.searchParams.get('api-version') ?? '-preview.3');

const enablementOf = (call: EndpointCall, { id, project, advancedSecurity }: Repository) => ({
  projectId: project.id,
  repositoryId: id,
  ...(tellsProducts(call)
    ? {
        secretProtectionFeatures: {
          secretProtectionEnabled: secrets[advancedSecurity],
          blockPushes: null,
        },
        codeSecurityFeatures: {
          codeSecurityEnabled: flags[advancedSecurity],
          codeQLEnabled: null,
          dependencyScanningInjectionEnabled: null,
        },
      }
    : { advSecEnabled: flags[advancedSecurity], advSecEnablementLastChangedDate: null }),
});

const enablement = endpoint({
  route: 'GET /{project}/_apis/management/repositories/{repository}/enablement',
  area: 'advsec',
  version: '7.2-preview.3',
  scope: 'vso.advsec',
  servicesOnly: true,
  query: ['includeAllProperties'],
  answer: (call) => itemResponse(enablementOf(call, call.repository())),
});

/**
 * The enablement of every repository that is not disabled: one that never had it was seen among them. It was never seen
 * whether one who may read alone is answered: no deletion rests on it alone.
 */
const enablements = (call: EndpointCall, projects: readonly Project[]) =>
  itemResponse({
    ...(!tellsProducts(call) && { enableOnCreate: false }),
    reposEnablementStatus: projects
      .flatMap((project) => [...call.organisation.lists(project).repositories.items()])
      .filter(({ isDisabled, isForbidden }) => !isDisabled && !isForbidden)
      .map((repository) => enablementOf(call, repository)),
  });

const projectEnablement = endpoint({
  ...enablement,
  route: 'GET /{project}/_apis/management/enablement',
  answer: (call) => enablements(call, [call.project()]),
});

const organisationEnablement = endpoint({
  ...enablement,
  route: 'GET /_apis/management/enablement',
  answer: (call) =>
    enablements(
      call,
      call.visibleProjects().filter(({ state }) => state === 'wellFormed'),
    ),
});

export const advsecEndpoints = [alerts, enablement, projectEnablement, organisationEnablement];
