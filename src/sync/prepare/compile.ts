import { type Problem, ProblemsError, UserError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Mapper, ParsedMapping, Refused } from '../../mapping/types.ts';
import { usablePart } from '../../mapping/usable.ts';
import type { Tally } from '../../report/counters.ts';

/** A mapping as far as it compiles, and what does not. */
export interface Compiled {
  /** Its resources are the usable part. */
  parsed: ParsedMapping;
  refused: readonly Refused[];
}

/**
 * One expression that does not compile costs only what it makes: a catalog that syncs every night does not stop for
 * it. Throws ProblemsError where nothing is left to read.
 */
export async function compile(parsed: ParsedMapping, mapper: Pick<Mapper, 'check'>): Promise<Compiled> {
  const refused = await mapper.check();
  const mapping = usablePart(parsed.mapping, refused);
  if (refused.length > 0 && mapping.resources.every(({ unusable }) => unusable)) throw notCompiling(refused);
  return { parsed: { ...parsed, mapping }, refused };
}

export const notCompiling = (problems: readonly Problem[]): ProblemsError =>
  new ProblemsError('The mapping has expressions that do not compile:', problems);

/** What does not compile, and what the run does without it. */
export function tellRefused({ parsed, refused }: Compiled, tally: Tally, log: Log): void {
  const { enableMergeEntity } = parsed.mapping;
  for (const { where, message, hint, resource } of refused) {
    const unread = parsed.mapping.resources[resource.index]?.unusable;
    const consequence = unread
      ? 'The resource is not read, and nothing that it makes is deleted.'
      : enableMergeEntity
        ? 'What Port holds there stays.'
        : 'With enableMergeEntity: false its entities would lose what Port holds there: they are not written.';
    const error = new UserError(`${message} ${consequence}`, hint);
    const about = { kind: resource.kind, index: resource.index, phase: 'transform' as const };
    log.error(`${where}: ${error.message}${hint ? ` ${hint}` : ''}`, about);
    tally.problem('setup', where, error);
  }
}
