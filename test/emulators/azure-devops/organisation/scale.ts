/** Sizes of an organisation. All kinds are counted per parent; ids and dates follow from the seed. */
export interface Scale {
  projects: number;
  teamsPerProject: number;
  membersPerTeam: number;
  iterationsPerTeam: number;
  areasPerProject: number;
  /** The seventh project has none, whatever this says. */
  repositoriesPerProject: number;
  branchesPerRepository: number;
  policiesPerRepository: number;
  pullRequestsPerRepository: number;
  alertsPerRepository: number;
  pipelinesPerProject: number;
  buildsPerProject: number;
  stagesPerBuild: number;
  environmentsPerProject: number;
  deploymentsPerEnvironment: number;
  releaseDefinitionsPerProject: number;
  releasesPerProject: number;
  deploymentsPerRelease: number;
  testRunsPerProject: number;
  resultsPerTestRun: number;
  /** The very first test run of the organisation. */
  resultsInLargestTestRun: number;
  workItemsPerProject: number;
  /** Work items of the first project; 0 for as many as the others. */
  workItemsInLargestProject: number;
  users: number;
  /** Groups besides those that projects and teams have anyway. */
  extraGroups: number;
  pagesPerWiki: number;
}

const demo: Scale = {
  projects: 7,
  teamsPerProject: 2,
  membersPerTeam: 4,
  iterationsPerTeam: 4,
  areasPerProject: 6,
  repositoriesPerProject: 5,
  branchesPerRepository: 3,
  policiesPerRepository: 3,
  pullRequestsPerRepository: 8,
  alertsPerRepository: 3,
  pipelinesPerProject: 4,
  buildsPerProject: 30,
  stagesPerBuild: 3,
  environmentsPerProject: 3,
  deploymentsPerEnvironment: 6,
  releaseDefinitionsPerProject: 2,
  releasesPerProject: 10,
  deploymentsPerRelease: 2,
  testRunsPerProject: 6,
  resultsPerTestRun: 5,
  resultsInLargestTestRun: 120,
  workItemsPerProject: 60,
  workItemsInLargestProject: 0,
  users: 48,
  extraGroups: 4,
  pagesPerWiki: 5,
};

/** Raw items over all kinds, as the default options of the kinds read them: about 3,000, 40,000 and 400,000. */
export const presets = {
  demo,
  medium: {
    ...demo,
    projects: 12,
    teamsPerProject: 3,
    repositoriesPerProject: 10,
    branchesPerRepository: 6,
    pullRequestsPerRepository: 20,
    pipelinesPerProject: 8,
    buildsPerProject: 150,
    releasesPerProject: 40,
    testRunsPerProject: 20,
    workItemsPerProject: 400,
    workItemsInLargestProject: 21_000,
    users: 300,
    extraGroups: 20,
    pagesPerWiki: 12,
  },
  large: {
    ...demo,
    projects: 40,
    teamsPerProject: 4,
    repositoriesPerProject: 20,
    branchesPerRepository: 10,
    pullRequestsPerRepository: 40,
    pipelinesPerProject: 15,
    buildsPerProject: 700,
    releasesPerProject: 150,
    testRunsPerProject: 40,
    workItemsPerProject: 4_000,
    workItemsInLargestProject: 60_000,
    users: 2_000,
    extraGroups: 60,
    pagesPerWiki: 30,
  },
} satisfies Record<string, Scale>;

export type Preset = keyof typeof presets;

/** A preset, or one with some numbers changed; `preset` says which it starts from (demo). */
export type ScaleOption = Preset | (Partial<Scale> & { preset?: Preset });

export const scaleOf = (option: ScaleOption = 'demo'): Scale => {
  if (typeof option === 'string') return presets[option];
  const { preset = 'demo', ...knobs } = option;
  return { ...presets[preset], ...knobs };
};
