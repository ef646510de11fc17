import { AzureDevOpsError } from '../../azure-devops/types.ts';
import { isOwnMistake, messageOf, REPORT_IT, stackOf, UserError } from '../../lib/errors.ts';
import { PortError } from '../../port/port-error.ts';
import type { ProblemGroup } from '../report.ts';
import { codeOf } from './code-of.ts';

/** The problems of a run, equal ones told once with their count. */
export interface ProblemList {
  /** `place`: the organisation, where several are read. */
  tell(phase: ProblemGroup['phase'], subject: string, error: unknown, example?: string, place?: string): void;
  /** The groups, the most frequent first. */
  readonly groups: ProblemGroup[];
  /** The first of our own mistakes. */
  readonly mistake: Error | undefined;
  /** Entities that a mistake of ours kept from being written. */
  readonly unwritten: number;
}

/** `debug` hears where a mistake of ours was made. */
export function createProblemList(debug: (message: string) => void): ProblemList {
  const groups = new Map<string, ProblemGroup>();
  let mistake: Error | undefined;
  let unwritten = 0;
  return {
    tell(phase, subject, error, example, place) {
      const { key, message, hint } = describe(error);
      const id = `${phase} ${isOneCause(error) ? '' : subject} ${place ?? ''} ${key}`;
      const known = groups.get(id);
      if (known) {
        known.count += 1;
        known.subject = withSubject(known.subject, subject);
      } else {
        const stack = stackOf(error);
        if (stack) debug(`${subject}: ${stack}`);
        groups.set(id, {
          code: codeOf(error, phase),
          phase,
          subject,
          message: placed(place, message),
          count: 1,
          ...(example && example !== placed(place, message) && { example }),
          ...(hint && { hint }),
          ...(isOwnMistake(error) && { defect: true as const }),
        });
      }
      if (!isOwnMistake(error)) return;
      mistake ??= error;
      if (phase === 'write') unwritten += 1;
    },
    get groups() {
      return [...groups.values()].sort((a, b) => b.count - a.count);
    },
    get mistake() {
      return mistake;
    },
    get unwritten() {
      return unwritten;
    },
  };
}

/** A message with the place that it is of. */
export const placed = (place: string | undefined, message: string): string =>
  place === undefined ? message : `${place}: ${message}`;

/**
 * Whether the same error is one cause, whatever was being read or written: it is told once, with all that it concerns.
 */
function isOneCause(error: unknown): boolean {
  if (isOwnMistake(error)) return true;
  if (error instanceof AzureDevOpsError) return error.likelyCause === 'credential' || error.code === STOPPED;
  return error instanceof UserError && error.code === 'PCS2109';
}

/** The service's code of an organisation that is stopped. */
const STOPPED = 'TF24668';

/** Kinds and blueprints that a problem names. */
const MOST_SUBJECTS = 30;

function withSubject(known: string, more: string): string {
  const subjects = known.split(', ');
  const added = more.split(', ').filter((subject) => !subjects.includes(subject));
  return subjects.length >= MOST_SUBJECTS ? known : [...subjects, ...added].join(', ');
}

/** The key that makes two errors the same problem, and the words that tell it. */
function describe(error: unknown): { key: string; message: string; hint?: string } {
  if (error instanceof AzureDevOpsError)
    return {
      key: isOneCause(error)
        ? `${error.likelyCause} ${error.lapsed}`
        : `${error.call.route} ${error.status ?? error.likelyCause} ${error.code ?? ''}`,
      message: error.message,
      ...(error.hint && { hint: error.hint }),
    };
  if (error instanceof PortError || error instanceof UserError)
    return { key: error.message, message: error.message, ...(error.hint && { hint: error.hint }) };
  const message = messageOf(error);
  return { key: message, message, ...(isOwnMistake(error) && { hint: REPORT_IT }) };
}
