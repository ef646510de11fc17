import type { KindDefinition } from '../../kinds/types.ts';
import { storedMapping } from '../../mapping/load-mapping.ts';
import type { ParsedMapping } from '../../mapping/types.ts';
import { type PlannedIntegration, planIntegration, resourcesFor } from '../../port/integration.ts';
import type { DesiredIntegration } from '../../port/integration-plan.ts';
import type { Integration, Port } from '../../port/types.ts';
import type { Settings } from '../../settings/types.ts';

/** What is known before anything is read from Azure DevOps or written to Port. */
export interface Prepared {
  wish: DesiredIntegration;
  planned: PlannedIntegration;
  /** Undefined where Port itself will provide it when the integration is created. */
  parsed: ParsedMapping | undefined;
  /** The mark of a run that died, which does not count. */
  dead?: string;
}

export type Kinds = ReadonlyMap<string, KindDefinition>;

/** Decides what a run would set up and which mapping it goes by. Writes nothing. */
export async function prepare(
  settings: Settings,
  port: Port,
  found: Integration | undefined,
  given: ParsedMapping | undefined,
  kinds: Kinds,
  version: string,
): Promise<Prepared> {
  const wish: DesiredIntegration = {
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
