import type { ProblemGroup, Report, ResourceReport } from './report.ts';

/** What all renderings say the same way. */

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
  unknown: 'not reached',
};

export const mappingWord = ({ origin, path }: Report['mapping']): string => {
  if (origin === 'file') return path ? `file ${path}` : 'file';
  return { port: 'stored in Port', inline: 'inline', default: 'built in', unknown: 'not read' }[origin];
};

export const modeTitle: Record<Report['run']['mode'], string> = {
  sync: 'Port catalog sync',
  plan: 'Port catalog plan',
  check: 'Port mapping check',
};

/** What the outcomes are called in this run's tables: done, or in a plan still to do. */
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

/** As metrics and messages name it. */
export const resourceName = ({ kind, index }: Pick<ResourceReport, 'kind' | 'index'>): string =>
  `${kind}-${index}`;

const phaseOrder: ProblemGroup['phase'][] = ['setup', 'read', 'map', 'write', 'delete'];

/** In the order of a run, as an earlier one may be the cause of a later one; then the most frequent first. */
export const ranked = (problems: readonly ProblemGroup[]): ProblemGroup[] =>
  [...problems].sort(
    (a, b) => phaseOrder.indexOf(a.phase) - phaseOrder.indexOf(b.phase) || b.count - a.count,
  );
