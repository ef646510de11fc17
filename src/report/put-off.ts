/**
 * Deletions that a run put off (`deletions: later`): proven to be gone and within the limits. A run with `mode: delete`
 * makes up for them, when all other runs that write to the same catalog have ended.
 */
export interface PutOff {
  integration: string;
  /** The base URL of Port's API. */
  port: string;
  run: { id: string; startedAt: string };
  /** The begin of the run, ISO 8601 by Port's clock. Entities that were written later stay. */
  asOf: string;
  deleteDependentEntities: boolean;
  /** Blueprints of which the run may not have written all that it should. `*`: any. */
  notWritten: readonly string[];
  /** Blueprints in the order of the deletions: dependents before what they depend on. */
  entities: readonly PutOffEntity[];
}

export interface PutOffEntity {
  blueprint: string;
  identifier: string;
}

/** The file of the summary folder that holds them. */
export const PUT_OFF_FILE = 'deletions.ndjson';
/** The name for any blueprint, in `notWritten`. */
export const ANY_BLUEPRINT = '*';

const FORMAT = 1;

/** The lines of the file: the head, a line for each entity, and an end that tells a whole file from one cut short. */
export function* putOffLines({ entities, ...head }: PutOff): Generator<unknown> {
  yield { format: FORMAT, ...head };
  for (const { blueprint, identifier } of entities) yield [blueprint, identifier];
  yield { end: entities.length };
}

/** Throws for what is not such a file, or not a whole one. */
export function parsePutOff(text: string): PutOff {
  const lines = text.split('\n').filter((line) => line !== '');
  const [first, ...rest] = lines.map(parsed);
  const last = rest.pop();
  if (!isHead(first)) throw new Error('it is not a file of deletions that were put off');
  if (!isObject(last) || last.end !== rest.length) throw new Error('it was cut short');
  const entities = rest.map((line) => {
    const [blueprint, identifier] = Array.isArray(line) ? line : [];
    if (typeof blueprint !== 'string' || typeof identifier !== 'string')
      throw new Error('a line of it names no entity');
    return { blueprint, identifier };
  });
  return { ...first, entities };
}

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTime = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));

const isHead = (value: unknown): value is Omit<PutOff, 'entities'> =>
  isObject(value) &&
  value.format === FORMAT &&
  typeof value.integration === 'string' &&
  typeof value.port === 'string' &&
  isObject(value.run) &&
  typeof value.run.id === 'string' &&
  isTime(value.run.startedAt) &&
  isTime(value.asOf) &&
  typeof value.deleteDependentEntities === 'boolean' &&
  Array.isArray(value.notWritten) &&
  value.notWritten.every((name) => typeof name === 'string');
