import { createOrganisation, type Items, type Organisation } from '../emulators/azure-devops/index.ts';
import type { BranchItem } from '../emulators/azure-devops/organisation/branches.ts';
import type { Team } from '../emulators/azure-devops/organisation/teams.ts';
import type { Random } from '../emulators/kit/random.ts';
import type { Seeds } from './scene.ts';
import type { Schedule } from './schedule.ts';

/** Small, so that a schedule takes a fraction of a second; with at least one of everything that is mapped. */
export const smallOrganisation = (
  seed: number,
  random: Random,
  name = 'contoso',
  time?: () => number,
  pagesPerWiki = 0,
): Organisation =>
  createOrganisation({
    ...(time && { time }),
    seed,
    name,
    now: new Date(Date.UTC(2026, 0, 5)),
    scale: {
      projects: random.integer(2, 3),
      teamsPerProject: random.pick([1, 1, 2]),
      membersPerTeam: 1,
      iterationsPerTeam: 1,
      areasPerProject: 1,
      repositoriesPerProject: random.integer(2, 3),
      branchesPerRepository: random.integer(1, 2),
      policiesPerRepository: random.integer(1, 2),
      pullRequestsPerRepository: random.integer(0, 2),
      alertsPerRepository: 0,
      pipelinesPerProject: 1,
      buildsPerProject: random.integer(1, 3),
      stagesPerBuild: 1,
      environmentsPerProject: 0,
      releaseDefinitionsPerProject: 0,
      releasesPerProject: 0,
      testRunsPerProject: 0,
      workItemsPerProject: random.integer(2, 8),
      users: 4,
      extraGroups: 0,
      pagesPerWiki,
    },
  });

/** The organisations of a schedule, and what others have of them in the catalog. */
export function drawOrganisations(
  { organisations: count, organisationSeed, random }: Schedule,
  time?: () => number,
  pagesPerWiki?: number,
): { organisations: Organisation[]; repositories: Items['repository'][]; seeds: Seeds } {
  const organisations = ['contoso', 'fabrikam']
    .slice(0, count)
    .map((name, i) => smallOrganisation(organisationSeed + i, random.fork(name), name, time, pagesPerWiki));
  const repositories = organisations.flatMap((one) => [...one.all('repository')]).map(({ item }) => item);
  const seeds = {
    repositories: random.shuffle(repositories.map(({ id }) => id)),
    project: repositories[0]?.project.id ?? '',
  };
  return { organisations, repositories, seeds };
}

export type Mutation = (organisation: Organisation) => string;

type Kind = Parameters<Organisation['find']>[0];
const removable: readonly Kind[] = [
  'project',
  'repository',
  'branch',
  'pull-request',
  'repository-policy',
  'team',
  'board',
  'work-item',
  'build',
];
const growing: readonly Kind[] = ['repository', 'branch', 'pull-request', 'work-item', 'build'];

/** Something happens to the organisation; the function says what. */
export const mutate = (organisation: Organisation, random: Random): string => {
  const any = <K extends Kind>(kind: K) => {
    const places = [...organisation.all(kind)];
    return places.length === 0 ? undefined : random.pick(places);
  };
  const what = random.integer(0, 12);
  if (what <= 3) {
    // Whole projects go seldom.
    const projects = [...organisation.all('project')].filter(({ item }) => item.state === 'wellFormed');
    // An organisation in which nothing is in sight ends a run: that is no question of deletions.
    const mayGo = projects.length > 2 && random.chance(0.15);
    const kind = random.pick(mayGo ? removable : removable.slice(1));
    const place = any(kind);
    // A project's last team cannot be deleted.
    if (kind === 'team' && isOnlyTeam(organisation, place?.item as Team)) return 'nothing';
    // A repository's default branch cannot be removed either.
    if (kind === 'branch' && DEFAULT_BRANCH.test((place?.item as BranchItem | undefined)?.name ?? ''))
      return 'nothing';
    place?.remove();
    return `a ${kind} is removed`;
  }
  if (what <= 5) {
    const kind = random.pick(growing);
    any(kind)?.grow(random.integer(1, 3));
    return `there is more of ${kind}`;
  }
  if (what === 6) {
    any('repository')?.update({ name: `renamed-${random.integer(1, 999)}` });
    return 'a repository is renamed';
  }
  if (what === 7) {
    any('repository')?.update({ isDisabled: true });
    return 'a repository is disabled';
  }
  if (what === 8) {
    any('work-item')?.update({
      state: random.pick(['Removed', 'Closed', 'Active']),
      title: `Now ${random.next()}`,
    });
    return 'a work item changes';
  }
  if (what === 9) {
    any('project')?.update({ name: `Renamed ${random.integer(1, 999)}` });
    return 'a project is renamed';
  }
  if (what === 10) {
    // Matters where the schedule leaves that tag out.
    any('project')?.update({ tags: random.pick([[], ['tier2']]) });
    return 'a project gets other tags';
  }
  if (what === 11) {
    for (const { item, update } of organisation.all('repository'))
      if (item.isDisabled) update({ isDisabled: false });
    return 'no repository is disabled any more';
  }
  organisation.change({ share: 0.2, seed: random.integer(1, 1e6) });
  return 'a fifth of everything changes';
};

/** Names of default branches in the emulated organisation. */
const DEFAULT_BRANCH = /^refs\/heads\/(?:main|master|trunk)$/;

const isOnlyTeam = (organisation: Organisation, team: Team | undefined): boolean =>
  [...organisation.all('team')].filter(({ item }) => item.project === team?.project).length === 1;
