import type { KindDefinition } from '../../kinds/types.ts';
import { messageOf, ProblemsError, UserError } from '../../lib/errors.ts';
import { readTextFile } from '../../lib/text-file.ts';
import { parseMapping } from '../../mapping/parse.ts';
import type { ParsedMapping } from '../../mapping/types.ts';
import {
  type IntegrationWish,
  type PlannedIntegration,
  planIntegration,
  resourcesFor,
} from '../../port/integration.ts';
import type { Integration, Port } from '../../port/types.ts';
import type { Settings } from '../../settings/read.ts';

/** What is known before anything is read from Azure DevOps or written to Port. */
export interface Prepared {
  wish: IntegrationWish;
  planned: PlannedIntegration;
  /** Undefined where Port itself will provide it when the integration is created. */
  parsed: ParsedMapping | undefined;
  /** The mark of a run that died, which does not count. */
  dead?: string;
}

export type Kinds = ReadonlyMap<string, KindDefinition>;

/** A mapping of the user's that lists nothing is a mistake: a run by it would do nothing, night after night. */
const notEmpty = (parsed: ParsedMapping): ParsedMapping => {
  if (parsed.mapping.resources.length > 0 || parsed.origin.from === 'default') return parsed;
  throw new ProblemsError('The mapping is empty:', [
    {
      where: 'resources',
      message: 'It lists nothing to sync.',
      hint: 'List at least one kind; in Port the mapping is under Data sources.',
    },
  ]);
};

/** The mapping that an input gives, parsed. Throws ProblemsError or UserError. */
export async function givenMapping(
  source: Settings['mapping'],
  kinds: Kinds,
): Promise<ParsedMapping | undefined> {
  if (source.from === 'port') return undefined;
  if (source.from === 'inline')
    return notEmpty(parseMapping({ text: source.text }, kinds, { from: 'inline' }));
  const { path } = source;
  let text: string;
  try {
    text = await readTextFile(path);
  } catch (error) {
    const hint =
      error instanceof UserError
        ? error.hint
        : 'Give its path relative to the working directory, and check that the repository is checked out.';
    throw new UserError(`The mapping file ${path} could not be read: ${messageOf(error)}.`, hint, {
      cause: error,
    });
  }
  return notEmpty(parseMapping({ text, path }, kinds, { from: 'file', path }));
}

/** Decides what a run would set up and which mapping it goes by. Writes nothing. */
export async function prepare(
  settings: Settings,
  port: Port,
  found: Integration | undefined,
  given: ParsedMapping | undefined,
  kinds: Kinds,
  version: string,
): Promise<Prepared> {
  const wish: IntegrationWish = {
    initializePortResources: settings.initializePortResources,
    createPortResourcesOrigin: settings.createPortResourcesOrigin,
    resources: await resourcesFor(settings.resourcesPath),
    ...(given && { document: given.document }),
    saveMapping: settings.saveMapping,
    version,
  };
  const planned = await planIntegration(port, wish, found);
  const { config, configOrigin } = planned;
  return {
    wish,
    planned,
    parsed: given ?? storedMapping(config, configOrigin, kinds, settings.resourcesPath),
  };
}

export function storedMapping(
  config: Record<string, unknown> | undefined,
  from: 'port' | 'default',
  kinds: Kinds,
  resourcesPath?: string,
): ParsedMapping | undefined {
  if (!config) return undefined;
  const origin = from === 'default' && resourcesPath ? { from, path: resourcesPath } : { from };
  return notEmpty(parseMapping({ document: config }, kinds, origin));
}
