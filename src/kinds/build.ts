import { path } from '../azure-devops/path.ts';
import { anObject, aText, orNone } from '../azure-devops/shape.ts';
import { emptyAnswers, unlessEmpty, unlessWitnessed } from './empty-answers.ts';
import type { BuildNode } from './parents.ts';
import { builds } from './sources/builds.ts';
import { isListedAsUnusable } from './sources/repositories.ts';
import { flag, type OptionsOf } from './support/options.ts';
import { collect, eachItem } from './support/pages.ts';
import { windowDocs, windowOptions } from './support/windows.ts';
import { defineKind, type RawItem, type ReadContext } from './types.ts';

const options = { enrichWithFirstCommit: flag(false), ...windowOptions };

export const build = defineKind<OptionsOf<typeof options>, BuildNode>({
  name: 'build',
  summary: 'A build: a run of a pipeline as Azure Pipelines keeps it.',
  scope: 'Build (read)',
  options,
  docs: {
    scope: 'with `enrichWithFirstCommit` also Code (read)',
    requests:
      'one per 250 builds of each project, shared with `pipeline-stage`; with `enrichWithFirstCommit` one or two more per build, and where a repository is not found up to three per project and one',
    fields: {
      __projectId: "The project's id.",
      __project: 'The project.',
      __firstCommit:
        'The earliest change of the build, or the commit that it was built from, with `__sha`, `__timestamp` and `__commitCount`; absent where neither is known. A build of a repository that is listed as disabled or deleted stays in Port as it is. With `enrichWithFirstCommit`.',
    },
    options: {
      enrichWithFirstCommit: 'Adds the first commit that went into each build.',
      ...windowDocs('builds', 'queued', 'of each project'),
    },
  },
  source: (options) => builds(options),
  under: { projects: ['__projectId', '__project.id'] },
  id: 'id',
  isUnique: true,
  items: (nodes, { enrichWithFirstCommit }, context) =>
    eachItem(
      nodes,
      ({ item, parent }) => ({ ...item, __projectId: parent.item.id, __project: parent.item }),
      async (node) => {
        const commit = enrichWithFirstCommit ? await firstCommit(node, context) : undefined;
        if (commit === HIDDEN) return undefined;
        return commit ? { __firstCommit: commit } : {};
      },
    ),
});

interface Change extends RawItem {
  id: string;
  timestamp?: string;
}
interface Commit extends RawItem {
  commitId: string;
  committer?: { date?: string };
}

/** A commit that exists and is not shown: what Port has of the build must not be written over. */
const HIDDEN = 'hidden';
type FirstCommit = RawItem | typeof HIDDEN | undefined;

const firstCommit = (build: BuildNode, context: ReadContext): Promise<FirstCommit> =>
  context.once(build, 'first commit', async () => {
    const changes = await collect(
      context.devops.pages<Change>(
        {
          path: path`${build.parent.item.id}/_apis/build/builds/${build.item.id}/changes`,
          key: { id: aText },
          has: { timestamp: orNone(aText) },
          what: `the changes of build ${build.item.id}`,
        },
        { style: 'token', size: 1000 },
      ),
    );
    const dated = changes.filter((change) => change.timestamp);
    if (dated.length === 0) return builtCommit(build, context);
    const time = (change: Change) => Date.parse(change.timestamp ?? '');
    const earliest = dated.reduce((a, b) => (time(b) < time(a) ? b : a));
    return {
      ...earliest,
      __sha: earliest.id,
      __timestamp: earliest.timestamp,
      __commitCount: changes.length,
    };
  });

/** The commit that was built. Only Azure Repos can be asked for it. */
async function builtCommit({ item, parent }: BuildNode, context: ReadContext): Promise<FirstCommit> {
  const { repository, sourceVersion } = item;
  if (!repository?.id || !sourceVersion || (repository.type ?? 'TfsGit') !== 'TfsGit') return undefined;
  const answer = context.devops.get<Commit>({
    path: path`${parent.item.id}/_apis/git/repositories/${repository.id}/commits/${sourceVersion}`,
    needs: { commitId: aText, committer: orNone(anObject({ date: orNone(aText) })) },
    what: `the commit of build ${item.id}`,
  });
  const shown = await unlessWitnessed(
    unlessEmpty(answer, emptyAnswers.commit, context).then((commit) => ({ commit })),
    emptyAnswers.repositoryOfCommit,
    () => isListedAsUnusable(repository.id, parent, context),
    context,
  );
  if (!shown) return HIDDEN;
  const { commit } = shown;
  return (
    commit && { ...commit, __sha: commit.commitId, __timestamp: commit.committer?.date, __commitCount: 1 }
  );
}
