import { AzureDevOpsError } from '../azure-devops/types.ts';
import type { ReadContext } from './types.ts';

/**
 * An answer of the service, with an error's status, that means "there are none here". It has this meaning for its routes
 * alone. Any other error is a failure: a proxy or a gateway answers with the same statuses.
 */
export interface EmptyAnswer {
  /** A note of the summary, which counts how often it was met. */
  reason: string;
  /** Paths with placeholders, as requests are counted by them. */
  routes: readonly string[];
  statuses: readonly number[];
  /**
   * The codes of which the error's typeKey or number has to be one. `untold`: nobody has recorded it, so that a second
   * request, the `witness`, has to agree.
   */
  codes: readonly string[] | 'untold';
  /** The other answer that has to say the same, in words. */
  witness?: string;
  /** A number that is known to mean something else. */
  unless?: string;
  /** The source of the fact. */
  source: string;
}

const REPOSITORY = '{project}/_apis/git/repositories/{repository}';
const ITEMS = [`${REPOSITORY}/items`, '_apis/git/repositories/{repository}/items'];
/** The repository has no branch at all: see `repositoryBranch`. */
const NO_BRANCH = 'VS403403';
const TEAM_WORK = '{project}/{team}/_apis/work';

export const emptyAnswers = {
  boards: {
    reason: 'a team without an iteration has no boards',
    routes: [`${TEAM_WORK}/boards`],
    statuses: [500],
    codes: 'untold',
    unless: 'TF400497',
    witness: "the team's list of iterations, read whole, is empty",
    source: "Port's exporter and threads of its users tell of the 500; its code is recorded nowhere",
  },
  alerts: {
    reason: 'Advanced Security is off for a repository',
    routes: ['{project}/_apis/alert/repositories/{repository}/alerts'],
    statuses: [400],
    codes: ['AdvSecNotEnabledException', 'VS2150009'],
    witness:
      "the repository's enablement says, in both revisions of that answer, that it is off or was never on, and no list of them says that it is on",
    source: 'the code is quoted by clients that met it (status, words and type)',
  },
  /** Advanced Security is on. Nothing is deleted for it: see `staying` of the kind. */
  unscanned: {
    reason: 'nothing was scanned yet in a repository',
    routes: ['{project}/_apis/alert/repositories/{repository}/alerts'],
    statuses: [404],
    codes: ['ToolConfigurationMissingException', 'VS2150003'],
    source: "a client acts on the code, and Microsoft's own on the status, for a repository without code",
  },
  repositoryItems: {
    reason: 'a repository or branch does not have the path asked for',
    routes: ITEMS,
    statuses: [404],
    codes: ['GitItemNotFoundException', 'TF401174'],
    unless: NO_BRANCH,
    source:
      'several clients act on these codes; the Server throws the first for a repository without a branch too',
  },
  repositoryBranch: {
    reason: 'a repository does not have the branch asked for',
    routes: [...ITEMS, `${REPOSITORY}/itemsbatch`],
    statuses: [400, 404],
    codes: ['GitUnresolvableToCommitException', 'TF401175', NO_BRANCH],
    witness: 'the list of repositories does not name the branch as the default one',
    source: 'several clients act on these codes',
  },
  /** The service refuses the whole question when one of several paths does not exist. */
  missingItem: {
    reason: 'a repository or branch does not have the path asked for',
    routes: [`${REPOSITORY}/itemsbatch`],
    statuses: [400, 404],
    codes: ['GitItemNotFoundException', 'TF401174'],
    unless: NO_BRANCH,
    source: "Port's exporter tells of the 400; the codes are those of the items route",
  },
  disabledRepository: {
    reason: 'a disabled repository shows no files',
    routes: [...ITEMS, `${REPOSITORY}/itemsbatch`],
    statuses: [404],
    codes: ['GitRepositoryNotFoundException', 'TF401019'],
    witness: 'the list of repositories says isDisabled',
    source: 'threads of users of disabled repositories; the code is that of a repository out of sight',
  },
  areaPaths: {
    reason: 'a team has no area paths',
    routes: [`${TEAM_WORK}/teamsettings/teamfieldvalues`],
    statuses: [404],
    codes: ['TF400512'],
    source: 'recorded nowhere: a property of the team rests on it, and no deletion',
  },
  project: {
    reason: 'a project was gone when it was read singly',
    routes: ['_apis/projects/{project}'],
    statuses: [404],
    codes: ['ProjectDoesNotExistException', 'ProjectDoesNotExistWithNameException'],
    source: 'recorded by the Azure DevOps CLI (TF200016)',
  },
  definition: {
    reason: 'the definition of a pipeline is gone',
    routes: ['{project}/_apis/build/definitions/{definition}'],
    statuses: [404],
    codes: ['DefinitionNotFoundException'],
    source: 'clients of the build API act on it',
  },
  coverage: {
    reason: 'the build of a test run is gone, and its coverage with it',
    routes: ['{project}/_apis/test/codecoverage'],
    statuses: [404],
    codes: ['TestObjectNotFoundException'],
    source: 'recorded nowhere: a property of the run rests on it, and no deletion',
  },
  wikiPage: {
    reason: 'a page of a wiki is gone',
    routes: ['{project}/_apis/wiki/wikis/{wiki}/pages/{page}', '{project}/_apis/wiki/wikis/{wiki}/pages'],
    statuses: [404],
    codes: ['WikiPageNotFoundException'],
    source: 'recorded by the Azure DevOps CLI; asked where a list, read whole, does not have the page either',
  },
  /** A page that its list names: it is there, and its entity stays. */
  pageNotShown: {
    reason:
      'a page of a wiki is listed and not shown: its file is not named as pages are, or it was just removed',
    routes: ['{project}/_apis/wiki/wikis/{wiki}/pages/{page}'],
    statuses: [404],
    codes: ['WikiPageNotFoundException'],
    source: 'a client met it, by id and by path, of a file that was pushed with a space in its name',
  },
  commit: {
    reason: 'the commit of a build is gone',
    routes: [`${REPOSITORY}/commits/{commit}`],
    statuses: [404],
    codes: ['GitCommitDoesNotExistException', 'GitUnresolvableToCommitException', 'TF401175'],
    source: 'clients of the Git API act on it: a property of the build rests on it, and no deletion',
  },
  repositoryOfCommit: {
    reason: 'the repository of a build is disabled or deleted, and its commits are not shown',
    routes: [`${REPOSITORY}/commits/{commit}`],
    statuses: [404],
    codes: ['GitRepositoryNotFoundException', 'TF401019'],
    witness: 'a list of its project names the repository as disabled, or as deleted',
    source: 'threads of users of disabled repositories; the code is that of a repository out of sight',
  },
} as const satisfies Record<string, EmptyAnswer>;

/** Whether an error can be this answer. Where its code is untold, that is no proof yet. */
const looksLike = (error: unknown, { routes, statuses, codes, unless }: EmptyAnswer): boolean =>
  error instanceof AzureDevOpsError &&
  error.isOwn &&
  error.status !== undefined &&
  statuses.includes(error.status) &&
  (unless === undefined || error.number !== unless) &&
  routes.includes(error.call.route) &&
  (codes === 'untold' ||
    [error.code, error.number].some((code) => code !== undefined && codes.includes(code)));

/** The one of some answers that an error is for certain. */
export const emptyAnswerOf = (error: unknown, answers: readonly EmptyAnswer[]): EmptyAnswer | undefined =>
  answers.find((answer) => answer.codes !== 'untold' && looksLike(error, answer));

/** The result of a read. Undefined, with a note, when the answer means that there is none. Throws all other errors. */
export async function unlessEmpty<T>(
  read: Promise<T>,
  answers: EmptyAnswer | readonly EmptyAnswer[],
  context: ReadContext,
): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    const answer = emptyAnswerOf(error, [answers].flat());
    if (!answer) throw error;
    context.note(answer.reason);
    return undefined;
  }
}

/** The same for one answer, where the witness agrees. `agrees` is asked only when the error looks like it. */
export async function unlessWitnessed<T>(
  read: Promise<T>,
  answer: EmptyAnswer,
  agrees: () => Promise<boolean>,
  context: ReadContext,
): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (!looksLike(error, answer) || !(await agrees())) throw error;
    context.note(answer.reason);
    return undefined;
  }
}

/**
 * The pages of a list. None, with a note, when its first answer looks like this one and the witness agrees: `agrees` is
 * asked only then. Where the witness cannot be read, the list throws its error.
 */
export async function* pagesUnless<T>(
  pages: AsyncIterable<T>,
  answer: EmptyAnswer,
  agrees: () => Promise<boolean>,
  context: ReadContext,
): AsyncGenerator<T> {
  let begun = false;
  try {
    for await (const page of pages) {
      begun = true;
      yield page;
    }
  } catch (error) {
    if (begun || !looksLike(error, answer) || !(await agrees())) throw error;
    context.note(answer.reason);
  }
}
