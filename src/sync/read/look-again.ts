import { isOwnMistake, messageOf } from '../../lib/errors.ts';
import type { Mapping, Resource } from '../../mapping/types.ts';
import { canFeed } from '../catalog/targets.ts';
import { entitiesIn } from '../load/loader.ts';
import type { Held } from '../reconcile/stale.ts';
import type { Run } from '../state.ts';
import { extract } from './read-lists.ts';
import { availableOn, planReads } from './read-plan.ts';

const FOUND = 'two readings of the lists disagree: it was in the second one, and not in the first';

/**
 * Reads all lists that can feed some blueprints once more, and writes nothing. Gives the entities that are there
 * after all, and all of a blueprint whose lists could not be read in full.
 */
export async function lookAgain(run: Run, gone: ReadonlyMap<string, readonly string[]>): Promise<Held[]> {
  const { settings, tools, prepared, mapper, feeds, now } = run;
  const { signal } = tools.stop;
  const blueprints = [...gone.keys()];
  const feeding = feeds.filter((feed) => blueprints.some((blueprint) => canFeed(feed, blueprint)));
  const missing = new Map(blueprints.map((blueprint) => [blueprint, new Set(gone.get(blueprint))]));
  const held: Held[] = [];
  const hold = (blueprint: string, identifier: string, reason: string) => {
    if (missing.get(blueprint)?.delete(identifier)) held.push({ blueprint, identifier, reason });
  };
  const incomplete = (resources: readonly Resource[], error: unknown) => {
    const names = [...new Set(resources.map(({ kind }) => kind))].join(', ');
    if (isOwnMistake(error)) run.tally.problem('delete', names, error);
    const reason = `most of this blueprint would go, and its lists could not be read a second time: ${messageOf(error)}`;
    for (const feed of feeding) {
      if (!resources.includes(feed.resource)) continue;
      for (const blueprint of blueprints.filter((one) => canFeed(feed, one)))
        for (const identifier of [...(missing.get(blueprint) ?? [])]) hold(blueprint, identifier, reason);
    }
  };
  const resources = [...new Set(feeding.map(({ resource }) => resource))];
  const part: Mapping = { ...prepared.parsed.mapping, resources };
  const lists = planReads(part, tools.kinds);
  tools.log.info(`Most of ${blueprints.join(', ')} would go: their lists are read once more.`);
  await Promise.all(
    tools.organisations.map(({ devops }, index) =>
      extract(
        availableOn(devops.organisation.hosting, lists).branches,
        {
          devops,
          index,
          scope: settings.scope,
          now,
          parallel: settings.maxConcurrency,
          signal,
        },
        {
          async deliver(resource, items) {
            for (const { blueprint, key } of entitiesIn(await mapper.map(resource, items, signal)))
              if (key !== undefined) hold(blueprint, key, FOUND);
          },
          async exist(resource, items) {
            const identified = await mapper.identify(resource, items, signal);
            // One that is named and not shown holds back by itself already, from the first reading.
            for (const [i, item] of items.entries())
              if (!identified[i] && item.error !== undefined) incomplete([resource], item.error);
            const known = identified.filter((mapped) => mapped !== undefined);
            for (const { blueprint, key } of entitiesIn(known))
              if (key !== undefined) hold(blueprint, key, FOUND);
          },
          incomplete,
          note() {},
          warn() {},
          ended() {},
        },
      ),
    ),
  );
  return held;
}
