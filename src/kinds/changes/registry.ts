import { alertChanges } from './alerts.ts';
import { buildChanges } from './builds.ts';
import { deploymentChanges } from './deployments.ts';
import type { ChangeFeed } from './feed.ts';
import { pullRequestChanges } from './pull-requests.ts';
import { pushChanges } from './pushes.ts';
import { testRunChanges } from './test-runs.ts';
import { wikiPageChanges } from './wiki-pages.ts';
import { workItemChanges } from './work-items.ts';

/** Every feed. An incremental run reads those whose kinds the mapping has. */
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
