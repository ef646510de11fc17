import { path } from '../azure-devops/path.ts';
import { aText } from '../azure-devops/shape.ts';
import { emptyAnswers, unlessEmpty } from './empty-answers.ts';
import type { ProjectNode } from './parents.ts';
import { projects } from './sources/projects.ts';
import { flag, type OptionsOf } from './support/options.ts';
import { eachItem } from './support/pages.ts';
import { defineKind, type RawItem, type ReadContext } from './types.ts';

const options = { defaultTeam: flag(false) };

export const project = defineKind<OptionsOf<typeof options>, ProjectNode>({
  name: 'project',
  summary: 'A project.',
  scope: 'Project and Team (read)',
  options,
  docs: {
    requests: 'one per 1,000 projects; with `defaultTeam` one more per project',
    fields: {},
    options: { defaultTeam: 'Reads each project singly: only then does it say which team is its default.' },
  },
  isShort: ({ defaultTeam }) => !defaultTeam,
  source: () => projects,
  under: { projects: ['id'] },
  id: 'id',
  onlyUnder: ['projects'],
  async items(nodes, { defaultTeam }, context) {
    if (!defaultTeam) return nodes.map((node) => ({ ...node.item }));
    return eachItem(
      nodes,
      ({ item }) => ({ ...item }),
      (node) => whole(node, context),
    );
  },
});

/** A project read singly. Undefined where the service says that it is gone since its list was read. */
const whole = (node: ProjectNode, context: ReadContext): Promise<RawItem | undefined> =>
  context.once(node, 'whole', () =>
    unlessEmpty(
      context.devops.get<RawItem>({
        path: path`_apis/projects/${node.item.id}`,
        needs: { id: aText, name: aText },
        what: `project "${node.item.name}"`,
      }),
      emptyAnswers.project,
      context,
    ),
  );
