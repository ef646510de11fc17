import { mix, uuid } from './derive.ts';
import { numbering } from './numbering.ts';
import type { Project } from './project.ts';
import type { Shelf } from './shelf.ts';
import { areaNames } from './words.ts';
import type { World } from './world.ts';

export interface AreaNode {
  slot: number;
  /** Undefined at the root. */
  parent: number | undefined;
  id: number;
  identifier: string;
  name: string;
  /** Names from the root's child down. */
  trail: string[];
}

/** Three children to a node; a node is gone with its parent. */
const parentOf = (slot: number) => (slot === 0 ? undefined : Math.floor((slot - 1) / 3));

const nameOf = (project: Project, key: number, slot: number, revision: number) => {
  if (slot === 0) return project.name;
  const name = areaNames[(slot + (key % 5)) % areaNames.length] as string;
  const numbered = slot > areaNames.length ? `${name} ${slot}` : name;
  return revision > 0 ? `${numbered} v${revision}` : numbered;
};

export const areasOf = (world: World, project: Project): Shelf<AreaNode> => {
  const numbers = numbering(world.scale.projects, 1_000);
  const shelf: Shelf<AreaNode> = world.shelf<AreaNode>({
    kind: 'area-path',
    place: project.id,
    slots: world.scale.areasPerProject,
    stays: (slot) => slot === 0,
    exists: (slot) => {
      const parent = parentOf(slot);
      return parent === undefined || shelf.has(parent);
    },
    make: (slot, key, revision) => {
      const parent = parentOf(slot);
      const name = world.text(nameOf(project, key, slot, revision), mix(key, slot, 2));
      return {
        slot,
        parent,
        id: numbers.id(project.slot, slot),
        identifier: uuid(key, slot),
        name: slot === 0 ? project.name : name,
        trail: parent === undefined ? [] : [...(shelf.at(parent)?.trail ?? []), name],
      };
    },
  });
  return shelf;
};

export interface AreaTree {
  id: number;
  identifier: string;
  name: string;
  structureType: 'area' | 'iteration';
  hasChildren: boolean;
  path: string;
  url: string;
  children?: AreaTree[];
  _links?: Record<string, { href: string }>;
}

/** The tree from a node down, `depth` levels of children with it. */
export const areaTree = (world: World, project: Project, nodes: Shelf<AreaNode>, depth: number) => {
  const all = [...nodes.items()];
  const base = `${world.links.core}/${project.id}/_apis/wit/classificationNodes/Areas`;
  const treeOf = (node: AreaNode, left: number): AreaTree => {
    const children = all.filter((child) => child.parent === node.slot);
    const url = [base, ...node.trail.map((name) => encodeURIComponent(name.toWellFormed()))].join('/');
    return {
      id: node.id,
      identifier: node.identifier,
      name: node.name,
      structureType: 'area',
      hasChildren: children.length > 0,
      path: ['', project.name, 'Area', ...node.trail].join('\\'),
      ...(children.length > 0 && left > 0 && { children: children.map((child) => treeOf(child, left - 1)) }),
      url,
    };
  };
  const root = all[0];
  return root && { ...treeOf(root, depth), _links: { self: { href: base } } };
};
