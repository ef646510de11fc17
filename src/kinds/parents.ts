import type { Node, OrganisationNode, RawItem } from './types.ts';

/** Items that others hang under, as far as the kinds look at them. All other members are passed through. */
export interface Project extends RawItem {
  id: string;
  name: string;
  state?: string;
}
export interface Repository extends RawItem {
  id: string;
  name: string;
  /** The branch as `refs/heads/main`. Absent while nothing is pushed. */
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
  /** Absent until the build starts. */
  startTime?: string;
  status?: string;
  /** Absent until the build has ended. */
  result?: string;
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
