import type { Organisation } from '../../emulators/azure-devops/index.ts';

/** A payload as the service sends it, as far as anything of it is read. */
export type Payload = { eventType: string; resource: object } & Record<string, unknown>;

/** The events of an organisation, told from what differs in it. */
export interface EventSource {
  /** Events of all that has changed since the last call. Items that go with their parent have none of their own. */
  next(): Payload[];
}

interface Item {
  project: string;
  text: string;
  ids: Record<string, unknown>;
}

type Kind = 'repository' | 'branch' | 'pull-request' | 'work-item' | 'build';
type Seen = Readonly<Record<Kind, ReadonlyMap<string, Item>>>;

export function createEventSource(organisation: Organisation): EventSource {
  let seen = look(organisation);
  return {
    next() {
      const before = seen;
      seen = look(organisation);
      return KINDS.flatMap((kind) => changesOf(kind, before, seen)).map(({ item, eventType, resource }) => ({
        subscriptionId: '5f4a0a6e-1c3c-4b0e-8d3e-5a0b6f1f4a11',
        eventType,
        resource,
        resourceContainers: {
          account: { baseUrl: `https://dev.azure.com/${organisation.name}/` },
          project: { id: item.project },
        },
      }));
    },
  };
}

const KINDS: readonly Kind[] = ['repository', 'branch', 'pull-request', 'work-item', 'build'];

// biome-ignore lint/suspicious/noExplicitAny: items of a generated organisation, as JSON.
type Raw = any;

function look(organisation: Organisation): Seen {
  const of = (kind: Kind, itemOf: (raw: Raw) => [key: unknown, project: string, ids: Item['ids']]) =>
    new Map(
      (organisation.rawItems(kind) ?? []).map((raw) => {
        const [key, project, ids] = itemOf(raw);
        return [String(key), { project, ids, text: JSON.stringify(raw) }];
      }),
    );
  return {
    repository: new Map(
      [...organisation.all('repository')].map(({ item: { id, name, isDisabled, project } }) => [
        id,
        { project: project.id, ids: { id, isDisabled }, text: JSON.stringify([name, isDisabled]) },
      ]),
    ),
    branch: of('branch', ({ __repository: { id, project }, refName, objectId }) => [
      `${id}/${refName}`,
      project.id,
      { repository: id, name: refName, objectId },
    ]),
    'pull-request': of('pull-request', ({ repository, pullRequestId }) => [
      `${repository.id}/${pullRequestId}`,
      repository.project.id,
      { repository: repository.id, pullRequestId },
    ]),
    'work-item': of('work-item', ({ id, __project }) => [id, __project.id, { id }]),
    build: of('build', ({ id, project, definition }) => [id, project.id, { id, definition: definition.id }]),
  };
}

interface Change {
  item: Item;
  eventType: string;
  resource: object;
}

function changesOf(kind: Kind, before: Seen, after: Seen): Change[] {
  const changes: Change[] = [];
  for (const [key, item] of after[kind]) {
    const was = before[kind].get(key);
    if (was?.text === item.text) continue;
    const told = tellers[kind](item, was, after);
    if (told) changes.push({ item, ...told });
  }
  for (const [key, was] of before[kind]) {
    if (after[kind].has(key)) continue;
    const told = gone[kind]?.(was, after);
    if (told) changes.push({ item: was, ...told });
  }
  return changes;
}

type Told = Omit<Change, 'item'> | undefined;

const ZEROS = '0'.repeat(40);

const push = ({ project, ids }: Item, oldObjectId: unknown, newObjectId: unknown): Told => ({
  eventType: 'git.push',
  resource: {
    repository: { id: ids.repository, project: { id: project } },
    refUpdates: [{ name: ids.name, oldObjectId, newObjectId }],
    pushId: 1,
  },
});

const repositoryOf = ({ project, ids }: Item) => ({ repository: { id: ids.id, project: { id: project } } });

const tellers: Record<Kind, (item: Item, was: Item | undefined, after: Seen) => Told> = {
  repository(item, was) {
    const switched = was !== undefined && was.ids.isDisabled !== item.ids.isDisabled;
    const what = !was ? 'created' : switched ? 'statuschanged' : 'renamed';
    return { eventType: `git.repo.${what}`, resource: repositoryOf(item) };
  },
  branch(item, was) {
    // Branches of a renamed repository read differently, though nothing was pushed.
    if (was?.ids.objectId === item.ids.objectId) return undefined;
    return push(item, was?.ids.objectId ?? ZEROS, item.ids.objectId);
  },
  'pull-request': ({ project, ids }, was) => ({
    eventType: `git.pullrequest.${was ? 'updated' : 'created'}`,
    resource: {
      pullRequestId: ids.pullRequestId,
      repository: { id: ids.repository, project: { id: project } },
    },
  }),
  'work-item': ({ ids }, was) =>
    was
      ? { eventType: 'workitem.updated', resource: { id: 2, workItemId: ids.id, rev: 2 } }
      : { eventType: 'workitem.created', resource: { id: ids.id, rev: 1 } },
  build: ({ ids }, was) =>
    was
      ? {
          eventType: 'ms.vss-pipelines.run-state-changed-event',
          resource: { run: { id: ids.id }, pipeline: { id: ids.definition } },
        }
      : { eventType: 'build.complete', resource: { id: ids.id, definition: { id: ids.definition } } },
};

/** Events of deletions. Builds and pull requests have none. */
const gone: Partial<Record<Kind, (was: Item, after: Seen) => Told>> = {
  repository: ({ project, ids }) => ({
    eventType: 'git.repo.deleted',
    resource: { project: { id: project }, repositoryId: ids.id, isHardDelete: false },
  }),
  branch: (was, { repository }) =>
    repository.get(String(was.ids.repository))?.ids.isDisabled === false
      ? push(was, was.ids.objectId, ZEROS)
      : undefined,
  'work-item': ({ ids }) => ({ eventType: 'workitem.deleted', resource: { id: ids.id, rev: 3 } }),
};
