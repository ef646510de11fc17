import * as z from 'zod/mini';
import { aText } from '../azure-devops/shape.ts';
import { AzureDevOpsError, type Page } from '../azure-devops/types.ts';
import { emptyAnswers } from './empty-answers.ts';
import type { RepositoryNode } from './parents.ts';
import { coversAllProjects } from './read-scope.ts';
import { type Alert, alertPages, type Choice, only } from './sources/alerts.ts';
import { enablementIn, isOff, type Place } from './sources/enablement.ts';
import { enabledIn, isEnabled, repositories } from './sources/repositories.ts';
import { byNumbers, ownIds } from './support/chosen.ts';
import { keyOf, type OptionsOf, optional } from './support/options.ts';
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
      'two for all repositories, one per 500 alerts of each enabled repository where Advanced Security is on, and three for the first where it is off; before something is deleted, three for the repository that it may be of',
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

/** The criteria as a choice. What the service is not asked for is looked up in each alert, and so is what it is. */
function choiceOf(criteria: Options['criteria']) {
  const { states, severity, alertType } = criteria ?? {};
  const lists = { state: states, severity, alertType: alertType && [alertType] };
  const wanted = Object.entries(lists).flatMap(([member, values]) =>
    values ? [{ member, values: new Set(values.map((value) => value.toLowerCase())) }] : [],
  );
  return {
    query: {
      'criteria.states': only(states),
      'criteria.severities': only(severity),
      'criteria.alertType': alertType ?? undefined,
    },
    has: Object.fromEntries(wanted.map(({ member }) => [member, aText])),
    takes: (alert: Alert) =>
      wanted.every(({ member, values }) => values.has(String(alert[member]).toLowerCase())),
  } satisfies Choice;
}

const alerts = (criteria: Options['criteria']): Source<RawItem, RepositoryNode> => {
  const choice = choiceOf(criteria);
  const { has, query, takes } = choice;
  const key = keyOf('alerts', criteria ?? {});
  return {
    key,
    under: repositories,
    servicesOnly: 'Advanced Security',
    applies: isEnabled,
    ids: { id: ({ alertId }) => alertId },
    read: (repository, context) => alertsOf(repository, { choice, key }, context),
    readChosen(repository, chosen, context) {
      const ids = ownIds(chosen);
      if (!ids) return undefined;
      const asked = (some: readonly number[], more: Choice['query']) =>
        alertPages(repository, { query: { 'criteria.alertIds': only(some), ...more }, has }, context);
      return byNumbers(ids, {
        selected: (some) => asked(some, query),
        isSelected: takes,
        all: Object.values(query).some((value) => value !== undefined)
          ? (some) => asked(some, {})
          : undefined,
        idOf: ({ alertId }) => alertId,
        named: (alertId) => ({ alertId }),
      });
    },
  };
};

/** A choice of alerts, and the name of its list. */
interface Wanted {
  choice: Choice;
  key: string;
}

/**
 * The alerts of a repository. They are not asked for where the enablement list of a project or the organisation says
 * that Advanced Security is off. Nobody has recorded that list whole, so it has to prove itself: one repository that it
 * calls off is asked for its alerts all the same. They must be refused, and its own enablement must agree. Before alerts
 * of another repository are deleted, that repository is asked too.
 */
export async function* alertsOf(
  repository: RepositoryNode,
  wanted: Wanted,
  context: ReadContext,
): AsyncGenerator<Page<Alert>> {
  const place = coversAllProjects(context.scope) ? repository.parent.parent : repository.parent;
  const isWide = !context.scope.items && (await enabledIn(repository.parent, context)).count > 1;
  const told = isWide ? await enablementIn(place, context) : undefined;
  const { choice } = wanted;
  const id = repository.item.id.toLowerCase();
  if (told?.get(id) !== false) {
    // A list that says on contradicts a refusal, unless Advanced Security was turned off since it was read.
    const agrees = async () =>
      (await isOff(repository, context)) &&
      (told?.get(id) !== true ||
        (await enablementIn(place, context, 'enablement, once more')).get(id) === false);
    return yield* alertPages(repository, choice, context, { ...staying(repository, context), agrees });
  }
  const sample = await context.once(place, 'a repository that is told to be off', async () => repository);
  if (sample === repository) return yield* (await readSample(sample, wanted, context)).pages;
  const isProven = await context.once(place, 'proof of what is told to be off', () =>
    readSample(sample, wanted, context).then(({ isRefused }) => isRefused, unread),
  );
  if (isProven) {
    context.note(emptyAnswers.alerts.reason);
    context.doubtful(shareOf(repository, choice, context));
  } else yield* alertPages(repository, choice, context, staying(repository, context));
}

/** The answer to a list without alerts since nothing was scanned yet: alerts that the catalog has of it stay. */
const staying = ({ item }: RepositoryNode, { doubtful }: ReadContext) => ({
  unscanned: () =>
    doubtful({
      what: `nothing was scanned yet in repository "${item.name}", it is told, which has alerts`,
    }),
});

/** The alerts of the sample, and whether they are refused because Advanced Security is off. */
const readSample = (repository: RepositoryNode, { choice, key }: Wanted, context: ReadContext) =>
  context.once(repository, key, async () => {
    let isRefused = false;
    const agrees = async () => {
      isRefused = await isOff(repository, context);
      return isRefused;
    };
    const pages: Page<Alert>[] = [];
    const told = { ...staying(repository, context), agrees };
    for await (const page of alertPages(repository, choice, context, told)) pages.push(page);
    return { pages, isRefused };
  });

/** The question to a repository that is called off, before its alerts are deleted. */
function shareOf({ item, parent }: RepositoryNode, choice: Choice, context: ReadContext): DoubtfulList {
  // A copy of what is needed: it is kept to the end of the run, and nodes are not.
  const place: Place = { item: { id: item.id, name: item.name }, parent: { item: { id: parent.item.id } } };
  const silent = { ...context, note() {} };
  return {
    what: `Advanced Security was told to be off for repository "${item.name}", which has alerts`,
    async isWhole() {
      let isUnscanned = false;
      const unscanned = () => {
        isUnscanned = true;
      };
      for await (const { items } of alertPages(place, choice, silent, { unscanned }))
        if (items.length > 0) return false;
      return !isUnscanned;
    },
  };
}

/** A failure of the sample: it proves nothing. It is told where the sample is read as a repository like others. */
const unread = (error: unknown): false => {
  if (error instanceof AzureDevOpsError) return false;
  throw error;
};
