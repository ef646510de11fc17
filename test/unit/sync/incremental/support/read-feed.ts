import assert from 'node:assert/strict';
import type { ChangeFeed } from '../../../../../src/kinds/changes/feed.ts';
import { EVERYTHING } from '../../../../../src/kinds/read-scope.ts';
import { kinds } from '../../../../../src/kinds/registry.ts';
import { silent } from '../../../../../src/lib/log.ts';
import { discover, type FoundOfFeed } from '../../../../../src/sync/incremental/discover.ts';
import {
  createAzureDevOpsEmulator,
  createOrganisation,
  type Organisation,
} from '../../../../emulators/azure-devops/index.ts';
import { virtualClock } from '../../../../emulators/kit/clock.ts';
import type { FaultRule } from '../../../../emulators/types.ts';
import { clientOf } from '../../../kinds/support/emulated.ts';

const DAY = 24 * 60 * 60_000;

export interface Discovered extends FoundOfFeed {
  failures: number;
  /** Routes of the feed's own, each `METHOD route`. */
  routes: string[];
  /** Number of all requests. */
  requests: number;
}

/** All branches move, and a file of each repository and a page of each wiki changes. */
const pushed = (organisation: Organisation) =>
  void organisation.change({ kinds: ['branch', 'file', 'wiki-page'], share: 1, seed: 1 });

/** Reads one feed of an emulated organisation, with the changes of the last 40 days. */
export async function readFeed(
  feed: ChangeFeed,
  faults: FaultRule[] = [],
  prepare: (organisation: Organisation) => void = pushed,
): Promise<Discovered> {
  const clock = virtualClock();
  const now = new Date(clock.now());
  const organisation = createOrganisation({ now, scale: { projects: 1, repositoriesPerProject: 3 } });
  prepare(organisation);
  const emulator = createAzureDevOpsEmulator({ organisations: [organisation], clock });
  emulator.faults = faults;
  const devops = clientOf(emulator, organisation, clock);
  const resources = feed.kinds.map((kind, index) => ({
    ...{ index, kind, query: 'true', options: { includeContent: true }, entities: [] },
  }));
  const { feeds, failures } = await discover({
    context: { organisations: [{ devops, credential: 'a token' }], kinds, log: silent },
    scope: EVERYTHING,
    mapping: { resources } as never,
    mapper: { map: async () => [] },
    feeds: [feed],
    short: [],
    limits: { deletions: true },
    lastFull: '',
    since: () => new Date(now.getTime() - 40 * DAY),
    now,
    parallel: 4,
    signal: new AbortController().signal,
  });
  const [found] = feeds;
  assert.ok(found);
  const own = Object.keys(emulator.counts()).filter(
    (route) => !/_apis\/(projects|git\/repositories|wiki\/wikis|resourceAreas)$/.test(route),
  );
  return { ...found, failures: failures.length, routes: own, requests: emulator.requests.length };
}
