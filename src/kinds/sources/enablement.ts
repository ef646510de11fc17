import { path } from '../../azure-devops/path.ts';
import { aFlag, aListOf, anObject, aText, type Check, orAbsent, orNull } from '../../azure-devops/shape.ts';
import { AzureDevOpsError } from '../../azure-devops/types.ts';
import type { ProjectNode } from '../parents.ts';
import { isCredentialRefusal } from '../support/held-pages.ts';
import type { OrganisationNode, ReadContext } from '../types.ts';

/** The word of one revision of the API about a repository. Null: it was never on. */
interface Enablement {
  repositoryId: string;
  advSecEnabled?: boolean | null;
  secretProtectionFeatures?: { secretProtectionEnabled?: boolean | null } | null;
  codeSecurityFeatures?: { codeSecurityEnabled?: boolean | null } | null;
}

const product = (flag: string): Check => anObject({ [flag]: orAbsent(aFlag) });
const SECRETS = product('secretProtectionEnabled');
const CODE = product('codeSecurityEnabled');

/**
 * The revisions that are asked. The first has one flag for the whole of Advanced Security, and was seen to say false where
 * one of its two products is on, of which the third tells. So it is off where both say so. A list tells of a product by a
 * member, if only by null; the answer about one repository may be without.
 */
const revisions = [
  {
    apiVersion: '7.2-preview.1',
    needs: { repositoryId: aText, advSecEnabled: orNull(aFlag) },
    needsInList: { repositoryId: aText, advSecEnabled: orNull(aFlag) },
  },
  {
    apiVersion: '7.2-preview.3',
    needs: {
      repositoryId: aText,
      secretProtectionFeatures: orAbsent(SECRETS),
      codeSecurityFeatures: orAbsent(CODE),
    },
    needsInList: {
      repositoryId: aText,
      secretProtectionFeatures: orNull(SECRETS),
      codeSecurityFeatures: orNull(CODE),
    },
  },
] as const;

const isOn = ({ advSecEnabled, secretProtectionFeatures, codeSecurityFeatures }: Enablement): boolean =>
  [
    advSecEnabled,
    secretProtectionFeatures?.secretProtectionEnabled,
    codeSecurityFeatures?.codeSecurityEnabled,
  ].includes(true);

/** A repository, as far as its address and messages need it. */
export interface Place {
  item: { id: string; name: string };
  parent: { item: { id: string } };
}

/** Whether Advanced Security is off for a repository, or was never on. The witness of refused alerts. */
export async function isOff({ item, parent }: Place, { devops }: ReadContext): Promise<boolean> {
  for (const { apiVersion, needs } of revisions) {
    const answer = await devops.get<Enablement>({
      area: 'advsec',
      apiVersion,
      path: path`${parent.item.id}/_apis/management/repositories/${item.id}/enablement`,
      needs,
      what: `whether Advanced Security is on for repository "${item.name}"`,
    });
    if (answer.repositoryId.toLowerCase() !== item.id.toLowerCase() || isOn(answer)) return false;
  }
  return true;
}

/**
 * Whether Advanced Security is on for the repositories of a project or an organisation, by their ids in lower case. It is
 * on where the list of one revision says so, whatever became of the other's. Of a repository that is in neither list, or
 * off in one and not in the other, nothing is known.
 */
export const enablementIn = (
  place: ProjectNode | OrganisationNode,
  context: ReadContext,
  key = 'enablement',
): Promise<ReadonlyMap<string, boolean>> =>
  context.once(place, key, async () => {
    const lists = await Promise.all(
      revisions.map((revision) => listedUnlessFailed(place, revision, context)),
    );
    const all = new Map<string, boolean>();
    for (const id of lists.flatMap((list) => [...(list?.keys() ?? [])])) {
      const told = lists.map((list) => list?.get(id));
      if (told.includes(true)) all.set(id, true);
      else if (!told.includes(undefined)) all.set(id, false);
    }
    return all;
  });

/** Undefined where the service does not give the list. */
async function listedUnlessFailed(
  place: ProjectNode | OrganisationNode,
  revision: (typeof revisions)[number],
  context: ReadContext,
): Promise<ReadonlyMap<string, boolean> | undefined> {
  try {
    return await listed(place, revision, context);
  } catch (error) {
    if (!(error instanceof AzureDevOpsError) || isCredentialRefusal(error)) throw error;
    return undefined;
  }
}

async function listed(
  place: ProjectNode | OrganisationNode,
  { apiVersion, needsInList }: (typeof revisions)[number],
  { devops }: ReadContext,
): Promise<ReadonlyMap<string, boolean>> {
  const { reposEnablementStatus } = await devops.get<{ reposEnablementStatus: Enablement[] }>({
    area: 'advsec',
    apiVersion,
    path: place.parent
      ? path`${place.item.id}/_apis/management/enablement`
      : path`_apis/management/enablement`,
    needs: { reposEnablementStatus: aListOf(anObject(needsInList)) },
    whole: true,
    what: 'where Advanced Security is on',
  });
  return new Map(reposEnablementStatus.map((one) => [one.repositoryId.toLowerCase(), isOn(one)]));
}
