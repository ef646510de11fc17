import type { PortEmulator, PortEntity } from '../emulators/port/types.ts';
import { isOwned } from './catalog.ts';

/** An entity as a check sees it. */
export interface Seen {
  blueprint: string;
  identifier: string;
  owned: boolean;
  datasource: string;
  /** `title`, `properties.url`, `relations.project` → value; those without a value left out. */
  fields: Record<string, unknown>;
}

/** A catalog at one moment, by `blueprint/identifier`. */
export type Snapshot = ReadonlyMap<string, Seen>;

export const snapshot = (port: PortEmulator): Snapshot => snapshotOf(port.entities());

export const snapshotOf = (entities: readonly PortEntity[]): Snapshot =>
  new Map(entities.map((entity) => [keyOf(entity), seen(entity)]));

export const keyOf = ({ blueprint, identifier }: { blueprint: string; identifier: string }): string =>
  `${blueprint}/${identifier}`;

const seen = (entity: PortEntity): Seen => ({
  blueprint: entity.blueprint,
  identifier: entity.identifier,
  owned: isOwned(entity),
  datasource: entity.datasource,
  fields: Object.fromEntries(
    [
      ['title', entity.title] as const,
      ...group('properties', entity.properties),
      ...group('relations', entity.relations),
    ].filter(([, value]) => value !== null && value !== undefined),
  ),
});

const group = (name: string, values: Record<string, unknown>) =>
  Object.entries(values).map(([key, value]) => [`${name}.${key}`, value] as const);
