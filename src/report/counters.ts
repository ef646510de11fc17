import { AzureDevOpsError } from '../azure-devops/types.ts';
import type { PartialItem, RawItem } from '../kinds/types.ts';
import { isOwnMistake, messageOf, REPORT_IT, stackOf, UserError } from '../lib/errors.ts';
import { ITEMS_PLACE } from '../mapping/items-to-parse.ts';
import type { MappedItem, Mapping, Resource } from '../mapping/types.ts';
import { PortError } from '../port/types.ts';
import { codeOf } from './code-of.ts';
import { itemName } from './item-name.ts';
import type { ProblemGroup, Report, ResourceReport } from './report.ts';
import type { UnreadPart, UnreadParts } from './unread.ts';

/** Counts the run as it goes: per resource, problems grouped, notes, warnings. */
export interface Counters {
  readonly resources: readonly ResourceReport[];
  reportOf(resource: Resource): ResourceReport;
  /** Counts what the mapping made of some raw items, aligned with them. */
  countMapped(resource: Resource, mapped: readonly MappedItem[], items: readonly RawItem[]): void;
  /** All items of a resource have been mapped: an expression that gave nothing for any of them is a mistake. */
  checkExpressions(resource: Resource): void;
  /** Items of which more could not be read. They are told as problems; the resource stays complete. `place` as below. */
  countPartial(resource: Resource, items: readonly PartialItem[], place?: string): void;
  /** `part`: what was not read, if that is known. `place`: the organisation, where several are read. */
  markIncomplete(resources: readonly Resource[], error: unknown, part?: UnreadPart, place?: string): void;
  /** An item that the service names and does not show, as its route documents: not a problem, and not proof of anything. */
  countNotShown(resource: Resource, item: UnreadPart): void;
  /** The run ended while lists were read: none of the resources counts as read in full. */
  cutShort(reason: string): void;
  problem(phase: ProblemGroup['phase'], subject: string, error: unknown, example?: string): void;
  note(reason: string, kinds: readonly string[]): void;
  warn(message: string): void;
  /** The first of our own mistakes, where every resource met one and nothing came of any. */
  readonly onlyMistake: Error | undefined;
  /** What was not read of a resource; empty for a complete one. */
  unread(resource: Resource): UnreadParts;
  readonly problems: ProblemGroup[];
  readonly notes: Report['notes'];
  readonly warnings: string[];
}

const MOST_REASONS = 20;
/** Unread parts of a resource that are told apart. */
const MOST_PARTS = 1_000;

/** `debug` hears where a mistake of ours was made. */
export function createCounters(mapping: Mapping, debug: (message: string) => void = () => {}): Counters {
  const resources = mapping.resources.map(emptyReport);
  const problems = new Map<string, ProblemGroup>();
  const notes = new Map<string, { reason: string; count: number; kinds: string[] }>();
  const warnings = new Set<string>();
  const mistaken = new Set<Resource>();
  let mistake: Error | undefined;
  /** Refused by nobody but a mistake of ours. */
  let unwritten = 0;
  const reportOf = (resource: Resource) => resources[resource.index] as ResourceReport;
  const unread = mapping.resources.map(({ unusable, leftAlone }) => ({
    parts: new Map<string, UnreadParts['parts'][number]>(),
    anything: unusable !== undefined || leftAlone !== undefined,
    errors: [] as unknown[],
  }));
  /** Notes what was not read of a resource; without a part it may be anything. */
  const leave = (index: number, reason: string, part?: UnreadPart, error?: unknown) => {
    const left = unread[index] as (typeof unread)[number];
    const report = resources[index] as ResourceReport;
    report.complete = false;
    addReason(report, reason);
    if (!part || part.parents.length === 0 || left.parts.size >= MOST_PARTS) {
      left.anything = true;
      if (error !== undefined && left.errors.length < MOST_REASONS) left.errors.push(error);
    } else {
      const key = JSON.stringify(part.parents);
      if (!left.parts.has(key)) left.parts.set(key, { part, error });
    }
  };

  const tell = (
    phase: ProblemGroup['phase'],
    subject: string,
    error: unknown,
    example?: string,
    place?: string,
  ) => {
    const { key, message: said, hint } = describe(error);
    const message = placed(place, said);
    const id = `${phase} ${subject} ${place ?? ''} ${key}`;
    const group = problems.get(id);
    if (group) group.count += 1;
    else {
      const stack = stackOf(error);
      if (stack) debug(`${subject}: ${stack}`);
      problems.set(id, {
        code: codeOf(error, phase),
        phase,
        subject,
        message,
        count: 1,
        ...(example && { example }),
        ...(hint && { hint }),
        ...(isOwnMistake(error) && { defect: true as const }),
      });
    }
    if (isOwnMistake(error)) {
      mistake ??= error;
      if (phase === 'write') unwritten += 1;
    }
  };

  return {
    resources,
    reportOf,
    problem: tell,
    countMapped(resource, mapped, items) {
      const report = reportOf(resource);
      const place = (field: string) => `resources[${resource.index}].${field}`;
      for (const [i, item] of mapped.entries()) {
        report.rawItems += 1;
        if (item.skipped !== undefined) {
          report.skipped += 1;
          warnings.add(`resources[${resource.index}] (kind "${resource.kind}"): ${item.skipped}`);
        }
        for (const outcome of item.outcomes) {
          report.items += 1;
          report[outcome.result] += 1;
          if (outcome.result !== 'filtered')
            for (const { error } of outcome.entities.flatMap(({ unread = [] }) => unread))
              tell('read', resource.kind, error, itemName(items[i]));
          if (outcome.result === 'misconfigured')
            for (const field of outcome.fields ?? [outcome.field])
              countField(report.misconfiguredFields, place(field), items[i]);
          if (outcome.result === 'failed') {
            leave(resource.index, `${outcome.field} could not be evaluated`);
            const error = new Error(`${place(outcome.field)}: ${outcome.message}`);
            tell('map', resource.kind, error, itemName(items[i]));
          }
        }
        for (const [field, message] of Object.entries(item.fieldErrors ?? {})) {
          const known = report.fieldErrors.find((f) => f.field === place(field));
          if (known) known.count += 1;
          else
            report.fieldErrors.push({ field: place(field), message, count: 1, example: itemName(items[i]) });
        }
      }
    },
    checkExpressions(resource) {
      const report = reportOf(resource);
      for (const error of brokenExpressions(report)) {
        leave(resource.index, messageOf(error), undefined, error);
        tell('map', report.kind, error);
      }
    },
    countPartial(resource, items, place) {
      reportOf(resource).partial += items.length;
      for (const { item, error } of items) {
        if (error !== undefined) tell('read', resource.kind, error, itemName(item), place);
        if (isOwnMistake(error)) mistaken.add(resource);
      }
    },
    markIncomplete(affected, error, part, place) {
      const message = placed(place, messageOf(error));
      for (const resource of affected) {
        leave(resource.index, message, part, error);
        if (isOwnMistake(error)) mistaken.add(resource);
      }
      const kinds = [...new Set(affected.map((r) => r.kind))].join(', ');
      tell('read', kinds || 'organisation', error, message, place);
    },
    countNotShown(resource, part) {
      const left = unread[resource.index] as (typeof unread)[number];
      if (part.parents.length === 0 || left.parts.size >= MOST_PARTS) left.anything = true;
      else left.parts.set(JSON.stringify(part.parents), { part, error: undefined });
    },
    cutShort(reason) {
      for (const { index } of resources) leave(index, reason);
    },
    note(reason, kinds) {
      const known = notes.get(reason);
      if (!known) notes.set(reason, { reason, count: 1, kinds: [...kinds] });
      else {
        known.count += 1;
        known.kinds = [...new Set([...known.kinds, ...kinds])];
      }
    },
    warn(message) {
      warnings.add(message);
    },
    get onlyMistake() {
      const nothingCame = mapping.resources.every((resource) => {
        const { created, updated, unchanged, refused } = reportOf(resource);
        return created + updated + unchanged === 0 && (mistaken.has(resource) || refused > 0);
      });
      const refused = resources.reduce((sum, report) => sum + report.refused, 0);
      return nothingCame && refused <= unwritten ? mistake : undefined;
    },
    unread(resource) {
      const { parts, anything, errors } = unread[resource.index] as (typeof unread)[number];
      return { parts: [...parts.values()], anything, errors };
    },
    get problems() {
      return [...problems.values()].sort((a, b) => b.count - a.count);
    },
    get notes() {
      return [...notes.values()];
    },
    get warnings() {
      return [...warnings];
    },
  };
}

/** A message with the place that it is of. */
export const placed = (place: string | undefined, message: string): string =>
  place === undefined ? message : `${place}: ${message}`;

/** What makes two errors the same problem, and how it is told. */
function describe(error: unknown): { key: string; message: string; hint?: string } {
  if (error instanceof AzureDevOpsError)
    return {
      key: `${error.call.route} ${error.status ?? error.likelyCause} ${error.code ?? ''}`,
      message: error.message,
      ...(error.hint && { hint: error.hint }),
    };
  if (error instanceof PortError || error instanceof UserError)
    return { key: error.message, message: error.message, ...(error.hint && { hint: error.hint }) };
  const message = messageOf(error);
  return { key: message, message, ...(isOwnMistake(error) && { hint: REPORT_IT }) };
}

/** Identifiers and blueprints that were empty for all items, and arrays that no item has. */
function brokenExpressions(report: ResourceReport): UserError[] {
  const taken = report.mapped + report.misconfigured;
  const empty = report.misconfiguredFields
    .filter(({ count }) => count >= taken)
    .map(({ field, example }) => ({
      place: field,
      what: `came out empty for ${all(taken)}, e.g. ${example}`,
    }));
  if (report.skipped > 0 && report.skipped === report.rawItems)
    empty.push({
      place: `resources[${report.index}].${ITEMS_PLACE}`,
      what: `gave no list for ${all(report.skipped)}`,
    });
  return empty.map(
    ({ place, what }) =>
      new UserError(
        `${place} ${what}.`,
        'Correct the expression: check mode shows what it gives. Until then nothing that the resource could make is deleted.',
        { code: 'PCS3002' },
      ),
  );
}

const all = (items: number): string => (items === 1 ? 'the only item' : `all ${items} items`);

function addReason(report: ResourceReport, reason: string): void {
  const known = report.incompleteReasons.find((r) => r.reason === reason);
  if (known) known.count += 1;
  else if (report.incompleteReasons.length < MOST_REASONS)
    report.incompleteReasons.push({ reason, count: 1 });
  else (report.incompleteReasons.at(-1) as { count: number }).count += 1;
}

function countField(
  fields: ResourceReport['misconfiguredFields'],
  field: string,
  item: RawItem | undefined,
): void {
  const known = fields.find((f) => f.field === field);
  if (known) known.count += 1;
  else fields.push({ field, count: 1, example: itemName(item) });
}

function emptyReport(resource: Resource): ResourceReport {
  return {
    index: resource.index,
    kind: resource.kind,
    blueprints: [],
    rawItems: 0,
    items: 0,
    skipped: 0,
    mapped: 0,
    filtered: 0,
    misconfigured: 0,
    failed: 0,
    partial: 0,
    entities: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: 0,
    unsettled: 0,
    complete: !resource.unusable && !resource.leftAlone,
    ...(resource.leftAlone && { leftAlone: true as const }),
    incompleteReasons: resource.unusable
      ? [{ reason: `${resource.unusable} does not compile`, count: 1 }]
      : resource.leftAlone
        ? [{ reason: `left alone by ${resource.leftAlone}`, count: 1 }]
        : [],
    fieldErrors: [],
    misconfiguredFields: [],
    startedSeconds: 0,
    finishedSeconds: 0,
  };
}
