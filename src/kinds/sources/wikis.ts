import { path } from '../../azure-devops/path.ts';
import { aFlag, aText, orNone } from '../../azure-devops/shape.ts';
import type { ProjectNode } from '../parents.ts';
import { ofProject } from '../support/of-project.ts';
import { keyOf } from '../support/options.ts';
import type { WideList } from '../support/wide-list.ts';
import type { Node, RawItem, Source } from '../types.ts';
import { projects } from './projects.ts';

export interface Wiki extends RawItem {
  id: string;
  name: string;
  type: string;
  projectId?: string;
  /** The repository and the folder that hold its pages. */
  repositoryId?: string | null;
  mappedPath?: string | null;
  /** Whether its repository is disabled. */
  isDisabled?: boolean | null;
  /** The branches that it shows, without `refs/heads/`. */
  versions?: { version?: string }[] | null;
}

export type WikiNode = Node<Wiki, ProjectNode>;

/** The option of an API version. */
export interface WikiVersion {
  apiVersion?: string | null | undefined;
}

/** The version of a call, where it is not the usual one. */
export const versionOf = ({ apiVersion }: WikiVersion) =>
  apiVersion && apiVersion !== '7.1' ? { apiVersion } : {};

export const wikis = (options: WikiVersion): Source<Wiki, ProjectNode> => ({
  key: keyOf('wikis', versionOf(options)),
  under: projects,
  scope: 'Wiki (read)',
  ids: { repository: ({ repositoryId }) => repositoryId },
  read: (project, context) => ofProject(ofAll(options), project, context),
});

const ofAll = (options: WikiVersion): WideList<Wiki> => {
  const wanted = { ...versionOf(options), key: { id: aText } };
  // Pages of a wiki whose type is not told would be read by no list of pages.
  const has = { type: aText, isDisabled: orNone(aFlag) };
  return {
    key: keyOf('all wikis', versionOf(options)),
    projectOf: ({ projectId }) => projectId,
    ofAll: ({ devops }) =>
      devops.pages<Wiki>(
        {
          ...wanted,
          path: path`_apis/wiki/wikis`,
          has: { ...has, projectId: aText },
          whole: false,
          what: 'the wikis of all projects',
        },
        { style: 'single' },
      ),
    ofOne: (project, { devops }) =>
      devops.pages<Wiki>(
        {
          ...wanted,
          path: path`${project.item.id}/_apis/wiki/wikis`,
          has,
          what: `the wikis of project "${project.item.name}"`,
        },
        { style: 'single' },
      ),
  };
};
