import type { WebApi } from 'azure-devops-node-api';
import type { ClientApiBase } from 'azure-devops-node-api/ClientApiBases.js';
import type { Organisation } from '../../../emulators/azure-devops/index.ts';
import type { Project } from '../../../emulators/azure-devops/organisation/project.ts';
import type { ProjectLists } from '../../../emulators/azure-devops/organisation/project-lists.ts';
import { type Heard, listenTo } from '../official-client.ts';

/** Something that the official client reads, and what the organisation has of it. */
export interface Read {
  what: string;
  read(client: WebApi, organisation: Organisation): Promise<{ items: string[]; unread: Set<string> }>;
  expected(organisation: Organisation): string[];
}

/** Items of a page: fewer than most lists have. */
export const top = 4;
export const projectsOf = ({ projects }: Organisation): Project[] =>
  [...projects.items()].filter(({ state }) => state === 'wellFormed');

export const everywhere = <T>(organisation: Organisation, list: (lists: ProjectLists) => Iterable<T>): T[] =>
  projectsOf(organisation).flatMap((project) => [...list(organisation.lists(project))]);

export const text = (values: Iterable<string | number | undefined>): string[] => [...values].map(String);

export const ids = (items: Iterable<{ id?: string | number }>): string[] =>
  text([...items].map(({ id }) => id));

export const enabled = (lists: ProjectLists) =>
  [...lists.repositories.items()].filter((one) => !one.isDisabled);

interface Reading<A> {
  what: string;
  api(client: WebApi): Promise<A>;
  /** Items that the client reads of one project. */
  read(api: A, project: Project, lists: ProjectLists, heard: Heard): Promise<string[]>;
  expected(project: Project, lists: ProjectLists, organisation: Organisation): string[];
}

/** A read that goes from project to project. */
export const perProject = <A extends ClientApiBase>({ what, api, read, expected }: Reading<A>): Read => ({
  what,
  async read(client, organisation) {
    const own = await api(client);
    const heard = listenTo(own);
    const items: string[] = [];
    for (const project of projectsOf(organisation))
      items.push(...(await read(own, project, organisation.lists(project), heard)));
    return { items, unread: heard.unread };
  },
  expected: (organisation) =>
    projectsOf(organisation).flatMap((project) =>
      expected(project, organisation.lists(project), organisation),
    ),
});

interface OrganisationReading<A> {
  what: string;
  api(client: WebApi): Promise<A>;
  read(api: A, organisation: Organisation, heard: Heard): Promise<string[]>;
  expected(organisation: Organisation): string[];
}

export const ofAll = <A extends ClientApiBase>({
  what,
  api,
  read,
  expected,
}: OrganisationReading<A>): Read => ({
  what,
  async read(client, organisation) {
    const own = await api(client);
    const heard = listenTo(own);
    return { items: await read(own, organisation, heard), unread: heard.unread };
  },
  expected,
});

/** Whole seconds, which is what the client's dates in a query have. */
export const windowStart = Date.UTC(2025, 10, 15);
