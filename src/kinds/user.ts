import { path } from '../azure-devops/path.ts';
import { aText } from '../azure-devops/shape.ts';
import type { Paging } from '../azure-devops/types.ts';
import type { Subject } from './parents.ts';
import { choice, flag, keyOf, type OptionsOf, optional } from './support/options.ts';
import { byOffset, byToken, eachItem } from './support/pages.ts';
import { EVERY_ORGANISATION_HAS_SOME, lookUp, membershipsOf, subject } from './support/subjects.ts';
import { defineKind, type Node, type OrganisationNode, type ReadContext, type Source } from './types.ts';

const options = {
  source: choice(['entitlements', 'graph'], 'entitlements'),
  includeFields: optional.choices(['license', 'extensions', 'projects', 'groupRules']),
  apiVersion: optional.text,
  subjectTypes: optional.texts,
  includeGroupMemberships: flag(false),
};
type Options = OptionsOf<typeof options>;
type UserNode = Node<Subject, OrganisationNode>;

export const user = defineKind<Options, UserNode>({
  name: 'user',
  summary: 'A user of the organisation: its entitlement, or with `source: graph` its subject in the graph.',
  scope: 'Member Entitlement Management (read)',
  servicesOnly: true,
  options,
  docs: {
    scope: 'with `source: graph` Graph (read)',
    requests:
      'as many as the service makes pages; with `includeGroupMemberships` one per user, and one per 500 groups',
    fields: {
      __groups: "The user's groups, with `includeGroupMemberships`.",
      __projects: 'Names of the projects (and of the organisation) that these groups belong to, sorted.',
    },
    options: {
      source: 'Where users are read.',
      includeFields: 'Entitlements: what the service adds to each.',
      apiVersion: 'Entitlements: the version of the API. Below 7 they are read by `top` and `skip`.',
      subjectTypes: 'Graph: only these kinds of subjects, as in `aad`, `msa`, `svc`.',
      includeGroupMemberships: 'Graph: adds the groups that each user is a direct member of.',
    },
  },
  isShort: ({ includeGroupMemberships }) => !includeGroupMemberships,
  source: (options) => (options.source === 'graph' ? graphUsers(options) : entitlements(options)),
  ids: ['id', 'descriptor'],
  isUnique: true,
  async items(nodes, { source, includeGroupMemberships }, context) {
    if (source !== 'graph' || !includeGroupMemberships) return nodes.map((node) => ({ ...node.item }));
    await lookUpGroups(nodes, context);
    return eachItem(
      nodes,
      ({ item }) => ({ ...item }),
      async (node) => {
        const groups = await groupsOf(node, context);
        return groups && { __groups: groups, __projects: projectNames(groups) };
      },
    );
  },
});

const entitlements = ({ includeFields, apiVersion }: Options): Source<Subject, OrganisationNode> => ({
  key: keyOf('user entitlements', { includeFields, apiVersion }),
  under: undefined,
  scope: 'Member Entitlement Management (read)',
  servicesOnly: 'user entitlements',
  read: (_, context) =>
    context.devops.pages<Subject>(
      {
        area: 'entitlements',
        path: path`_apis/userentitlements`,
        query: { select: includeFields?.join(',') },
        ...(apiVersion && { apiVersion }),
        key: { id: aText },
        neverEmpty: EVERY_ORGANISATION_HAS_SOME,
        what: 'the user entitlements',
      },
      entitlementPaging(apiVersion, context),
      isOld(apiVersion) ? ['value', 'members', 'items'] : 'items',
    ),
});

/** Whether the API is older than version 7: it has no continuation token, and its list has another name. */
const isOld = (apiVersion: string | null | undefined): boolean => Number.parseFloat(apiVersion ?? '7') < 7;

const entitlementPaging = (apiVersion: string | null | undefined, context: ReadContext): Paging =>
  isOld(apiVersion)
    ? {
        ...byOffset(100, 'the user entitlements', context),
        sizeParameter: 'top',
        skipParameter: 'skip',
      }
    : { ...byToken(undefined, 'the user entitlements', context), bodyToken: 'continuationToken' };

const graphUsers = ({ subjectTypes }: Options): Source<Subject, OrganisationNode> => ({
  key: keyOf('graph users', { subjectTypes }),
  under: undefined,
  scope: 'Graph (read)',
  servicesOnly: 'Graph',
  read: (_, context) =>
    context.devops.pages<Subject>(
      {
        area: 'graph',
        path: path`_apis/graph/users`,
        query: { subjectTypes: subjectTypes?.join(',') },
        apiVersion: '7.1-preview.1',
        ...subject,
        // An organisation may have no user of one sort.
        neverEmpty: subjectTypes?.length ? undefined : EVERY_ORGANISATION_HAS_SOME,
        what: 'the users',
      },
      byToken(undefined, 'the users', context),
    ),
});

/** The groups of a user. Undefined where the service names a group and does not show it: the others are not all. */
const groupsOf = async (user: UserNode, context: ReadContext): Promise<Subject[] | undefined> => {
  const descriptors = await descriptorsOf(user, context);
  const found = await lookUp(descriptors, user.parent, context);
  const groups = found.filter((group) => group !== undefined);
  if (groups.length === found.length) return groups;
  context.note('a group that a user is a member of is named and not shown by the service');
  return undefined;
};

const descriptorsOf = (user: UserNode, context: ReadContext): Promise<string[]> =>
  context.once(user, 'memberships', () => membershipsOf(user.item, 'up', context));

/** Looks up the groups of many users in few requests. `groupsOf` finds them in memory afterwards. */
async function lookUpGroups(users: readonly UserNode[], context: ReadContext): Promise<void> {
  const read = await Promise.allSettled(users.map((user) => descriptorsOf(user, context)));
  const descriptors = read.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  const [first] = users;
  if (first) await Promise.allSettled([lookUp(descriptors, first.parent, context)]);
}

/** Names of projects, or of the organisation: the `X` of each `[X]\group`. */
const projectNames = (groups: readonly Subject[]): string[] => {
  const names = groups.map((group) => /^\[(.*?)\]\\/.exec(group.principalName ?? '')?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
};
