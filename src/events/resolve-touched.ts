import { isGivenUp } from '../azure-devops/given-up.ts';
import { path } from '../azure-devops/path.ts';
import { aText, orNone } from '../azure-devops/shape.ts';
import { type AzureDevOps, AzureDevOpsError } from '../azure-devops/types.ts';
import { changedPaths } from '../kinds/changes/pushes.ts';
import type { ItemPath, Step } from '../kinds/item-selection.ts';
import { orNoProof } from '../kinds/support/proof.ts';
import { append } from '../lib/collections/append.ts';
import type { NamedStep, Touched } from './types.ts';

export interface ResolveOptions {
  /** A client for each organisation. */
  organisations: readonly { devops: AzureDevOps }[];
  /** Kinds of the mapping. Nothing is asked for that none of them shows. */
  kinds: ReadonlySet<string>;
}

export interface ResolvedTouched {
  paths: ItemPath[];
  /** The first error that may pass. The place that it is of has no paths. */
  failure?: AzureDevOpsError;
}

/**
 * The paths of what was touched, looked up with one's own rights. Names become ids, and a range of commits becomes the
 * paths that changed over it. What the service does not show is left out. A place that cannot be looked up holds no
 * other up. Throws the refusal of the credential, and the error after which nothing more is asked.
 */
export const resolveTouched = async (
  touched: readonly Touched[],
  options: ResolveOptions,
): Promise<ResolvedTouched> => {
  const asked = new Map<string, Promise<Answer | undefined>>();
  const once: Once = (key, ask) => {
    const known = asked.get(key) ?? ask();
    asked.set(key, known);
    return known;
  };
  const resolved: ResolvedTouched = { paths: [] };
  for (const one of touched)
    try {
      append(resolved.paths, await pathsOf(one, options, once));
    } catch (error) {
      if (!(error instanceof AzureDevOpsError) || isOfAll(error)) throw error;
      resolved.failure ??= error;
    }
  return resolved;
};

const isOfAll = (error: AzureDevOpsError): boolean => error.likelyCause === 'credential' || isGivenUp(error);

const pathsOf = async (one: Touched, options: ResolveOptions, once: Once): Promise<ItemPath[]> => {
  const { organisation } = one;
  const devops = options.organisations.find(
    (known) => known.devops.organisation.name === organisation,
  )?.devops;
  const steps = devops && (await stepsOf(one.steps, devops, once));
  if (!devops || !steps) return [];
  if (one.range) return changesIn({ ...one, steps }, devops, options.kinds);
  return [{ organisation, steps, ...(one.alone && { alone: true }) }];
};

interface Answer {
  id: string;
}

type Once = (key: string, ask: () => Promise<Answer | undefined>) => Promise<Answer | undefined>;

/** Steps with ids. Undefined where the service shows nothing by a name. */
const stepsOf = async (
  steps: Touched['steps'],
  devops: AzureDevOps,
  once: Once,
): Promise<Step[] | undefined> => {
  const found: Step[] = [];
  for (const step of steps) {
    if (!('name' in step)) {
      found.push(step);
      continue;
    }
    const project = String(found[0]?.id ?? '');
    const answer = await once(JSON.stringify([devops.organisation.name, project, step]), () =>
      named(step, project, devops),
    );
    if (!answer) return undefined;
    found.push({ list: step.list, id: answer.id });
  }
  return found;
};

const named = ({ list, name }: NamedStep, project: string, devops: AzureDevOps) =>
  orNoProof(
    devops.get<Answer>({
      path:
        list === 'projects' ? path`_apis/projects/${name}` : path`${project}/_apis/git/repositories/${name}`,
      needs: { id: aText },
      what: `the ${list === 'projects' ? 'project' : 'repository'} of an event`,
    }),
  );

interface Repository extends Answer {
  name: string;
  defaultBranch?: string | null;
}

const ZEROS = /^0+$/;

/**
 * The changed files and folders of a range. Files are read on the default branch, folders on any that a mapping names.
 */
const changesIn = async (
  { organisation, steps, range }: Omit<Touched, 'steps'> & { steps: readonly Step[] },
  devops: AzureDevOps,
  kinds: ReadonlySet<string>,
): Promise<ItemPath[]> => {
  const [project, repository] = steps;
  if (
    !range ||
    project?.id === undefined ||
    repository?.id === undefined ||
    (!kinds.has('file') && !kinds.has('folder'))
  )
    return [];
  const found = await orNoProof(
    devops.get<Repository>({
      path: path`${project.id}/_apis/git/repositories/${repository.id}`,
      needs: { id: aText, name: aText, defaultBranch: orNone(aText) },
      what: 'the repository of a push',
    }),
  );
  if (!found) return [];
  const isDefault = found.defaultBranch === range.ref;
  const isPart = !ZEROS.test(range.from) && !ZEROS.test(range.to);
  // A new or deleted branch has no range: its folders wait for the next full sync.
  if (!isDefault && (!isPart || !kinds.has('folder'))) return [];
  const wanted = new Set([...kinds].filter((kind) => isDefault || kind !== 'file'));
  const place = { item: found, parent: { item: { id: `${project.id}` } } };
  // A commit that is gone, as after a forced push, cannot be compared: the place is read as a whole.
  const changed = (await orNoProof(changedPaths(place, range, wanted, devops))) ?? [{ steps }];
  return changed.map((one) => ({
    organisation,
    steps: one.steps,
    ...(one.alone && { alone: one.alone }),
  }));
};
