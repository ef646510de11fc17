import { silent } from '../../../../../src/lib/log.ts';
import type { Port } from '../../../../../src/port/port.ts';
import type { Integration } from '../../../../../src/port/types.ts';
import type { SyncContext } from '../../../../../src/sync/context.ts';
import { type Decision, decide, type Known } from '../../../../../src/sync/incremental/decide.ts';
import { virtualClock } from '../../../../emulators/kit/clock.ts';
import { testSettings } from '../../../../support/settings.ts';

export const MINUTE = 60_000;
const clock = virtualClock();
export const now = clock.now();
export const iso = (time: number): string => new Date(time).toISOString();

type Request = Parameters<Port['request']>[0];

/** Cursors of a run in Port, by the kind in their names. `answer`: Port's answer in their place. */
export interface Situation {
  cursors?: Record<string, number>;
  answer?: (request: Request) => unknown;
  resyncRequest?: number;
  resyncState?: Integration['resyncState'];
}

const known = (resyncState: Integration['resyncState']): Known =>
  ({
    parsed: {
      mapping: {
        resources: ['work-item', 'build'].map((kind, index) => ({
          ...{ index, kind, query: 'true', options: {}, entities: [] },
        })),
      },
    },
    integration: { resyncState },
    blueprints: [],
  }) as unknown as Known;

export async function decided(situation: Situation = {}): Promise<Decision> {
  const { cursors = {}, resyncRequest, resyncState } = situation;
  const kept: Situation['answer'] = ({ query }) => {
    const time = cursors[query?.kind ?? ''];
    return time === undefined ? undefined : { cursor: { primary: iso(time) } };
  };
  const { answer = kept } = situation;
  const port = {
    identifier: 'the-integration',
    request: async (request: Request) => answer(request),
    time: () => now,
    resyncRequest: async () => resyncRequest,
  } as unknown as Port;
  const context = { clock, log: silent, port, stop: new AbortController(), tool: { version: '1.0.0' } };
  const settings = testSettings({ mode: 'incremental', fullEvery: 24 * 3600 });
  return decide(settings, context as unknown as SyncContext, known(resyncState));
}
