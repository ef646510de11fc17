import { mix, uuid } from './derive.ts';
import type { Project } from './project.ts';
import { boardNames, workItemTypes } from './work-item-types.ts';
import type { World } from './world.ts';

export interface Column {
  id: string;
  name: string;
  itemLimit: number;
  stateMappings: Record<string, string>;
  isSplit?: boolean;
  description?: string;
  columnType: 'incoming' | 'inProgress' | 'outgoing';
}

export interface BoardItem {
  id: string;
  name: string;
  url: string;
  columns: Column[];
  [field: string]: unknown;
}

const columnsOf = (team: BoardTeam, board: string, key: number): Column[] => {
  const types = workItemTypes[team.project.process].filter((type) => type.board === board);
  const states = types[0]?.states ?? [];
  const columns = states.map((state, n): Column => {
    const [first, last] = [n === 0, n === states.length - 1];
    return {
      id: uuid(key, n),
      name: state,
      itemLimit: first || last ? 0 : 5,
      stateMappings: Object.fromEntries(types.map((type) => [type.name, state])),
      ...(!first && !last && { isSplit: n === 1 && team.slot === 1, description: '' }),
      columnType: first ? 'incoming' : last ? 'outgoing' : 'inProgress',
    };
  });
  // One board of the organisation has a column that stands for no state.
  const parking = team.slot === 0 && team.project.slot === 0 && board === 'Stories';
  if (parking)
    columns.splice(1, 0, {
      id: uuid(key, 99),
      name: 'Parked',
      itemLimit: 0,
      stateMappings: {},
      isSplit: false,
      description: 'Waits for a partner.',
      columnType: 'inProgress',
    });
  return columns;
};

/** The part of a team that its boards need. */
export interface BoardTeam {
  slot: number;
  id: string;
  project: Project;
  /** False for the one whose boards the service fails to make. */
  hasIterations: boolean;
}

const field = (world: World, referenceName: string) => ({
  referenceName,
  url: `${world.links.core}/_apis/wit/fields/${referenceName}`,
});

export const boardsOf = (world: World, team: BoardTeam) => {
  const names = boardNames[team.project.process];
  const base = `${world.links.core}/${team.project.id}/${team.id}/_apis/work`;
  return world.shelf<BoardItem>({
    kind: 'board',
    place: team.id,
    slots: team.hasIterations ? names.length : 0,
    make: (slot, key, revision) => {
      const id = uuid(key, slot);
      const name = names[slot % names.length] as string;
      const columns = columnsOf(team, name, mix(key, slot, 1));
      const url = `${base}/boards/${id}`;
      return {
        id,
        url,
        name,
        revision: 3 + revision,
        columns,
        rows: [{ id: '00000000-0000-0000-0000-000000000000', name: null }],
        isValid: true,
        allowedMappings: Object.fromEntries(
          (['Incoming', 'InProgress', 'Outgoing'] as const).map((type) => [
            type,
            Object.fromEntries(
              Object.keys(columns[0]?.stateMappings ?? {}).map((item) => [
                item,
                columns
                  .filter((column) => column.columnType.toLowerCase() === type.toLowerCase())
                  .flatMap((column) => column.stateMappings[item] ?? []),
              ]),
            ),
          ]),
        ),
        canEdit: true,
        fields: {
          columnField: field(world, `WEF_${id.replaceAll('-', '').toUpperCase()}_Kanban.Column`),
          rowField: field(world, `WEF_${id.replaceAll('-', '').toUpperCase()}_Kanban.Lane`),
          doneField: field(world, `WEF_${id.replaceAll('-', '').toUpperCase()}_Kanban.Column.Done`),
        },
        _links: {
          self: { href: url },
          project: { href: `${world.links.core}/_apis/projects/${team.project.id}` },
          team: { href: `${world.links.core}/_apis/projects/${team.project.id}/teams/${team.id}` },
          charts: { href: `${url}/charts` },
          columns: { href: `${url}/columns` },
          rows: { href: `${url}/rows` },
        },
      };
    },
  });
};
