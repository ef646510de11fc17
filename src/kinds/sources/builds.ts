import { path } from '../../azure-devops/path.ts';
import { aNumber, anObject, aText, orNone } from '../../azure-devops/shape.ts';
import type { Build, ProjectNode } from '../parents.ts';
import { keyOf } from '../support/options.ts';
import { first, pageSize, since, type Window } from '../support/windows.ts';
import type { Source } from '../types.ts';
import { projects } from './projects.ts';

/** About 7 KB a build. */
const PAGE = 250;

const USED = {
  startTime: orNone(aText),
  sourceVersion: orNone(aText),
  repository: orNone(anObject({ id: orNone(aText), type: orNone(aText) })),
};

/** A project's builds, the newest first. */
export const builds = ({ minTimeInDays, maxResults }: Window): Source<Build, ProjectNode> => {
  const window = { minTimeInDays, maxResults };
  return {
    key: keyOf('builds', window),
    under: projects,
    scope: 'Build (read)',
    read: (project, context) =>
      first(
        window,
        context.devops.pages<Build>(
          {
            path: path`${project.item.id}/_apis/build/builds`,
            query: { queryOrder: 'queueTimeDescending', minTime: since(window, context) },
            key: { id: aNumber },
            has: USED,
            what: `the builds of project "${project.item.name}"`,
          },
          { style: 'token', size: pageSize(window, PAGE) },
        ),
      ),
  };
};
