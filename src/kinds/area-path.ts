import { type Asked, malformed } from '../azure-devops/answers/answers.ts';
import { path } from '../azure-devops/path.ts';
import { aFlag, aListOfDistinct, aText, breachOf, orNone } from '../azure-devops/shape.ts';
import type { Call } from '../azure-devops/types.ts';
import type { ProjectNode } from './parents.ts';
import { projects } from './sources/projects.ts';
import { keyOf, type OptionsOf, optional } from './support/options.ts';
import { pageOf } from './support/pages.ts';
import { defineKind, type Node, type RawItem, type Source } from './types.ts';

const options = { depth: optional.whole };
type Options = OptionsOf<typeof options>;

export const areaPath = defineKind<Options, Node<RawItem, ProjectNode>>({
  name: 'area-path',
  summary: "An area of a project's work items. Parents come before their children.",
  scope: 'Work Items (read)',
  options,
  docs: {
    requests: 'one per project',
    fields: {
      __project: 'The project.',
      __parentIdentifier: "The parent's `identifier`, null at the root.",
      __normalizedPath: 'The path as work items write it: `Project\\Area\\A` becomes `Project\\A`.',
    },
    options: {
      depth: 'Levels below the root, of 14 that there can be. Unless given, the root is all that is read.',
    },
  },
  isShort: true,
  source: (options) => areas(options),
  under: { projects: ['__project.id'] },
  id: 'identifier',
  onlyUnder: ['projects'],
  items: async (nodes) => nodes.map(({ item, parent }) => ({ ...item, __project: parent.item })),
});

interface AreaNode extends RawItem {
  identifier: string;
  path: string;
  structureType: string;
  hasChildren?: boolean;
  children?: AreaNode[];
}

/** Levels below the root: the service allows no more. */
const DEEPEST = 14;

const AREA_NODE = {
  identifier: aText,
  path: aText,
  structureType: aText,
  hasChildren: orNone(aFlag),
  children: orNone(aListOfDistinct('identifier', { identifier: aText })),
};

const areas = ({ depth }: Options): Source<RawItem, ProjectNode> => ({
  key: keyOf('areas', { depth }),
  under: projects,
  ids: { id: ({ identifier }) => identifier },
  async *read(project, { devops }) {
    const call: Call = {
      path: path`${project.item.id}/_apis/wit/classificationnodes/Areas`,
      query: { $depth: depth ?? undefined },
      needs: AREA_NODE,
      parentsInUrl: true,
      whole: true,
      what: `the areas of project "${project.item.name}"`,
    };
    const root = await devops.get<AreaNode>(call);
    yield pageOf([...flattened(root, null, depth ?? 0, { method: 'GET', call })]);
  },
});

/**
 * The areas of a tree, parents first. `below`: levels of children that were asked for. Throws where a node has children
 * and does not show them: the answer was cut.
 */
function* flattened(
  { children, ...node }: AreaNode,
  parent: string | null,
  below: number,
  asked: Asked,
): Generator<RawItem> {
  const breach = breachOf({ ...node, children }, AREA_NODE);
  if (breach) throw malformed(asked, `an area ${breach}`);
  if (below > 0 && node.hasChildren && !children?.length)
    throw malformed(asked, `area "${node.path}" has children and the answer does not`);
  if (below < -DEEPEST) throw malformed(asked, 'the areas go deeper than there can be any');
  if (node.structureType === 'area') {
    yield { ...node, __parentIdentifier: parent, __normalizedPath: normalised(node.path) };
  }
  for (const child of children ?? []) yield* flattened(child, node.identifier, below - 1, asked);
}

/** `\P\Area\A\B` → `P\A\B`: the second segment names the kind of tree, not an area. */
const normalised = (path: string): string =>
  path
    .split('\\')
    .filter((segment) => segment !== '')
    .filter((_, position) => position !== 1)
    .join('\\');
