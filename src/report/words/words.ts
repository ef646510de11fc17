import { asSentence } from '../../lib/text/sentence.ts';
import type { Change } from '../change.ts';
import type { HeldBackGroup, ProblemGroup, Report, ResourceReport } from '../report.ts';
import { counted, number, percent } from './format.ts';

/** Words that all renderings say the same way. */

export const phaseWord: Record<ProblemGroup['phase'], string> = {
  setup: 'before anything was read or written, in',
  read: 'while reading',
  map: 'while mapping',
  write: 'while writing',
  delete: 'while deleting',
};

export const stateWord: Record<Report['integration']['state'], string> = {
  created: 'created in this run',
  existing: 'existing',
  adopted: 'taken over from another exporter',
  'would-be-created': 'would be created',
  unknown: 'left as it was',
};

/** The words about the failures in a table of requests. Undefined where there is none. */
export const failureNote = (services: Report['services']): string | undefined =>
  services.some(({ routes }) => routes.some(({ failures }) => failures > 0))
    ? 'A request without a success counts as a failure, also where the answer says that something is not there.'
    : undefined;

export const mappingWord = ({ origin, path }: Report['mapping']): string => {
  if (origin === 'file') return path ? `file ${path}` : 'file';
  return { port: 'stored in Port', inline: 'inline', default: 'built in', unknown: 'not read' }[origin];
};

export const modeTitle: Record<Report['run']['mode'], string> = {
  sync: 'Port catalog sync',
  plan: 'Port catalog plan',
  check: 'Port mapping check',
  delete: 'Port catalog deletions',
  event: 'Port catalog event',
};

const hostNames = new Map([
  ['azure-pipelines', 'Azure Pipelines'],
  ['github-actions', 'GitHub Actions'],
]);

/** The name of a host, which the report has in the form of a program. */
export const hostName = (host: string): string => hostNames.get(host) ?? host;

/** Words of a plan behind the number of entities. */
export const plannedWord: Record<Change['action'], string> = {
  deleted: 'to delete',
  cascaded: 'to delete with them',
  refused: 'to be refused',
  'held-back': 'to be held back',
  updated: 'to update',
  created: 'to create',
};

/** Names of the outcomes in this run's tables: done, or in a plan still to do. */
export const outcomeWords = (mode: Report['run']['mode']) =>
  mode === 'plan'
    ? {
        created: 'To create',
        updated: 'To update',
        unchanged: 'Unchanged',
        refused: 'To be refused',
        deleted: 'To delete',
      }
    : {
        created: 'Created',
        updated: 'Updated',
        unchanged: 'Unchanged',
        refused: 'Refused',
        deleted: 'Deleted',
      };

/** Sentences that say why entities stay, and what has to be done where that does not end by itself. */
export const heldBecause = ({ reason, remedy }: Pick<HeldBackGroup, 'reason' | 'remedy'>): string =>
  remedy === undefined
    ? asSentence(reason)
    : `${asSentence(reason)} This does not end by itself: ${asSentence(remedy)}`;

/** The same as a warning of summary.json. */
export const heldWarning = (group: HeldBackGroup): string =>
  `${group.count} of ${group.blueprint} not deleted: ${heldBecause(group)}`;

/**
 * Entities that no item makes any more, with percentages of what is named: `12 of 300 owned entities (4.0%) …`. A run
 * over single items does not ask what is owned.
 */
export const goneWords = ({ deletions }: Pick<Report, 'deletions'>): string => {
  const { owned, stale, leftAlone = 0, share, threshold } = deletions;
  const looked = owned - leftAlone;
  const were = `${stale === 1 ? 'was' : 'were'} not found any more`;
  if (stale > looked) return `${counted(stale, 'entity', 'entities')} ${were}.`;
  const of = counted(looked, 'owned entity', 'owned entities');
  const gone = `${number(stale)} of ${of} (${percent(looked > 0 ? stale / looked : 0)}) ${were}`;
  const free = Math.round(share * looked);
  if (free === 0) return `${gone}.`;
  const limit = `the threshold is ${percent(threshold)}.`;
  return free === stale
    ? `${gone}; ${limit}`
    : `${gone}. ${number(free)} (${percent(share)}) could be deleted by what was read; ${limit}`;
};

/** The name of a resource in metrics and messages. */
export const resourceName = ({ kind, index }: Pick<ResourceReport, 'kind' | 'index'>): string =>
  `${kind}-${index}`;

const phaseOrder: ProblemGroup['phase'][] = ['setup', 'read', 'map', 'write', 'delete'];

/** Problems in the order of a run, as an earlier one may be the cause of a later one; then the most frequent first. */
export const ranked = (problems: readonly ProblemGroup[]): ProblemGroup[] =>
  [...problems].sort(
    (a, b) => phaseOrder.indexOf(a.phase) - phaseOrder.indexOf(b.phase) || b.count - a.count,
  );

/** Items of which more could not be read, or is not shown, which is no problem; empty where there are none. */
export const partialWords = ({ partial }: Pick<ResourceReport, 'partial'>): string => {
  if (partial === 0) return '';
  return partial === 1
    ? '1 item is left alone: its list names it, and Azure DevOps showed no more of it'
    : `${number(partial)} items are left alone: their lists name them, and Azure DevOps showed no more of them`;
};

/** A page of the documentation on the web. */
export const pageUrl = (page: string): string =>
  `https://github.com/port-catalog-sync/port-catalog-sync-azure-devops/blob/main/docs/${page}`;

/** The address at which the documentation says more of a code of ours. */
export const helpFor = (code: string): string => pageUrl(`troubleshooting.md#${code.toLowerCase()}`);
