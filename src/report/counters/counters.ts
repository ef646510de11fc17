import type { PartialItem, RawItem } from '../../kinds/types.ts';
import { isOwnMistake, messageOf } from '../../lib/errors.ts';
import type { MappedItem, Mapping, Resource } from '../../mapping/types.ts';
import { emptyResourceReport } from '../empty.ts';
import { brokenExpressions } from '../problems/broken-expressions.ts';
import { createProblemList, type ProblemList, placed } from '../problems/problem-list.ts';
import type { ProblemGroup, Report, ResourceReport } from '../report.ts';
import type { UnreadPart, UnreadParts } from '../unread.ts';
import { itemName } from '../words/item-name.ts';
import { countMapped } from './count-mapped.ts';
import { type AllProjectCounts, createProjectCounts } from './project-counts.ts';
import { createUnreadList, type UnreadList } from './unread-list.ts';

/** Counts the run as it goes: per resource, problems grouped, notes, warnings. */
export interface Counters {
  readonly resources: readonly ResourceReport[];
  reportOf(resource: Resource): ResourceReport;
  /** Counts what the mapping made of some raw items, aligned with them. */
  countMapped(resource: Resource, mapped: readonly MappedItem[], items: readonly RawItem[]): void;
  /** All items of a resource have been mapped: an expression that gave nothing for any of them is a mistake. */
  checkExpressions(resource: Resource): void;
  /**
   * Items of which more could not be read. They are told as problems; the resource stays complete. `place` as below.
   */
  countPartial(resource: Resource, items: readonly PartialItem[], place?: string): void;
  /** `part`: what was not read, if that is known. `place`: the organisation, where several are read. */
  markIncomplete(resources: readonly Resource[], error: unknown, part?: UnreadPart, place?: string): void;
  /**
   * An item that the service names and does not show, as its route documents: not a problem, and not proof of anything.
   */
  countNotShown(resource: Resource, item: UnreadPart): void;
  /** The run ended while lists were read: none of the resources counts as read in full. */
  cutShort(reason: string): void;
  problem(phase: ProblemGroup['phase'], subject: string, error: unknown, example?: string): void;
  note(reason: string, kinds: readonly string[]): void;
  readonly projects: AllProjectCounts;
  warn(message: string): void;
  /** The first of our own mistakes, where every resource met one and nothing came of any. */
  readonly onlyMistake: Error | undefined;
  /** Unread parts of a resource; empty for a complete one. */
  unread(resource: Resource): UnreadParts;
  readonly problems: ProblemGroup[];
  readonly notes: Report['notes'];
  readonly warnings: string[];
}

/** `debug` hears where a mistake of ours was made. */
export function createCounters(mapping: Mapping, debug: (message: string) => void = () => {}): Counters {
  const resources = mapping.resources.map(emptyResourceReport);
  const problems = createProblemList(debug);
  const unread = createUnreadList(mapping.resources, resources);
  const notes = createNotes();
  const warnings = new Set<string>();
  const projects = createProjectCounts();
  const mistaken = new Set<Resource>();
  const parts = {
    resources,
    problems,
    unread,
    mistaken,
    warn: (message: string) => void warnings.add(message),
  };
  return {
    resources,
    reportOf: ({ index }) => resources[index] as ResourceReport,
    problem: problems.tell,
    ...mappedCounters(parts),
    ...readCounters(parts),
    note: notes.add,
    projects,
    warn: parts.warn,
    get onlyMistake() {
      return nothingCame(mapping, parts) ? problems.mistake : undefined;
    },
    unread: ({ index }) => unread.of(index),
    get problems() {
      return problems.groups;
    },
    get notes() {
      return notes.all();
    },
    get warnings() {
      return [...warnings];
    },
  };
}

interface Parts {
  resources: ResourceReport[];
  problems: ProblemList;
  unread: UnreadList;
  /** Resources that met a mistake of ours. */
  mistaken: Set<Resource>;
  warn(message: string): void;
}

const mappedCounters = ({
  resources,
  problems: { tell },
  unread,
  warn,
}: Parts): Pick<Counters, 'countMapped' | 'checkExpressions'> => ({
  countMapped({ index, kind }, mapped, items) {
    countMapped(resources[index] as ResourceReport, mapped, items, {
      warn,
      unread: (error, example) => tell('read', kind, error, example),
      failed(field, place, message, example) {
        unread.leave(index, `${field} could not be evaluated`);
        tell('map', kind, new Error(`${place}: ${message}`), example);
      },
    });
  },
  checkExpressions({ index, kind }) {
    for (const error of brokenExpressions(resources[index] as ResourceReport)) {
      unread.leave(index, messageOf(error), undefined, error);
      tell('map', kind, error);
    }
  },
});

const readCounters = ({
  resources,
  problems: { tell },
  unread,
  mistaken,
}: Parts): Pick<Counters, 'countPartial' | 'markIncomplete' | 'countNotShown' | 'cutShort'> => ({
  countPartial(resource, items, place) {
    (resources[resource.index] as ResourceReport).partial += items.length;
    for (const { item, error } of items) {
      if (error !== undefined) tell('read', resource.kind, error, itemName(item), place);
      if (isOwnMistake(error)) mistaken.add(resource);
    }
  },
  markIncomplete(affected, error, part, place) {
    const message = placed(place, messageOf(error));
    for (const resource of affected) {
      unread.leave(resource.index, message, part, error);
      if (isOwnMistake(error)) mistaken.add(resource);
    }
    const kinds = [...new Set(affected.map((r) => r.kind))].join(', ');
    tell('read', kinds || 'organisation', error, message, place);
  },
  countNotShown: ({ index }, part) => unread.notShown(index, part),
  cutShort(reason) {
    for (const { index } of resources) unread.leave(index, reason);
  },
});

function createNotes(): { add: Counters['note']; all(): Report['notes'] } {
  const notes = new Map<string, Report['notes'][number]>();
  return {
    add(reason, kinds) {
      const known = notes.get(reason);
      if (!known) notes.set(reason, { reason, count: 1, kinds: [...kinds] });
      else {
        known.count += 1;
        known.kinds = [...new Set([...known.kinds, ...kinds])];
      }
    },
    all: () => [...notes.values()],
  };
}

/** Whether every resource came to nothing but mistakes of ours. */
function nothingCame({ resources: mapped }: Mapping, { resources, problems, mistaken }: Parts): boolean {
  const allEmpty = mapped.every((resource) => {
    const { created, updated, unchanged, refused } = resources[resource.index] as ResourceReport;
    return created + updated + unchanged === 0 && (mistaken.has(resource) || refused > 0);
  });
  const refused = resources.reduce((sum, report) => sum + report.refused, 0);
  return allEmpty && refused <= problems.unwritten;
}
