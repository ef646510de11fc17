import { isOwnMistake, messageOf } from '../../../lib/errors.ts';
import { isFatal } from '../../../port/fatal.ts';
import { PORT_PRECISION_MS } from '../../../port/port.ts';
import type { PendingEntity } from '../pending-entity.ts';
import type { WriteOptions } from '../write-options.ts';
import type { WriteOutcome } from './port-writer.ts';

type Answer = readonly [PendingEntity, WriteOutcome];

/**
 * Marks entities that Port had before this run, whoever owns them. By its answer they are not created. Neither are those
 * that it has made itself a moment ago, as another entity of this run relates to them.
 */
export async function noteThereBefore(
  blueprint: string,
  answers: readonly Answer[],
  options: WriteOptions,
): Promise<void> {
  const { writer, since, counters, signal, fatal } = options;
  if (since === undefined || !writer.there) return;
  const doubtful = answers.flatMap((answer) => doubtfulIn(answer, options));
  if (doubtful.length === 0) return;
  try {
    const identifiers = [...new Set(doubtful.map(({ identifier }) => identifier))];
    const there = await writer.there(blueprint, identifiers, since - PORT_PRECISION_MS);
    for (const one of doubtful) one.isThere = there.has(one.identifier);
  } catch (error) {
    if (isFatal(error)) fatal(error);
    else if (isOwnMistake(error)) counters.problem('write', blueprint, error);
    else if (!signal.aborted)
      counters.warn(`Some of ${blueprint} may count as created that Port had already: ${messageOf(error)}`);
  }
}

/** The answer to a write of which nobody knows whether the run has made the entity. */
function doubtfulIn(
  [{ blueprint, slot: known }, answer]: Answer,
  { catalog }: WriteOptions,
): Extract<WriteOutcome, { result: 'written' }>[] {
  if (answer.result !== 'written' || answer.created !== false || answer.isThere !== undefined) return [];
  const entities = catalog.indexOf(blueprint);
  const slot = known ?? entities?.find(answer.identifier);
  if (!entities || slot === undefined || entities.owned(slot) || !entities.referenced(slot)) return [];
  return entities.overallOutcome(slot) === 'created' ? [] : [answer];
}
