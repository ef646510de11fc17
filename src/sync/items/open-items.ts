import { type ItemPath, selectItems } from '../../kinds/item-selection.ts';
import { UserError } from '../../lib/errors.ts';
import { compile } from '../../mapping/compile.ts';
import { givenMapping, storedMapping } from '../../mapping/definition/load-mapping.ts';
import type { ParsedMapping, Resource } from '../../mapping/types.ts';
import { refuseForeign } from '../../port/integration/integration-plan.ts';
import type { Blueprint, Integration } from '../../port/types.ts';
import type { Counters } from '../../report/counters/counters.ts';
import type { Settings } from '../../settings/types.ts';
import { planItemTargets } from '../catalog/mapping-target.ts';
import type { SyncContext } from '../context.ts';
import { choosePart } from '../prepare/choose-part.ts';
import type { ItemsOutcome } from './items-outcome.ts';
import { createOwnedCount } from './owned-count.ts';
import { runChosen } from './run-items.ts';
import { createWrittenHere, type WrittenHere } from './written-here.ts';

/** Runs over single items by one mapping, any number, one after the other: a later reading is never overwritten. */
export interface Items {
  /** The kinds of the mapping. */
  readonly kinds: ReadonlySet<string>;
  /** The mapping as it was given, before its expressions were compiled. */
  readonly parsed: ParsedMapping;
  readonly blueprints: readonly Blueprint[];
  /** The integration as it was found. */
  readonly integration: Integration;
  /** Rejects with what ended the run: Port out of reach, a change that could not be told, the context's stop. */
  run(paths: readonly ItemPath[]): Promise<ItemsOutcome>;
  /** Ends the workers of the mapping. */
  close(): Promise<void>;
}

/** The mapping and the blueprints that digests are of. */
export type Covered = Pick<Items, 'parsed' | 'blueprints'>;

/** Lets increments look anew at what is about to be written of these resources. Never rejects: counters hear of failures. */
export type ForgetDigests = (
  settings: Settings,
  context: Pick<SyncContext, 'port' | 'kinds' | 'log' | 'tool' | 'stop'>,
  covered: Covered,
  resources: readonly Resource[],
  counters: Counters,
) => Promise<void>;

/**
 * Loads the mapping and the blueprints, from which on `run` asks Port for nothing but entities. To be opened anew when
 * either has changed; `written` goes on from one to the next. Throws UserError or ProblemsError where no item can be
 * synced: there is no integration yet, or its mapping cannot be used.
 */
export async function openItems(
  settings: Settings,
  context: SyncContext,
  written: WrittenHere = createWrittenHere(),
  forget: ForgetDigests = async () => {},
): Promise<Items> {
  const { port, kinds, inputLabel } = context;
  const { integration, mapping } = await mappingOf(settings, context);
  const parsed = choosePart(mapping, kinds, settings.scope, inputLabel);
  const mapper = context.createMapper(parsed.mapping);
  try {
    const [compiled, blueprints] = await Promise.all([compile(parsed, mapper), port.blueprints()]);
    const targets = planItemTargets(compiled.parsed.mapping);
    const owned = createOwnedCount(port, context.clock);
    const beforeWrite = (resources: readonly Resource[], counters: Counters) =>
      forget(settings, context, { parsed, blueprints }, resources, counters);
    const state = { settings, context, compiled, mapper, targets, blueprints, written, owned, beforeWrite };
    let last: Promise<unknown> = Promise.resolve();
    return {
      kinds: new Set(compiled.parsed.mapping.resources.map(({ kind }) => kind)),
      parsed,
      blueprints,
      integration,
      run(paths) {
        const next = last.then(() => runChosen(state, selectItems(paths)));
        last = next.catch(() => {});
        return next;
      },
      async close() {
        await last;
        await mapper.close();
      },
    };
  } catch (error) {
    await mapper.close();
    throw error;
  }
}

/** The mapping that the inputs give, or that Port keeps. */
export async function mappingOf(
  settings: Settings,
  { port, kinds }: SyncContext,
): Promise<{ integration: Integration; mapping: ParsedMapping }> {
  const [given, integration] = await Promise.all([givenMapping(settings.mapping, kinds), port.integration()]);
  if (integration) refuseForeign(integration);
  const config = integration?.config ?? undefined;
  // Port's mapping is not looked at where one is given, as in a sync.
  const isStored = config !== undefined && Object.keys(config).length > 0;
  const mapping = given ?? (isStored ? storedMapping(config, 'port', kinds) : undefined);
  if (integration && mapping) return { integration, mapping };
  throw new UserError(
    `The integration "${settings.integrationIdentifier}" ${integration ? 'has no mapping' : 'does not exist'} in Port yet.`,
    'Run a full sync first.',
    { code: 'PCS1304' },
  );
}
