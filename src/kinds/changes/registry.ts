import { alertChanges } from './alerts.ts';
import { buildChanges } from './builds.ts';
import { deploymentChanges } from './deployments.ts';
import type { ChangeFeed } from './feed.ts';
import { pullRequestChanges } from './pull-requests.ts';
import { pushChanges } from './pushes.ts';
import { testRunChanges } from './test-runs.ts';
import { wikiPageChanges } from './wiki-pages.ts';
import { workItemChanges } from './work-items.ts';

/** All feeds that an incremental run reads, as far as the mapping has their kinds. */
export const changeFeeds: readonly ChangeFeed[] = [
  workItemChanges,
  pullRequestChanges,
  pushChanges,
  buildChanges,
  deploymentChanges,
  testRunChanges,
  alertChanges,
  wikiPageChanges,
];
