import * as z from 'zod/mini';
import { path } from '../azure-devops/path.ts';
import { aNumber } from '../azure-devops/shape.ts';
import { AzureDevOpsError, type Page, type QueryValue } from '../azure-devops/types.ts';
import { emptyAnswers, pagesUnless } from './empty-answers.ts';
import type { ProjectNode, RepositoryNode } from './parents.ts';
import { coversAllProjects } from './read-scope.ts';
import { ENABLED, ENABLEMENT, type Enablement, enablementIn } from './sources/enablement.ts';
import { enabledIn, isEnabled, repositories } from './sources/repositories.ts';
import { byNumbers, ownIds } from './support/chosen.ts';
import { keyOf, type OptionsOf, optional } from './support/options.ts';
import { byToken } from './support/pages.ts';
import {
  type DoubtfulList,
  defineKind,
  type Node,
  type RawItem,
  type ReadContext,
  type Source,
} from './types.ts';

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
    requests:
      'one for all repositories, one per 500 alerts of each enabled repository where Advanced Security is on, and two for the first where it is off; before something is deleted, two for the repository that it may be of',
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
    read: (repository, context) => alertsOf(repository, selection, context),
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

interface Alert extends RawItem {
  alertId: number;
}

type Query = Record<string, QueryValue>;

/**
 * The alerts of a repository. They are not asked for where the enablement list of a project or the organisation says
 * that Advanced Security is off. Nobody has recorded that list, so it has to prove itself: one repository that it calls
 * off is asked for its alerts all the same. They must be refused, and its own enablement must agree. Before alerts of
 * another repository are deleted, that repository is asked too.
 */
async function* alertsOf(
  repository: RepositoryNode,
  query: Query,
  context: ReadContext,
): AsyncGenerator<Page<Alert>> {
  const place = coversAllProjects(context.scope) ? repository.parent.parent : repository.parent;
  const isWide = !context.scope.items && (await enabledIn(repository.parent, context)).count > 1;
  const told = isWide ? await enablementIn(place, context) : undefined;
  if (told?.get(repository.item.id.toLowerCase()) !== false)
    return yield* alertPages(repository, query, context);
  const sample = await context.once(place, 'a repository that is told to be off', async () => repository);
  if (sample === repository) return yield* (await readSample(sample, query, context)).pages;
  const isProven = await context.once(place, 'proof of what is told to be off', () =>
    readSample(sample, query, context).then(({ isRefused }) => isRefused, unread),
  );
  if (isProven) {
    context.note(emptyAnswers.alerts.reason);
    context.doubtful(shareOf(repository, query, context));
  } else yield* alertPages(repository, query, context);
}

/** The alerts of the sample, and whether they are refused because Advanced Security is off. */
const readSample = (repository: RepositoryNode, query: Query, context: ReadContext) =>
  context.once(repository, `alerts ${JSON.stringify(query)}`, async () => {
    let isRefused = false;
    const agrees = async () => {
      isRefused = await isOff(repository, context);
      return isRefused;
    };
    const pages: Page<Alert>[] = [];
    for await (const page of alertPages(repository, query, context, agrees)) pages.push(page);
    return { pages, isRefused };
  });

/** The question to a repository that is called off, before its alerts are deleted. */
function shareOf({ item, parent }: RepositoryNode, query: Query, context: ReadContext): DoubtfulList {
  // A copy of what is needed: it is kept to the end of the run, and nodes are not.
  const place: Place = { item: { id: item.id, name: item.name }, parent: { item: { id: parent.item.id } } };
  const silent = { ...context, note() {} };
  return {
    what: `Advanced Security was told to be off for repository "${item.name}", which has alerts`,
    async isWhole() {
      for await (const { items } of alertPages(place, query, silent)) if (items.length > 0) return false;
      return true;
    },
  };
}

/** A repository, as far as its address and messages need it. */
interface Place {
  item: Pick<RepositoryNode['item'], 'id' | 'name'>;
  parent: { item: Pick<ProjectNode['item'], 'id'> };
}

/** A failure of the sample: it proves nothing. It is told where the sample is read as a repository like others. */
const unread = (error: unknown): false => {
  if (error instanceof AzureDevOpsError) return false;
  throw error;
};

/** Pages of a repository's alerts. None where Advanced Security is off. */
export const alertPages = (
  repository: Place,
  query: Query,
  context: ReadContext,
  agrees = () => isOff(repository, context),
) => {
  const what = `the security alerts of repository "${repository.item.name}"`;
  const pages = context.devops.pages<Alert>(
    {
      area: 'advsec',
      path: path`${repository.parent.item.id}/_apis/alert/repositories/${repository.item.id}/alerts`,
      query,
      apiVersion: '7.2-preview.1',
      key: { alertId: aNumber },
      what,
    },
    { ...byToken(500, what, context), sizeParameter: 'top' },
  );
  return pagesUnless(pages, emptyAnswers.alerts, agrees, context);
};

/** Whether Advanced Security is off for a repository, or was never on. The witness of refused alerts. */
async function isOff({ item, parent }: Place, { devops }: ReadContext): Promise<boolean> {
  const { repositoryId, advSecEnabled } = await devops.get<Enablement>({
    ...ENABLEMENT,
    path: path`${parent.item.id}/_apis/management/repositories/${item.id}/enablement`,
    needs: ENABLED,
    what: `whether Advanced Security is on for repository "${item.name}"`,
  });
  return repositoryId.toLowerCase() === item.id.toLowerCase() && advSecEnabled !== true;
}
