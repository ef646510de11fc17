import { timelineOf } from './build-details.ts';
import { buildItem, runItem } from './builds.ts';
import { pipelineItem } from './pipelines.ts';
import { type MakeItem, perProject, type Scope } from './raw-item-scope.ts';

export const runs = ({ projects, world }: Scope): MakeItem[] => {
  const known = new Set(projects.flatMap(({ lists }) => [...lists.pipelines.items()]));
  return projects.flatMap(({ lists, reference }) =>
    [...lists.builds.items()]
      .filter(({ pipeline }) => known.has(pipeline))
      .map((build) => () => ({
        ...runItem(world, build),
        __project: reference,
        __pipeline: pipelineItem(world, build.pipeline),
      })),
  );
};

export const builds = perProject(
  ({ builds }) => builds,
  (build, world, { people }) => buildItem(world, people, build),
  ({ reference }) => ({ __projectId: reference.id, __project: reference }),
);

export const stages = ({ projects, world, organisation: { people } }: Scope): MakeItem[] =>
  projects.flatMap(({ lists, reference }) =>
    [...lists.builds.items()].flatMap((build) =>
      (timelineOf(world, build)?.records ?? [])
        .filter(({ type }) => type === 'Stage')
        .map((record) => () => ({
          ...record,
          __project: reference,
          __build: {
            ...buildItem(world, people, build),
            __projectId: reference.id,
            __project: reference,
          },
        })),
    ),
  );

export const deployments = ({ projects }: Scope): MakeItem[] =>
  projects.flatMap(({ lists }) =>
    [...lists.environments.items()].flatMap(({ deployments: shelf, project }) =>
      [...shelf.items()].map((record) => () => ({ ...record, __project: project })),
    ),
  );
