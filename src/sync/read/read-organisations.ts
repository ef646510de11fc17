import type { AzureDevOps } from '../../azure-devops/types.ts';
import { readLists } from './read-lists.ts';
import { type ListPlan, listsOn } from './read-plan.ts';
import type { ReadEvents, ReadOptions } from './walk.ts';

export interface ReadOrganisationsOptions
  extends Pick<ReadOptions, 'scope' | 'now' | 'parallel' | 'signal' | 'wanted'> {
  organisations: readonly { devops: AzureDevOps }[];
}

/** Reads lists of all organisations at once, those that each has. Nothing is probed before. */
export async function readOrganisations(
  { organisations, ...options }: ReadOrganisationsOptions,
  lists: readonly ListPlan[],
  eventsOf: (organisation: AzureDevOps) => ReadEvents,
): Promise<void> {
  await Promise.all(
    organisations.map(({ devops }, index) =>
      readLists(
        listsOn(devops.organisation.hosting, lists).lists,
        { devops, index, ...options },
        eventsOf(devops),
      ),
    ),
  );
}
