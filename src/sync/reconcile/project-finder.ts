import type { KindDefinition, Source } from '../../kinds/types.ts';
import { canWrite, type MappingTarget } from '../catalog/mapping-target.ts';
import { listName } from '../read/unread-part.ts';
import { type Attributed, type Carrier, carrierOf, guidsIn } from './attribution.ts';
import type { Gone, Held, Leaving, Reason } from './held.ts';

/** What the service says of a project that no list of the run has; `there`: the run has not read that list. */
export type ProjectState = 'deleted' | 'left out' | 'there' | 'not listed';

export interface ProjectFinderOptions {
  targets: readonly MappingTarget[];
  kinds: ReadonlyMap<string, KindDefinition>;
  /** A list of the run has the project with this id. */
  isSeen(id: string): boolean;
  listedAs(id: string): Promise<ProjectState>;
  /** Relations of entities as Port has them. */
  relationsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<Attributed[]>;
}

export interface Attribution {
  /** Those that may be of a project which is in no list and not known to be gone. */
  held: Held[];
  /** Those of which nothing shows their project. */
  unattributed: { blueprint: string; identifier: string }[];
  /** Those of projects that the user left out. */
  leaving: Leaving[];
}

/** Finds out whose project gone entities were of, as far as the mapping shows it. */
export interface ProjectFinder {
  attribute(gone: Gone): Promise<Attribution>;
}

/** What is known of the project of a gone entity. */
interface Missing {
  missing?: string;
  leftOut?: string;
  unattributed?: true;
}

/** Lists under which all items are of one project or another. */
const OF_PROJECTS = new Set(['projects', 'project', 'teams']);

export function createProjectFinder(options: ProjectFinderOptions): ProjectFinder {
  const { targets, kinds, isSeen, listedAs, relationsOf } = options;
  const asked = new Map<string, Promise<ProjectState>>();
  const ask = (id: string) => {
    const answer = asked.get(id) ?? listedAs(id);
    asked.set(id, answer);
    return answer;
  };

  /**
   * The project that is missing, or left out; neither where the entity's is in sight or known to be gone, or where not
   * every target that can have made it shows one.
   */
  async function missingOf(carriers: readonly Carrier[], entity: Attributed): Promise<Missing> {
    const named = carriers.map((carrier) => guidsIn(carrier, entity));
    const ids = named.flat();
    if (ids.some(isSeen)) return {};
    for (const id of new Set(ids)) {
      const listed = await ask(id);
      if (listed === 'left out') return { leftOut: id };
      if (listed !== 'not listed') return {};
    }
    const [first] = ids;
    return first !== undefined && named.every((some) => some.length > 0)
      ? { missing: first }
      : { unattributed: true };
  }

  /** With the relations that Port has, for those whose identifier alone does not name a project in sight. */
  async function withRelations(
    blueprint: string,
    identifiers: readonly string[],
    carriers: readonly Carrier[],
  ): Promise<Attributed[]> {
    const inSight = (identifier: string) =>
      carriers.some((carrier) => guidsIn(carrier, { identifier }).some(isSeen));
    const left = new Set(identifiers.filter((identifier) => !inSight(identifier)));
    const found: Attributed[] = [];
    if (left.size > 0 && carriers.some(({ relations }) => relations.length > 0))
      for await (const page of relationsOf(blueprint, [...left]))
        for (const entity of page) if (left.delete(entity.identifier)) found.push(entity);
    return [...found, ...[...left].map((identifier) => ({ identifier }))];
  }

  /** Gives the entities of one blueprint that nothing shows the project of, and adds to `held`. */
  async function sortBlueprint(
    blueprint: string,
    identifiers: readonly string[],
    { held, leaving }: Pick<Attribution, 'held' | 'leaving'>,
  ): Promise<Attributed[]> {
    const writing = targets.filter((target) => canWrite(target, blueprint));
    const ofProjects = writing.filter(({ resource }) =>
      isOfProjects(kinds.get(resource.kind), resource.options),
    );
    if (ofProjects.length === 0) return [];
    const carriers = ofProjects.map((target) =>
      carrierOf(target, kinds.get(target.resource.kind), 'projects'),
    );
    const unattributed: Attributed[] = [];
    for (const entity of await withRelations(blueprint, identifiers, carriers)) {
      const { identifier } = entity;
      const { missing, leftOut, unattributed: unknown } = await missingOf(carriers, entity);
      if (unknown) unattributed.push(entity);
      if (leftOut !== undefined) leaving.push({ blueprint, identifier, project: leftOut });
      if (missing !== undefined) held.push({ blueprint, identifier, ...reasonFor(missing) });
    }
    return unattributed;
  }

  return {
    async attribute(gone) {
      const held: Held[] = [];
      const leaving: Leaving[] = [];
      const unattributed: Attribution['unattributed'] = [];
      for (const [blueprint, identifiers] of gone)
        for (const { identifier } of await sortBlueprint(blueprint, identifiers, { held, leaving }))
          unattributed.push({ blueprint, identifier });
      const [first] = held;
      if (first)
        for (const entity of unattributed)
          held.push({
            ...entity,
            reason:
              'it may be of a project that is in no list any more and that Azure DevOps does not list as deleted either',
            remedy: sightOr("'!<id>'"),
          });
      return { held, unattributed, leaving };
    },
  };
}

const reasonFor = (project: string): Reason => ({
  reason: `project ${project} is in no list any more, and Azure DevOps does not list it as deleted: the credential may have lost sight of it`,
  remedy: sightOr(`'!${project}'`),
});

const sightOr = (pattern: string): string =>
  `Give the credential access to the project again, or leave it out by its id, so that what is left of it is deleted: projects: ${pattern}.`;

const isOfProjects = (kind: KindDefinition | undefined, options: Record<string, unknown>): boolean =>
  kind !== undefined &&
  [kind.source(options)].flat().some((source) => OF_PROJECTS.has(listName(rootOf(source).key)));

const rootOf = (source: Source): Source => (source.under ? rootOf(source.under) : source);
