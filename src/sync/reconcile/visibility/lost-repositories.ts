import { path } from '../../../azure-devops/path.ts';
import { anObject, aText } from '../../../azure-devops/shape.ts';
import { type AzureDevOps, AzureDevOpsError } from '../../../azure-devops/types.ts';
import { DELETED, deletedIn } from '../../../kinds/sources/repositories.ts';
import { forEach } from '../../../lib/async/concurrency.ts';
import { append } from '../../../lib/collections/append.ts';
import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import type { Resource } from '../../../mapping/types.ts';
import type { UnreadPart } from '../../../report/unread.ts';
import { canWrite } from '../../catalog/mapping-target.ts';
import { ITEM } from '../../read/unread-part.ts';
import { type Attributed, carrierOf, guidsIn } from '../attribution.ts';
import type { Gone, Held, Reason } from '../held.ts';
import {
  createPossibleEntities,
  type PossibleEntities,
  type PossibleEntitiesOptions,
} from './possible-entities.ts';

export interface LostRepositoriesOptions extends PossibleEntitiesOptions {
  organisations: readonly AzureDevOps[];
  /** A list of the run has the project with this id. */
  isSeen(id: string): boolean;
  /** A list of the run has the repository with this id, whatever the mapping makes of it. */
  isListed(id: string): boolean;
}

/** Requests at a time. */
const PARALLEL = 5;

/** A repository that its project's list has no more. */
interface Missing {
  id: string;
  /** The project, by id, where the mapping shows one that the run has read. */
  project?: string;
}

/**
 * Gone entities that are or may be of a repository which its project's list has no more and that may still be there:
 * it answers by its id, or is refused for want of a permission, or is not found and not listed as deleted either. The
 * service has one answer for what is gone and for what is not shown. Noticed where the kind `repository` is mapped with
 * the repository's id in the identifier, and each such repository is asked for once.
 */
export async function ofLostRepositories(gone: Gone, options: LostRepositoriesOptions): Promise<Held[]> {
  const lost: [id: string, why: Reason][] = [];
  const deleted = createDeletedRepositories(options);
  await forEach(await missingAmong(gone, options), PARALLEL, async ({ id, project }) => {
    for (const devops of options.organisations)
      if (await isThere(devops, id, options)) {
        lost.push([id, stillThere(id)]);
        return;
      }
    if (project !== undefined && !(await deleted.has(project, id))) lost.push([id, notDeleted(id)]);
  });
  const held: Held[] = [];
  const possible = createPossibleEntities(gone, options);
  for (const [id, why] of lost)
    for (const blueprint of gone.keys()) append(held, await heldFor(id, why, blueprint, possible, options));
  return held;
}

/** Repositories by the identifiers of what the kind `repository` makes. */
async function missingAmong(
  gone: Gone,
  { targets, kinds, isSeen, isListed, relationsOf }: LostRepositoriesOptions,
): Promise<Missing[]> {
  const missing = new Map<string, Missing>();
  for (const [blueprint, identifiers] of gone)
    for (const target of targets) {
      if (target.resource.kind !== 'repository' || !canWrite(target, blueprint)) continue;
      const kind = kinds.get('repository');
      const own = { ...carrierOf(target, kind, ITEM), relations: [] };
      const ofProject = carrierOf(target, kind, 'projects');
      const related = new Map<string, Attributed>();
      if (ofProject.relations.length > 0 && identifiers.length > 0)
        for await (const page of relationsOf(blueprint, identifiers))
          for (const entity of page) related.set(entity.identifier, entity);
      for (const identifier of identifiers) {
        const project = guidsIn(ofProject, related.get(identifier) ?? { identifier }).find(isSeen);
        for (const id of guidsIn(own, { identifier }))
          if (!isSeen(id) && !isListed(id))
            missing.set(id, { id, ...(project !== undefined && { project }) });
      }
    }
  return [...missing.values()];
}

/** Repositories that projects list as deleted. Each list is asked for once. */
function createDeletedRepositories({ organisations }: LostRepositoriesOptions) {
  const lists = new Map<string, Promise<Set<string>>>();
  const read = async (id: string): Promise<Set<string>> => {
    const asked = organisations.flatMap((devops) =>
      DELETED.map((list) => deletedIn(list, { id }, { devops })),
    );
    return new Set((await Promise.all(asked)).flat().map((repository) => repository.id.toLowerCase()));
  };
  return {
    has: async (project: string, repository: string): Promise<boolean> =>
      (await getOrCreate(lists, project, () => read(project))).has(repository),
  };
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

/**
 * The code of a refusal for a repository that exists. One that does not, or is not shown, has
 * `GitRepositoryNotFoundException`.
 */
const NO_PERMISSION = 'GitNeedsPermissionException';

/** The entities that may be of one repository, as though nothing of it had been read. */
async function heldFor(
  id: string,
  why: Reason,
  blueprint: string,
  possible: PossibleEntities,
  options: LostRepositoriesOptions,
): Promise<Held[]> {
  const partOf = ({ kind }: Resource): UnreadPart | undefined => {
    const list = kind === 'repository' ? ITEM : 'repositories';
    const isOfIt = list === ITEM || options.kinds.get(kind)?.under?.repositories !== undefined;
    return isOfIt ? { parents: [{ list, id }] } : undefined;
  };
  const identifiers = await possible.of(blueprint, partOf);
  return identifiers.map((identifier) => ({ blueprint, identifier, ...why }));
}

const stillThere = (id: string): Reason => ({
  reason: `repository ${id} is in no list any more, and Azure DevOps still has it: the credential may have lost sight of it`,
  remedy: 'Give the credential the right to read the repository again.',
});

const notDeleted = (id: string): Reason => ({
  reason: `repository ${id} is in no list any more, and its project does not list it as deleted: the credential may have lost sight of it`,
  remedy:
    'Give the credential the right to read the repository again; if it was removed for good, delete its entity in Port.',
});
