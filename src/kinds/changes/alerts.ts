import type { RepositoryNode } from '../parents.ts';
import { alertPages } from '../sources/alerts.ts';
import { isEnabled, repositories } from '../sources/repositories.ts';
import { type ChangeFeed, changesIn, inRepository } from './feed.ts';

/** Modified alerts: one request for each repository. */
export const alertChanges: ChangeFeed = {
  name: 'security alerts',
  cursor: 'pull-request',
  kinds: ['advanced-security-alert'],
  source: ({ since }) => ({
    key: 'changed alerts',
    under: repositories,
    servicesOnly: 'Advanced Security',
    scope: 'Advanced Security (read)',
    applies: isEnabled,
    read: (repository: RepositoryNode, context) =>
      changesIn(
        alertPages(repository, { query: { 'criteria.modifiedSince': since.toISOString() } }, context),
        ({ alertId }) => [inRepository(repository, { list: 'alerts', id: alertId })],
      ),
  }),
};
