import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { ReadScope } from '../../kinds/read-scope.ts';
import { allProjects, isOutside, whyLeftOut } from '../../kinds/sources/projects.ts';
import type { NamedProject } from '../../kinds/support/project-patterns.ts';
import { messageOf } from '../../lib/errors.ts';

/** An organisation's projects, by what the user chose. */
export interface HookProjects {
  chosen: NamedProject[];
  /** Ids of the projects that the user left out. */
  leftOut: ReadonlySet<string>;
  /** The reasons why nothing is known of other projects. */
  undecided: string[];
}

/** The projects of an organisation. Throws where their list cannot be read. */
export const readHookProjects = async (devops: AzureDevOps, scope: ReadScope): Promise<HookProjects> => {
  // A page may come again, or have an item twice.
  const chosen = new Map<string, NamedProject>();
  const leftOut = new Set<string>();
  const undecided: string[] = [];
  for await (const { items } of allProjects({ devops }))
    await Promise.all(
      items.map(async ({ id, name }) => {
        const project = { id: id.toLowerCase(), name };
        if (isOutside(project, { devops, scope })) return;
        try {
          const why = await whyLeftOut(project, { devops, scope });
          if (why === undefined) chosen.set(project.id, project);
          else leftOut.add(project.id);
        } catch (error) {
          undecided.push(messageOf(error));
        }
      }),
    );
  const sorted = [...chosen.values()].sort((a, b) => ((a.name ?? a.id) < (b.name ?? b.id) ? -1 : 1));
  return { chosen: sorted, leftOut, undecided };
};
