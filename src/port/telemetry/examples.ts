import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { Port } from '../port.ts';
import { maskSecrets } from './secrets.ts';
import type { Add } from './send.ts';

/** Raw items per resource that Port's mapping editor shows. */
const examplesPerResource = 5;

/** Raw items for Port's mapping editor. */
export interface Examples {
  take(resource: { index: number; kind: string }, items: readonly unknown[]): void;
  /** Tells that no more items of the resource come. `changed`: some of its entities were not as Port had them. */
  close(resource: { index: number }, changed: boolean): void;
  closeAll(): void;
}

export interface ExamplesOptions {
  mask(text: string): string;
  /** Port has those of a run of this day: they are sent of resources with changes only, once these are known. */
  alreadyToday: boolean;
}

/** Keeps the first raw items of each resource, and sends them once there are enough or no more will come. */
export const createExamples = (port: Port, { mask, alreadyToday }: ExamplesOptions, add: Add): Examples => {
  const open = new Map<number, { kind: string; items: unknown[] }>();
  const closed = new Set<number>();

  const close = ({ index }: { index: number }, changed: boolean) => {
    const kept = open.get(index);
    open.delete(index);
    closed.add(index);
    if (!kept || kept.items.length === 0 || (alreadyToday && !changed)) return;
    const route = '/v1/integration/{identifier}/kinds/{kind}/examples';
    const path = `/v1/integration/${encodeURIComponent(port.identifier)}/kinds/${encodeURIComponent(kept.kind)}/examples`;
    const body = { examples: kept.items };
    const what = `examples of ${kept.kind}`;
    const request = { method: 'POST', path, route, body, background: true } as const;
    add(what, (signal) => port.request({ ...request, signal }), `${what} (${index})`);
  };
  return {
    close,
    closeAll: () => {
      for (const index of [...open.keys()]) close({ index }, false);
    },
    take: (resource, items) => {
      if (closed.has(resource.index)) return;
      const kept = getOrCreate(open, resource.index, () => ({ kind: resource.kind, items: [] }));
      // Masked at once, so that the items themselves are not kept.
      for (const item of items.slice(0, examplesPerResource - kept.items.length)) {
        kept.items.push(maskSecrets(item, mask));
      }
      if (kept.items.length >= examplesPerResource && !alreadyToday) close(resource, true);
    },
  };
};
