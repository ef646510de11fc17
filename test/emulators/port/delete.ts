import { Refusal } from './refusal.ts';
import { blueprintOf, entitiesOf, relationsOf, type State } from './state.ts';
import type { PortEmulatorOptions, PortEntity } from './types.ts';

export type Cascade = NonNullable<PortEmulatorOptions['cascade']>;

interface Pointer {
  entity: PortEntity;
  relation: string;
  required: boolean;
}

/** Every relation that points at one of these entities of a blueprint. */
const pointersAt = (state: State, blueprint: string, identifiers: ReadonlySet<string>): Pointer[] => {
  const pointers: Pointer[] = [];
  for (const source of state.blueprints.values())
    for (const [relation, { target, required }] of relationsOf(source)) {
      if (target !== blueprint) continue;
      for (const entity of entitiesOf(state, source.identifier).values())
        if ([entity.relations[relation] ?? []].flat().some((value) => identifiers.has(value)))
          pointers.push({ entity, relation, required });
    }
  return pointers;
};

const detach = ({ entity, relation }: Pointer, identifiers: ReadonlySet<string>): void => {
  const value = entity.relations[relation];
  entity.relations = {
    ...entity.relations,
    [relation]: Array.isArray(value) ? value.filter((one) => !identifiers.has(one)) : null,
  };
};

/** Entities with all that depends on them, by breadth. */
const withDependents = (state: State, blueprint: string, identifiers: string[], cascade: Cascade) => {
  const doomed = new Map<string, Set<string>>();
  const queue: [string, Set<string>][] = [[blueprint, new Set(identifiers)]];
  for (let level = queue.shift(); level; level = queue.shift()) {
    const [of, wanted] = level;
    const known = doomed.get(of) ?? new Set();
    const fresh = new Set([...wanted].filter((id) => !known.has(id)));
    if (fresh.size === 0) continue;
    doomed.set(of, new Set([...known, ...fresh]));
    const next = new Map<string, Set<string>>();
    for (const { entity, required } of pointersAt(state, of, fresh))
      if (required || cascade === 'every-relation')
        next.set(entity.blueprint, (next.get(entity.blueprint) ?? new Set()).add(entity.identifier));
    queue.push(...next);
  }
  return doomed;
};

const remove = (state: State, blueprint: string, identifiers: ReadonlySet<string>): void => {
  const entities = entitiesOf(state, blueprint);
  for (const pointer of pointersAt(state, blueprint, identifiers)) detach(pointer, identifiers);
  for (const identifier of identifiers) if (entities.delete(identifier)) state.deletions++;
};

/** Entities that require each of these, itself aside. */
const requiredBy = (state: State, blueprint: string, identifiers: ReadonlySet<string>) => {
  const holders = new Map<string, Pointer[]>();
  for (const pointer of pointersAt(state, blueprint, identifiers)) {
    const { entity, relation, required } = pointer;
    if (!required) continue;
    for (const target of [entity.relations[relation] ?? []].flat()) {
      const itself = entity.blueprint === blueprint && entity.identifier === target;
      if (!itself) holders.set(target, [...(holders.get(target) ?? []), pointer]);
    }
  }
  return holders;
};

const stillRequired = (identifier: string, { entity, relation }: Pointer) =>
  new Refusal(
    403,
    'required_relation',
    `Entity "${identifier}" cannot be deleted: relation "${relation}" of entity "${entity.identifier}" of blueprint "${entity.blueprint}" requires it`,
  );

/**
 * Deletes those that exist and returns their identifiers, dependents of other names left out. Without dependents,
 * an entity that a required relation still points at refuses them all, in the order given.
 */
export const deleteEntities = (
  state: State,
  blueprint: string,
  identifiers: readonly string[],
  options: { dependents: boolean; cascade: Cascade },
): string[] => {
  blueprintOf(state, blueprint);
  const existing = [...new Set(identifiers)].filter((id) => entitiesOf(state, blueprint).has(id));
  if (options.dependents) {
    for (const [of, doomed] of withDependents(state, blueprint, existing, options.cascade))
      remove(state, of, doomed);
    return existing;
  }
  const gone = new Set<string>();
  const holders = requiredBy(state, blueprint, new Set(existing));
  for (const identifier of existing) {
    const holder = holders
      .get(identifier)
      ?.find(({ entity }) => entity.blueprint !== blueprint || !gone.has(entity.identifier));
    if (holder) throw stillRequired(identifier, holder);
    gone.add(identifier);
  }
  remove(state, blueprint, gone);
  return existing;
};
