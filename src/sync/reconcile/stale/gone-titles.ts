import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import type { Port } from '../../../port/port.ts';
import type { Change } from '../../../report/change.ts';
import { entityTitle } from '../../../report/words/entity-title.ts';
import type { Catalog } from '../../catalog/catalog.ts';

/** Titles of the entities that no item makes any more, as Port has them: about 100 bytes for each. */
export interface GoneTitles {
  note(blueprint: string, identifier: string, title: unknown): void;
  of(blueprint: string, identifier: string): string | undefined;
}

export function createGoneTitles(): GoneTitles {
  const titles = new Map<string, Map<string, string>>();
  return {
    note(blueprint, identifier, title) {
      const text = entityTitle(title);
      if (text !== undefined && text !== identifier)
        getOrCreate(titles, blueprint, () => new Map<string, string>()).set(identifier, text);
    },
    of: (blueprint, identifier) => titles.get(blueprint)?.get(identifier),
  };
}

type Tell = (change: Change) => Promise<void> | void;

/** Tells changes of entities that no item makes any more with the titles that Port has. */
export const withTitles =
  (change: Tell, titles: GoneTitles): Tell =>
  (made) => {
    const title = made.title ?? titles.of(made.blueprint, made.identifier);
    return change(title === undefined ? made : { ...made, title });
  };

/** The titles of an entity and of its blueprint. */
export const namesBy =
  (catalog: Pick<Catalog, 'blueprint'>, titles: GoneTitles) =>
  ({ blueprint, identifier }: { blueprint: string; identifier: string }) => ({
    blueprintTitle: entityTitle(catalog.blueprint(blueprint)?.title),
    title: titles.of(blueprint, identifier),
  });

/** Positions of a blueprint's entities that are owned and that no item made. */
export function* staleSlots(entities: Catalog['indexes'][number]): Iterable<number> {
  for (let slot = 0; slot < entities.size; slot++)
    if (entities.owned(slot) && !entities.produced(slot)) yield slot;
}

/** Reads the titles of all stale entities, where their ownership is not asked for. */
export async function readGoneTitles(
  catalog: Pick<Catalog, 'indexes' | 'blueprint'>,
  port: Pick<Port, 'searchByIdentifier'>,
  titles: GoneTitles,
  concerns: (blueprint: string) => boolean,
): Promise<void> {
  for (const entities of catalog.indexes) {
    const { blueprint } = entities;
    const identifiers = [...staleSlots(entities)].map((slot) => entities.identifier(slot));
    if (identifiers.length === 0 || !catalog.blueprint(blueprint) || !concerns(blueprint)) continue;
    for await (const page of port.searchByIdentifier(blueprint, identifiers, ['title']))
      for (const { identifier, title } of page) titles.note(blueprint, identifier, title);
  }
}
