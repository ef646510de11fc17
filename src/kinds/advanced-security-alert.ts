import * as z from 'zod/mini';
import { path } from '../azure-devops/path.ts';
import { aFlag, aNumber, aText, orNull } from '../azure-devops/shape.ts';
import type { Page, QueryValue } from '../azure-devops/types.ts';
import { emptyAnswers, pagesUnless } from './empty-answers.ts';
import type { RepositoryNode } from './parents.ts';
import { isEnabled, repositories } from './sources/repositories.ts';
import { byNumbers, ownIds } from './support/chosen.ts';
import { keyOf, type OptionsOf, optional } from './support/options.ts';
import { defineKind, type Node, type RawItem, type ReadContext, type Source } from './types.ts';

const options = {
  criteria: z.nullish(
    z.object({
      states: optional.choices(['active', 'dismissed', 'fixed', 'autoDismissed']),
      severity: optional.choices(['low', 'medium', 'high', 'critical', 'note', 'warning', 'error']),
      alertType: optional.choice(['dependency', 'code', 'secret']),
    }),
  ),
};
type Options = OptionsOf<typeof options>;

export const advancedSecurityAlert = defineKind<Options, Node<RawItem, RepositoryNode>>({
  name: 'advanced-security-alert',
  summary: 'An alert of GitHub Advanced Security for Azure DevOps.',
  scope: 'Advanced Security (read)',
  servicesOnly: true,
  options,
  docs: {
    requests: 'one per 500 alerts of each enabled repository, two where Advanced Security is off',
    fields: { __repositoryId: "The repository's id.", __projectId: "The project's id." },
    options: {
      criteria: '`{states, severity, alertType}`: only such alerts; the first two are lists.',
    },
  },
  source: ({ criteria }) => alerts(criteria),
  under: { repositories: ['__repositoryId'], projects: ['__projectId'] },
  ids: ['alertId'],
  items: async (nodes) =>
    nodes.map(({ item, parent }) => ({
      ...item,
      __repositoryId: parent.item.id,
      __projectId: parent.parent.item.id,
    })),
});

const alerts = (criteria: Options['criteria']): Source<RawItem, RepositoryNode> => {
  const selection = {
    'criteria.states': criteria?.states?.join(','),
    'criteria.severities': criteria?.severity?.join(','),
    'criteria.alertType': criteria?.alertType ?? undefined,
  };
  return {
    key: keyOf('alerts', criteria ?? {}),
    under: repositories,
    servicesOnly: 'Advanced Security',
    applies: isEnabled,
    ids: { id: ({ alertId }) => alertId },
    read: (repository, context) => alertPages(repository, selection, context),
    readChosen(repository, chosen, context) {
      const ids = ownIds(chosen);
      if (!ids) return undefined;
      const asked = (some: readonly number[], more: Record<string, string | undefined>) =>
        alertPages(repository, { 'criteria.alertIds': some.join(','), ...more }, context);
      return byNumbers(ids, {
        selected: (some) => asked(some, selection),
        all: Object.values(selection).some((value) => value !== undefined)
          ? (some) => asked(some, {})
          : undefined,
        idOf: ({ alertId }) => alertId,
        named: (alertId) => ({ alertId }),
      });
    },
  };
};

/** The alerts of a repository; none where Advanced Security is off. */
export const alertPages = (
  { item, parent }: RepositoryNode,
  query: Record<string, QueryValue>,
  context: ReadContext,
): AsyncIterable<Page<Alert>> =>
  pagesUnless(
    context.devops.pages<Alert>(
      {
        area: 'advsec',
        path: path`${parent.item.id}/_apis/alert/repositories/${item.id}/alerts`,
        query,
        apiVersion: '7.2-preview.1',
        key: { alertId: aNumber },
        what: `the security alerts of repository "${item.name}"`,
      },
      { style: 'token', size: 500, sizeParameter: 'top' },
    ),
    emptyAnswers.alerts,
    () => isOff({ item, parent }, context),
    context,
  );

interface Alert extends RawItem {
  alertId: number;
}

/** Whether Advanced Security is off for a repository, or was never on (null). Asked where its alerts are refused. */
async function isOff({ item, parent }: Pick<RepositoryNode, 'item' | 'parent'>, { devops }: ReadContext) {
  const { repositoryId, advSecEnabled } = await devops.get<{ repositoryId: string; advSecEnabled: unknown }>({
    area: 'advsec',
    path: path`${parent.item.id}/_apis/management/repositories/${item.id}/enablement`,
    apiVersion: '7.2-preview.1',
    needs: { repositoryId: aText, advSecEnabled: orNull(aFlag) },
    what: `whether Advanced Security is on for repository "${item.name}"`,
  });
  return repositoryId.toLowerCase() === item.id.toLowerCase() && advSecEnabled !== true;
}
