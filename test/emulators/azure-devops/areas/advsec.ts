import type { AlertItem } from '../organisation/alerts.ts';
import type { Project } from '../organisation/project.ts';
import type { Repository } from '../organisation/repositories.ts';
import { type EndpointCall, endpoint, itemResponse } from '../service/endpoint.ts';
import { badRequest, notFound } from '../service/errors.ts';
import { tokenPage } from '../service/pages.ts';
import { readShelf } from '../service/paging.ts';

const off = 'Advanced Security is not enabled for this repository.';
const namespace = 'Microsoft.VisualStudio.Services.AdvancedSecurity';

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
    if (repository.advancedSecurity === 'off')
      throw notFound(off, 'AdvancedSecurityNotEnabledException', namespace);
    if (repository.advancedSecurity === 'refused')
      throw badRequest(off, 'AdvancedSecurityNotEnabledException');
    const states = query.list('criteria.states')?.map((one) => one.toLowerCase());
    const severities = query.list('criteria.severities')?.map((one) => one.toLowerCase());
    const type = query.oneOf('criteria.alertType', ['unknown', 'dependency', 'secret', 'code']);
    const since = query.date('criteria.modifiedSince');
    const ids = query.list('criteria.alertIds')?.map(Number);
    return tokenPage(
      call,
      { size: { parameter: 'top', usual: 100 }, token: 'text' },
      readShelf<AlertItem, object>(repository.alerts, {
        keep: (alert) =>
          (ids?.includes(alert.alertId) ?? true) &&
          (states?.includes(alert.state) ?? true) &&
          (severities?.includes(alert.severity) ?? true) &&
          (type === undefined || alert.alertType === type) &&
          (since === undefined || Date.parse(alert.lastSeenDate) >= since),
        map: (alert) => alert,
      }),
    );
  },
});

/** Null where it was never set. */
const enablementOf = ({ id, project, advancedSecurity }: Repository) => ({
  projectId: project.id,
  repositoryId: id,
  advSecEnabled: advancedSecurity === 'on' ? true : advancedSecurity === 'off' ? null : false,
  advSecEnablementLastChangedDate: null,
});

const enablement = endpoint({
  route: 'GET /{project}/_apis/management/repositories/{repository}/enablement',
  area: 'advsec',
  version: '7.2-preview.1',
  scope: 'vso.advsec',
  servicesOnly: true,
  query: ['includeAllProperties'],
  answer: (call) => itemResponse(enablementOf(call.repository())),
});

/**
 * Of every repository that is not disabled. Nobody has seen whether it names those that never had it, nor whether one
 * who may read alone is answered: no deletion rests on it alone.
 */
const enablements = (call: EndpointCall, projects: readonly Project[]) =>
  itemResponse({
    enableOnCreate: false,
    reposEnablementStatus: projects
      .flatMap((project) => [...call.organisation.lists(project).repositories.items()])
      .filter(({ isDisabled, isForbidden }) => !isDisabled && !isForbidden)
      .map(enablementOf),
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
