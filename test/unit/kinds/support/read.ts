import * as z from 'zod/mini';
import { kinds } from '../../../../src/kinds/registry.ts';
import { parseProjectPattern } from '../../../../src/kinds/support/project-patterns.ts';
import type { RawItem } from '../../../../src/kinds/types.ts';
import { messageOf } from '../../../../src/lib/errors.ts';
import type { Resource } from '../../../../src/mapping/types.ts';
import { readLists } from '../../../../src/sync/read/read-lists.ts';
import { planReads } from '../../../../src/sync/read/read-plan.ts';
import type { Fake } from './fake.ts';

export interface Wanted {
  kind: string;
  [option: string]: unknown;
}

export interface ReadResult {
  /** Raw items of each resource, in the lists' order. */
  items: RawItem[][];
  /** Reasons why each resource is incomplete. */
  incomplete: string[][];
  /** Items that were named and not shown whole, of all resources. */
  partial: { item: RawItem; reason: string }[];
  notes: string[];
  warnings: string[];
}

export const NOW = new Date('2024-06-15T12:00:00Z');

/** Reads some resources through the engine that a run uses. */
export async function read(
  { devops }: Pick<Fake, 'devops'>,
  wanted: readonly Wanted[],
  { excludedTags = [] as string[], projects = [] as string[], now = NOW } = {},
): Promise<ReadResult> {
  const resources = wanted.map((one, index) => resourceOf(one, index));
  const result: ReadResult = {
    items: wanted.map(() => []),
    incomplete: wanted.map(() => []),
    partial: [],
    notes: [],
    warnings: [],
  };
  const ordinals: number[][] = wanted.map(() => []);
  await readLists(
    planReads({ resources } as never, kinds),
    {
      devops,
      index: 0,
      scope: { excludedTags, projects: projects.map(parseProjectPattern) },
      now,
      signal: new AbortController().signal,
      parallel: 4,
    },
    {
      async deliver({ index }, items, places) {
        result.items[index]?.push(...items);
        ordinals[index]?.push(...places);
      },
      async deliverPartial(_, items) {
        for (const { item, error } of items)
          result.partial.push({ item, reason: error ? messageOf(error) : '' });
      },
      listCompleted() {},
      incomplete(which, error) {
        for (const { index } of which) result.incomplete[index]?.push(messageOf(error));
      },
      note: (reason) => result.notes.push(reason),
      warn: (message) => result.warnings.push(message),
    },
  );
  result.items = result.items.map((items, index) => inListOrder(items, ordinals[index] ?? []));
  return result;
}

/** One kind's items without what the engine adds; fails when the read was not complete. */
export async function readAll(
  fake: Fake,
  kind: string,
  selector: Record<string, unknown> = {},
): Promise<RawItem[]> {
  const { items, incomplete } = await read(fake, [{ ...selector, kind }]);
  if (incomplete[0]?.length) throw new Error(incomplete[0].join('; '));
  return (items[0] ?? []).map(({ __organizationUrl, __organizationName, ...item }) => item);
}

function resourceOf({ kind, ...selector }: Wanted, index: number): Resource {
  const definition = kinds.get(kind);
  if (!definition) throw new Error(`no kind ${kind}`);
  const options = z.parse(z.object(definition.options), selector);
  return { index, kind, query: 'true', options, entities: [] };
}

const inListOrder = (items: RawItem[], ordinals: number[]): RawItem[] =>
  items
    .map((item, position) => ({ item, ordinal: ordinals[position] ?? 0 }))
    .sort((a, b) => a.ordinal - b.ordinal)
    .map(({ item }) => item);
