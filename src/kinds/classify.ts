import { AzureDevOpsError } from '../azure-devops/types.ts';
import type { ReadContext } from './types.ts';

/**
 * An answer with an error's status that says "there are none here", in the service's own words. Everything else that
 * fails is a failure.
 */
export interface EmptyAnswer {
  /** Told in the summary, counted by this text. */
  reason: string;
  statuses: readonly number[];
  /** The service's code must be one of these (empty: none told), where the status alone could mean a failure. */
  onlyWith?: RegExp;
  /** With one of these codes it is a failure after all. */
  butNot?: RegExp;
}

/** The repository itself cannot be seen: the token's fault, or it is gone. */
const REPOSITORY_OUT_OF_SIGHT = /TF401019|GitRepositoryNotFound|ProjectDoesNotExist/;

export const emptyAnswers = {
  /** Only for a team that proves to have no iteration. */
  boards: { reason: 'a team without an iteration has no boards', statuses: [500] },
  alerts: {
    reason: 'Advanced Security is off for a repository',
    statuses: [400, 404],
    butNot: REPOSITORY_OUT_OF_SIGHT,
  },
  repositoryItems: {
    reason: 'a repository or branch does not have the path asked for',
    statuses: [404],
    butNot: REPOSITORY_OUT_OF_SIGHT,
  },
  /** The whole question is refused when one of several paths does not exist. */
  missingItem: {
    reason: 'a repository or branch does not have the path asked for',
    statuses: [400],
    onlyWith: /^$|TF401174|GitItemNotFound/,
  },
  disabledRepository: { reason: 'a disabled repository shows no files', statuses: [404] },
  areaPaths: { reason: 'a team has no area paths', statuses: [404] },
  project: { reason: 'a project was gone when it was read singly', statuses: [404] },
  definition: { reason: 'the definition of a pipeline is gone', statuses: [404] },
  coverage: { reason: 'the build of a test run is gone, and its coverage with it', statuses: [404] },
  commit: { reason: 'the commit of a build is gone', statuses: [404] },
} satisfies Record<string, EmptyAnswer>;

export const isEmptyAnswer = (error: unknown, answer: EmptyAnswer): boolean =>
  error instanceof AzureDevOpsError &&
  error.status !== undefined &&
  !error.isPage &&
  answer.statuses.includes(error.status) &&
  (answer.onlyWith?.test(error.code ?? '') ?? true) &&
  !answer.butNot?.test(error.code ?? '');

/** The read's result, or undefined and a word about it when the answer means that there is none. */
export async function unlessEmpty<T>(
  read: Promise<T>,
  answer: EmptyAnswer,
  context: ReadContext,
): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (!isEmptyAnswer(error, answer)) throw error;
    context.note(answer.reason);
    return undefined;
  }
}

/** The same for a list: its pages, or none. Only the first answer can say so. */
export async function* pagesUnlessEmpty<T>(
  pages: AsyncIterable<T>,
  answer: EmptyAnswer,
  context: ReadContext,
): AsyncGenerator<T> {
  let begun = false;
  try {
    for await (const page of pages) {
      begun = true;
      yield page;
    }
  } catch (error) {
    if (begun || !isEmptyAnswer(error, answer)) throw error;
    context.note(answer.reason);
  }
}
