import { alertsOf } from '../advanced-security-alert.ts';
import type { RepositoryNode } from '../parents.ts';
import { isEnabled, repositories } from '../sources/repositories.ts';
import { type ChangeFeed, changesIn, inRepository } from './feed.ts';

const CHANGED = 'changed alerts';

/** Modified alerts: one request for each repository where Advanced Security is on. */
export const alertChanges: ChangeFeed = {
  name: 'security alerts',
  cursor: 'pull-request',
  kinds: ['advanced-security-alert'],
  source: ({ since }) => ({
    key: CHANGED,
    under: repositories,
    servicesOnly: 'Advanced Security',
    scope: 'Advanced Security (read)',
    applies: isEnabled,
    read(repository: RepositoryNode, context) {
      const choice = { query: { 'criteria.modifiedSince': since.toISOString() } };
      return changesIn(alertsOf(repository, { choice, key: CHANGED }, context), ({ alertId }) => [
        inRepository(repository, { list: 'alerts', id: alertId }),
      ]);
    },
  }),
};
