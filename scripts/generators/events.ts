import { type CompactEvent, compactEvent, compactTypes } from '../../src/events/compact-event.ts';
import { readEvent } from '../../src/events/read-event.ts';

/** Event types by what they need, in the order of the list. */
const groups = (): [event: CompactEvent, types: string[]][] => {
  const known = new Map<string, [CompactEvent, string[]]>();
  for (const type of compactTypes) {
    const event = compactEvent(type) as CompactEvent;
    const key = JSON.stringify({ ...event, eventType: '' });
    const group = known.get(key) ?? [event, []];
    known.set(key, group);
    group[1].push(type);
  }
  return [...known.values()];
};

/** The least that each event needs. */
export const eventTable = (): string =>
  [
    '| events | the least that is needed of them, besides `eventType` |',
    '| --- | --- |',
    ...groups().map(([{ eventType: _, ...rest }, types]) => {
      const names = types.map((type) => `\`${type}\``).join(', ');
      return `| ${names} | \`${JSON.stringify(shortened(rest))}\` |`;
    }),
  ].join('\n');

/** Ids that a table has room for. */
const shortened = (value: unknown): unknown => {
  if (typeof value === 'string' && !value.startsWith('refs/')) return `${value.slice(0, 8)}…`;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shortened);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shortened(inner)]));
};

const organisations = [{ name: 'contoso', url: 'https://dev.azure.com/contoso' }];
const isTaken = (event: unknown): boolean => readEvent(event, { organisations }).outcome === 'taken';

const without = (value: unknown, [name, ...rest]: readonly string[]): unknown =>
  Object.fromEntries(
    Object.entries(value as object).flatMap(([key, inner]) => {
      if (key !== name) return [[key, inner]];
      return rest.length === 0 ? [] : [[key, without(inner, rest)]];
    }),
  );

/** A member is required where an event without it does not say what changed. */
const schemaOf = (value: unknown, path: readonly string[], event: CompactEvent): object => {
  if (typeof value === 'number')
    return {
      anyOf: [
        { type: 'integer', minimum: 1 },
        { type: 'string', pattern: '^[0-9]{1,10}$' },
      ],
    };
  if (typeof value === 'string') return { type: 'string', pattern: patternOf(value) };
  if (Array.isArray(value)) return { type: 'array', items: schemaOf(value[0], [], event) };
  const members = Object.entries(value as object);
  const required = members
    .map(([name]) => name)
    .filter((name) => path.length === 0 || !isTaken(without(event, [...path, name])));
  return {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(
      members.map(([name, inner]) => [
        name,
        schemaOf(inner, path.length === 0 ? [] : [...path, name], event),
      ]),
    ),
  };
};

const patternOf = (value: string): string => {
  if (value.startsWith('refs/')) return '^refs/';
  return value.includes('-')
    ? '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
    : '^[0-9a-fA-F]{40}([0-9a-fA-F]{24})?$';
};

/** The JSON Schema of events that have nothing but ids. What else is in an event is passed over. */
export const eventSchema = (): string => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'An event of Azure DevOps, as mode: event needs it',
    type: 'object',
    required: ['eventType', 'resource'],
    oneOf: groups().map(([event, types]) => {
      const { resource, resourceContainers } = event;
      const containers = resourceContainers && !isTaken({ ...event, resourceContainers: undefined });
      return {
        ...(containers && { required: ['resourceContainers'] }),
        properties: {
          eventType: { enum: types },
          resource: schemaOf(resource, ['resource'], event),
          ...(resourceContainers && {
            resourceContainers: schemaOf(resourceContainers, ['resourceContainers'], event),
          }),
        },
      };
    }),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
};
