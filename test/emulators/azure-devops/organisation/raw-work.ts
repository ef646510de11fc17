import { areaTree } from './areas.ts';
import { type MakeItem, type ProjectScope, perTeam, type Scope } from './raw-item-scope.ts';
import type { Team } from './teams.ts';
import { workItemJson } from './work-item-json.ts';

export const workItems = ({ projects, world, organisation: { people }, options }: Scope): MakeItem[] =>
  projects.flatMap(({ lists, reference }) =>
    [...lists.workItems.items()]
      .filter((item) => !item.vanishes && (options.where?.(item) ?? true))
      .map((item) => () => ({
        ...workItemJson(world, people, item, lists.areas.at(item.area), 'all'),
        __projectId: reference.id,
        __project: reference,
      })),
  );

export const boards = (project: ProjectScope, team: Team) =>
  [...team.boards.items()].map((board) => ({ ...board, __project: project.reference }));

export const columns = perTeam((team, project) =>
  boards(project, team).flatMap((board) =>
    board.columns.flatMap((column) =>
      Object.entries(column.stateMappings).map(([__stateType, __stateName]) => () => ({
        ...column,
        __stateType,
        __stateName,
        __board: board,
      })),
    ),
  ),
);

/** The nodes of a tree, each before its children, `depth` levels below the root. */
export const areas = ({ projects, world, options: { depth = 0 } }: Scope): MakeItem[] =>
  projects.flatMap(({ project, lists, reference }) => {
    type Tree = NonNullable<ReturnType<typeof areaTree>>;
    const flat = ({ children = [], ...node }: Tree, parent: string | null): MakeItem[] => [
      () => ({
        ...node,
        __project: reference,
        __parentIdentifier: parent,
        __normalizedPath: node.path.slice(1).replace(/^([^\\]+)\\Area/, '$1'),
      }),
      ...children.flatMap((child) => flat(child as Tree, node.identifier)),
    ];
    const tree = areaTree(world, project, lists.areas, depth);
    return tree ? flat(tree, null) : [];
  });
