import type { Blueprint } from '../../../src/port/types.ts';
import { isObject, type Json } from './refusal.ts';
import { blueprintOf, entitiesOf, type State } from './state.ts';
import type { PortEntity } from './types.ts';

/** Follows a mirror's path (`column.board.$title`) over single relations. */
const mirrored = (state: State, start: PortEntity, path: string): unknown => {
  const steps = path.split('.');
  const last = steps.pop() as string;
  let entity = start;
  for (const step of steps) {
    const next = entity.relations[step];
    const target = blueprintOf(state, entity.blueprint).relations?.[step]?.target;
    if (typeof next !== 'string' || target === undefined) return null;
    const found = entitiesOf(state, target).get(next);
    if (!found) return null;
    entity = found;
  }
  if (last === '$title') return entity.title;
  if (last === '$identifier') return entity.identifier;
  return entity.properties[last] ?? null;
};

const mirrors = (state: State, blueprint: Blueprint, entity: PortEntity): Json =>
  Object.fromEntries(
    Object.entries(isObject(blueprint.mirrorProperties) ? blueprint.mirrorProperties : {}).map(
      ([name, mirror]) => [name, mirrored(state, entity, String((mirror as Json).path))],
    ),
  );

const whole = (state: State, entity: PortEntity, isPlain: boolean): Json => {
  const { sequence: _, datasource: __, properties, ...rest } = entity;
  const blueprint = blueprintOf(state, entity.blueprint);
  const calculated = isPlain ? {} : mirrors(state, blueprint, entity);
  return { ...rest, properties: { ...properties, ...calculated } };
};

/**
 * An entity as Port tells it: mirror properties among the properties, unless it is to be plain; only the fields of
 * `include` when given.
 */
export const viewOf = (
  state: State,
  entity: PortEntity,
  include?: readonly string[],
  isPlain = false,
): Json => {
  const full = whole(state, entity, isPlain);
  if (!include) return full;
  const view: Json = {};
  for (const field of include) {
    const dot = field.indexOf('.');
    const group = dot === -1 ? undefined : full[field.slice(0, dot)];
    if (dot === -1 && Object.hasOwn(full, field)) view[field] = full[field];
    else if (isObject(group)) {
      const [of, name] = [field.slice(0, dot), field.slice(dot + 1)];
      const part = (view[of] ?? {}) as Json;
      view[of] = Object.hasOwn(group, name) ? { ...part, [name]: group[name] } : part;
    }
  }
  return view;
};
