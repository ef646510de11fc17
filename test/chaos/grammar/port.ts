import type { WireResponse } from '../../emulators/types.ts';
import { listOf } from './lists.ts';
import type { Fault } from './types.ts';

type Json = Record<string, unknown>;

const named = (
  name: string,
  change: (items: readonly unknown[], list: string) => Json | undefined,
): Fault => ({
  name,
  family: 'entities not named',
  change(given): WireResponse | undefined {
    if (given.status !== 200 || !/json/.test(given.headers['content-type'] ?? '')) return undefined;
    const json = JSON.parse(given.body.toString('utf8')) as Json;
    const list = listOf(json);
    if (!list || list.items.length === 0) return undefined;
    const changed = change(list.items, list.name);
    return changed && { ...given, body: Buffer.from(JSON.stringify({ ...json, ...changed })) };
  },
});

/** A route that writes or deletes. A list of Port's that is shorter, and agrees with itself, shows no more than that. */
export const isWork = (route: string) => /\/bulk/.test(route);

/** Each answer with the work done and, on routes that work, without. */
export const withoutWork = (route: string, faults: readonly Fault[]): Fault[] =>
  isWork(route)
    ? faults.map((one) => ({ ...one, name: `${one.name}, nothing done`, undone: true as const }))
    : [];

const nothingDone = (list: string): Fault => ({
  name: `${list} that are none, nothing done`,
  family: 'entities not named',
  undone: true,
  change: (given) => ({ ...given, body: Buffer.from(JSON.stringify({ ok: true, [list]: [] })) }),
});

/** A success without any work. */
export const idleFaults = (): Fault[] => [
  nothingDone('entities'),
  nothingDone('deletedEntities'),
  nothingDone('items'),
];

/** Answers of Port's that are a success and name less, or other, than what was asked for. */
export const namingFaults = (): Fault[] => [
  named('none is named', (_, list) => ({ [list]: [] })),
  named('one fewer is named', (items, list) => ({ [list]: items.slice(1) })),
  named('all are named as another', (items, list) => ({
    [list]: items.map((item) =>
      typeof item === 'string' ? `${item}-x` : { ...(item as Json), identifier: 'x' },
    ),
  })),
];
