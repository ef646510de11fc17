import { path } from '../azure-devops/path.ts';
import { type AzureDevOps, AzureDevOpsError } from '../azure-devops/types.ts';
import type { Node } from '../kinds/types.ts';
import { canFeed, type FeedPlan } from './feeds.ts';
import { forEach } from './flow.ts';

/** Notices when the credential sees less than is there: what it does not see must not count as gone. */
export interface View {
  projectSeen(organisation: AzureDevOps, nodes: readonly Node[]): void;
  /** Why the lists cannot be trusted to be whole, if so. */
  narrowed(gone: ReadonlyMap<string, readonly string[]>): Promise<string | undefined>;
}

export interface ViewOptions {
  organisations: readonly {
    devops: AzureDevOps /** Set for a job token: the pipeline's own project. */;
    jobProject?: string;
  }[];
  feeds: readonly FeedPlan[];
}

/** Gone repositories that are asked for once more, and how many of them at a time. */
const SAMPLE = 100;
const PARALLEL = 5;
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

export function createView({ organisations, feeds }: ViewOptions): View {
  const seen = new Map<AzureDevOps, { id: string; name: string }[]>();

  const limitedToOwnProject = () =>
    organisations.some(({ devops, jobProject }) => {
      const [only, ...others] = seen.get(devops) ?? [];
      return (
        jobProject !== undefined && only !== undefined && others.length === 0 && isProject(only, jobProject)
      );
    });

  /** A repository still answers although its project is in no list: the project is hidden, not gone. */
  async function hiddenProject(repository: string): Promise<string | undefined> {
    for (const { devops } of organisations) {
      const answer = await stillThere(devops, repository);
      const project = answer?.project;
      if (project && !seen.get(devops)?.some((p) => p.id === project.id)) return project.name;
    }
    return undefined;
  }

  return {
    projectSeen(organisation, nodes) {
      const projects = seen.get(organisation) ?? [];
      seen.set(organisation, projects);
      for (const { item } of nodes) projects.push({ id: String(item.id), name: String(item.name) });
    },
    async narrowed(gone) {
      if (limitedToOwnProject())
        return "the job's token sees only the pipeline's own project (project setting “Limit job authorization scope to current project”)";
      const ids = [...gone]
        .filter(([blueprint]) => feeds.some((f) => f.resource.kind === 'repository' && canFeed(f, blueprint)))
        .flatMap(([, identifiers]) => identifiers.flatMap((identifier) => GUID.exec(identifier)?.[0] ?? []));
      let project: string | undefined;
      await forEach(ids.slice(0, SAMPLE), PARALLEL, async (id) => {
        const found = await hiddenProject(id);
        project ??= found;
      });
      return (
        project &&
        `project "${project}" is not listed any more although its repositories still answer: the credential sees less than before`
      );
    },
  };
}

const isProject = (project: { id: string; name: string }, idOrName: string) =>
  project.id === idOrName || project.name === idOrName;

async function stillThere(
  devops: AzureDevOps,
  repository: string,
): Promise<{ project?: { id: string; name: string } } | undefined> {
  try {
    return await devops.get({
      path: path`_apis/git/repositories/${repository}`,
      what: 'a repository that is not listed any more',
    });
  } catch (error) {
    if (error instanceof AzureDevOpsError && (error.status === 404 || error.status === 403)) return undefined;
    throw error;
  }
}
