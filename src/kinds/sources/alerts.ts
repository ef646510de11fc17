import { path } from '../../azure-devops/path.ts';
import { aNumber, type MemberChecks } from '../../azure-devops/shape.ts';
import type { Page, QueryValue } from '../../azure-devops/types.ts';
import { emptyAnswers, pagesUnless } from '../empty-answers.ts';
import { byToken } from '../support/pages.ts';
import type { RawItem, ReadContext } from '../types.ts';
import { isOff, type Place } from './enablement.ts';

export interface Alert extends RawItem {
  alertId: number;
}

/** The alerts that are wanted. */
export interface Choice {
  /** Parameters of the question: see `only`. */
  query: Readonly<Record<string, QueryValue>>;
  /** Members that tell whether an alert is wanted. */
  has?: MemberChecks;
  /** Whether an alert is wanted, by these members. */
  takes?(alert: Alert): boolean;
}

/**
 * The one value of a list, to ask for. Undefined where there are several: for several in one parameter the service was
 * seen to find nothing, so that all are asked for, and those that are wanted taken.
 */
export const only = <T>(values: readonly T[] | null | undefined): T | undefined =>
  values?.length === 1 ? values[0] : undefined;

/** Calls about a repository whose list has no alerts. */
interface Told {
  /** Whether Advanced Security is off, asked where the service says so. */
  agrees?(): Promise<boolean>;
  /** Called where nothing was scanned yet. That answer was never recorded. */
  unscanned?(): void;
}

/** Pages of a repository's alerts. None where Advanced Security is off, and where nothing was scanned yet. */
export async function* alertPages(
  repository: Place,
  { query, has, takes = () => true }: Choice,
  context: ReadContext,
  { agrees = () => isOff(repository, context), unscanned }: Told = {},
): AsyncGenerator<Page<Alert>> {
  const what = `the security alerts of repository "${repository.item.name}"`;
  const pages = context.devops.pages<Alert>(
    {
      area: 'advsec',
      path: path`${repository.parent.item.id}/_apis/alert/repositories/${repository.item.id}/alerts`,
      query,
      apiVersion: '7.2-preview.1',
      key: { alertId: aNumber },
      ...(has && { has }),
      parentsInUrl: true,
      what,
    },
    { ...byToken(500, what, context), sizeParameter: 'top' },
  );
  const isUnscanned = async () => {
    unscanned?.();
    return true;
  };
  const unlessOff = pagesUnless(pages, emptyAnswers.alerts, agrees, context);
  for await (const page of pagesUnless(unlessOff, emptyAnswers.unscanned, isUnscanned, context))
    yield page.filter(takes);
}
