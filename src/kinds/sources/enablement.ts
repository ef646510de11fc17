import { path } from '../../azure-devops/path.ts';
import { aFlag, aListOf, anObject, aText, orNull } from '../../azure-devops/shape.ts';
import { AzureDevOpsError } from '../../azure-devops/types.ts';
import type { ProjectNode } from '../parents.ts';
import { isCredentialRefusal } from '../support/held-pages.ts';
import type { OrganisationNode, ReadContext } from '../types.ts';

/** Whether Advanced Security is on for a repository. Null: it never was. */
export interface Enablement {
  repositoryId: string;
  advSecEnabled: boolean | null;
}

export const ENABLED = { repositoryId: aText, advSecEnabled: orNull(aFlag) };

/** The revision of the API whose answer has one flag. Later ones tell of two products apart. */
export const ENABLEMENT = { area: 'advsec', apiVersion: '7.2-preview.1' } as const;

/**
 * Whether Advanced Security is on for the repositories of a project or an organisation, by their ids in lower case. Of a
 * repository without an entry nothing is known. Undefined where the service does not give that list.
 */
export const enablementIn = (
  place: ProjectNode | OrganisationNode,
  context: ReadContext,
): Promise<ReadonlyMap<string, boolean> | undefined> =>
  context.once(place, 'enablement', async () => {
    try {
      const { reposEnablementStatus } = await context.devops.get<{ reposEnablementStatus: Enablement[] }>({
        ...ENABLEMENT,
        path: place.parent
          ? path`${place.item.id}/_apis/management/enablement`
          : path`_apis/management/enablement`,
        needs: { reposEnablementStatus: aListOf(anObject(ENABLED)) },
        whole: true,
        what: 'where Advanced Security is on',
      });
      return new Map(
        reposEnablementStatus.map((one) => [one.repositoryId.toLowerCase(), one.advSecEnabled === true]),
      );
    } catch (error) {
      if (!(error instanceof AzureDevOpsError) || isCredentialRefusal(error)) throw error;
      return undefined;
    }
  });
