import { path } from '../../azure-devops/path.ts';
import { anObject, aText } from '../../azure-devops/shape.ts';
import { type AzureDevOps, AzureDevOpsError } from '../../azure-devops/types.ts';
import type { KindDefinition } from '../../kinds/types.ts';
import { append } from '../../lib/append.ts';
import { forEach } from '../../lib/concurrency.ts';
import type { Counters } from '../../report/counters.ts';
import { canWrite, type MappingTarget } from '../catalog/mapping-target.ts';
import { ITEM } from '../read/unread-part.ts';
import { type Attributed, carrierOf, guidsIn, holdsOf } from './attribution.ts';
import type { Gone, Held } from './held.ts';

export interface LostRepositoriesOptions {
  organisations: readonly AzureDevOps[];
  targets: readonly MappingTarget[];
  kinds: ReadonlyMap<string, KindDefinition>;
  /** A list of the run has the project with this id. */
  isSeen(id: string): boolean;
  /** Relations of entities as Port has them. */
  relationsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<Attributed[]>;
}

/** Requests at a time. */
const PARALLEL = 5;

/**
 * Gone entities that are or may be of a repository which its project's list has no more and the service still has:
 * it answers by its id, or is refused for want of a permission. Noticed where the kind `repository` is mapped with
 * the repository's id in the identifier, and each such repository is asked for once.
 */
export async function ofLostRepositories(gone: Gone, options: LostRepositoriesOptions): Promise<Held[]> {
  const lost: string[] = [];
  await forEach([...repositoriesAmong(gone, options)], PARALLEL, async (id) => {
    for (const devops of options.organisations) if (await isThere(devops, id, options)) lost.push(id);
  });
  const held: Held[] = [];
  for (const id of lost)
    for (const [blueprint, identifiers] of gone)
      append(held, await heldFor(id, blueprint, identifiers, options));
  return held;
}

/** Ids of repositories in the identifiers of what the kind `repository` makes alone. */
function repositoriesAmong(gone: Gone, { targets, kinds, isSeen }: LostRepositoriesOptions): Set<string> {
  const ids = new Set<string>();
  for (const [blueprint, identifiers] of gone)
    for (const target of targets) {
      if (target.resource.kind !== 'repository' || !canWrite(target, blueprint)) continue;
      const carrier = { ...carrierOf(target, kinds.get('repository'), ITEM), relations: [] };
      for (const identifier of identifiers)
        for (const id of guidsIn(carrier, { identifier })) if (!isSeen(id)) ids.add(id);
    }
  return ids;
}

/** Whether a repository exists in a project that this run reads, or in one that the refusal does not name. */
async function isThere(
  devops: AzureDevOps,
  id: string,
  { isSeen }: LostRepositoriesOptions,
): Promise<boolean> {
  try {
    const { project } = await devops.get<{ project: { id: string } }>({
      path: path`_apis/git/repositories/${id}`,
      needs: { id: aText, project: anObject({ id: aText }) },
      what: 'a repository that is not listed any more',
    });
    return isSeen(project.id.toLowerCase());
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    if (error.isOwn && error.code === NO_PERMISSION) return true;
    if (error.status === 403) return true;
    if (error.isOwn && error.status === 404) return false;
    throw error;
  }
}

/** The code of a refusal for a repository that exists. One that does not, or is not shown, has `GitRepositoryNotFoundException`. */
const NO_PERMISSION = 'GitNeedsPermissionException';

/** What may be of one repository, as though nothing of it had been read. */
async function heldFor(
  id: string,
  blueprint: string,
  identifiers: readonly string[],
  { targets, kinds, relationsOf }: LostRepositoriesOptions,
): Promise<Held[]> {
  const partsOf: Pick<Counters, 'unread'> = {
    unread({ kind }) {
      const list = kind === 'repository' ? ITEM : 'repositories';
      const isOfIt = list === ITEM || kinds.get(kind)?.under?.repositories !== undefined;
      return {
        parts: isOfIt ? [{ part: { parents: [{ list, id }] }, error: undefined }] : [],
        anything: false,
      };
    },
  };
  const holds = holdsOf(blueprint, targets, kinds, partsOf);
  const possible = identifiers.filter((identifier) => holds.of({ identifier }));
  if (possible.length === 0) return [];
  const released = new Set<string>();
  if (holds.needsRelations)
    for await (const page of relationsOf(blueprint, possible))
      for (const entity of page) if (!holds.of(entity)) released.add(entity.identifier);
  return possible
    .filter((identifier) => !released.has(identifier))
    .map((identifier) => ({ blueprint, identifier, ...reasonFor(id) }));
}

const reasonFor = (id: string) => ({
  reason: `repository ${id} is in no list any more, and Azure DevOps still has it: the credential may have lost sight of it`,
  remedy: 'Give the credential the right to read the repository again.',
});
