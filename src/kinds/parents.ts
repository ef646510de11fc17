import type { Node, OrganisationNode, RawItem } from './types.ts';

/** What the kinds need to know of the items that others hang under; all else of them is passed through. */
export interface Project extends RawItem {
  id: string;
  name: string;
  state?: string;
}
export interface Repository extends RawItem {
  id: string;
  name: string;
  /** `refs/heads/main`; absent when nothing was pushed yet. */
  defaultBranch?: string;
  isDisabled?: boolean;
  project?: { id: string; state?: string };
}
export interface Team extends RawItem {
  id: string;
  name: string;
  projectId: string;
  projectName?: string;
}
export interface Pipeline extends RawItem {
  id: number;
  name: string;
}
export interface Build extends RawItem {
  id: number;
  /** Absent until it starts. */
  startTime?: string;
  sourceVersion?: string;
  repository?: { id: string; type?: string };
}
export interface Environment extends RawItem {
  id: number;
  name: string;
  project?: unknown;
}
export interface BoardColumn extends RawItem {
  stateMappings?: Record<string, string>;
}
export interface Board extends RawItem {
  id: string;
  name: string;
  columns: BoardColumn[];
}
/** A user, group or service principal of the graph. */
export interface Subject extends RawItem {
  descriptor: string;
  principalName?: string;
  displayName?: string;
}

export type ProjectNode = Node<Project, OrganisationNode>;
export type RepositoryNode = Node<Repository, ProjectNode>;
export type TeamNode = Node<Team, OrganisationNode>;
export type ProjectTeamNode = Node<Team, ProjectNode>;
export type PipelineNode = Node<Pipeline, ProjectNode>;
export type BuildNode = Node<Build, ProjectNode>;
export type EnvironmentNode = Node<Environment, ProjectNode>;
export type BoardNode = Node<Board, ProjectTeamNode>;
export type GroupNode = Node<Subject, OrganisationNode>;
