import type { AzureDevOps } from '../../../azure-devops/types.ts';
import { allProjects } from '../../../kinds/sources/projects.ts';
import type { SeenProject, SeenProjects } from './seen-projects.ts';

/**
 * Ids, in lower case, of projects that a list of the run has and that are in none by now. Lists of the organisation that
 * were read in between may be without what is theirs.
 */
export async function unlistedProjects(
  organisations: readonly AzureDevOps[],
  seen: Pick<SeenProjects, 'of'>,
): Promise<ReadonlySet<string>> {
  const unlisted = new Set<string>();
  for (const devops of organisations)
    for (const id of await leftOf(devops, seen.of(devops) ?? [])) unlisted.add(id);
  return unlisted;
}

async function leftOf(devops: AzureDevOps, read: readonly SeenProject[]): Promise<Set<string>> {
  const left = new Set(read.map(({ id }) => id.toLowerCase()));
  if (left.size === 0) return left;
  for await (const { items } of allProjects({ devops }))
    for (const { id } of items) left.delete(id.toLowerCase());
  return left;
}
