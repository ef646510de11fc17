import { type Problem, ProblemsError } from '../lib/errors.ts';
import type { Mapper, ParsedMapping, Refused } from './types.ts';
import { usablePart } from './usable-part.ts';

/** A mapping as far as it compiles, and what does not. */
export interface Compiled {
  /** The mapping with its usable resources alone. */
  parsed: ParsedMapping;
  refused: readonly Refused[];
}

/**
 * Compiles a mapping. An expression that does not compile costs only what it makes: a nightly sync goes on without it.
 * Throws ProblemsError where nothing is left to read.
 */
export async function compile(parsed: ParsedMapping, mapper: Pick<Mapper, 'check'>): Promise<Compiled> {
  const refused = await mapper.check();
  const mapping = usablePart(parsed.mapping, refused);
  if (refused.length > 0 && mapping.resources.every(({ unusable }) => unusable)) throw notCompiling(refused);
  return { parsed: { ...parsed, mapping }, refused };
}

export const notCompiling = (problems: readonly Problem[]): ProblemsError =>
  new ProblemsError('The mapping has expressions that do not compile:', problems, 'PCS1302');
