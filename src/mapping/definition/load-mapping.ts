import { messageOf, ProblemsError, UserError } from '../../lib/errors.ts';
import { readTextFile } from '../../lib/files/text-file.ts';
import type { ParsedMapping } from '../types.ts';
import { type MappableKinds, parseMapping } from './parse-mapping.ts';

/** The place of the mapping, as the inputs say. */
export type MappingInput =
  | { from: 'port' }
  | { from: 'file'; path: string }
  | { from: 'inline'; text: string };

/**
 * The mapping that an input gives, parsed; undefined where Port keeps it. Throws ProblemsError with everything that
 * is wrong with it, UserError where its file cannot be read.
 */
export async function givenMapping(
  input: MappingInput,
  kinds: MappableKinds,
): Promise<ParsedMapping | undefined> {
  if (input.from === 'port') return undefined;
  if (input.from === 'inline') return notEmpty(parseMapping({ text: input.text }, kinds, { from: 'inline' }));
  const { path } = input;
  return notEmpty(parseMapping({ text: await textOf(path), path }, kinds, { from: 'file', path }));
}

/**
 * The mapping that Port keeps, or its default, parsed; undefined where there is none. Throws ProblemsError.
 * `resourcesPath`: the folder with the user's own default mapping.
 */
export function storedMapping(
  config: Record<string, unknown> | undefined,
  from: 'port' | 'default',
  kinds: MappableKinds,
  resourcesPath?: string,
): ParsedMapping | undefined {
  if (!config) return undefined;
  const origin = from === 'default' && resourcesPath ? { from, path: resourcesPath } : { from };
  return notEmpty(parseMapping({ document: config }, kinds, origin));
}

async function textOf(path: string): Promise<string> {
  try {
    return await readTextFile(path);
  } catch (error) {
    const hint =
      error instanceof UserError
        ? error.hint
        : 'Give its path relative to the working directory, and check that the repository is checked out.';
    throw new UserError(`The mapping file ${path} could not be read: ${messageOf(error)}.`, hint, {
      cause: error,
      code: 'PCS1303',
    });
  }
}

/** A user's mapping that lists nothing is a mistake: every run by it would do nothing. */
function notEmpty(parsed: ParsedMapping): ParsedMapping {
  if (parsed.mapping.resources.length > 0 || parsed.origin.from === 'default') return parsed;
  throw new ProblemsError(
    'The mapping is empty:',
    [
      {
        where: 'resources',
        message: 'It lists nothing to sync.',
        hint: 'List at least one kind; in Port the mapping is under Data sources.',
      },
    ],
    'PCS1304',
  );
}
