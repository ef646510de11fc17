import type { Build } from './builds.ts';
import { isoDate, mix, objectId, uuid } from './derive.ts';
import { type Person, someone } from './people.ts';
import type { Shelf } from './shelf.ts';
import { subjects, verbs } from './words.ts';
import type { World } from './world.ts';

const stageNames = ['Build', 'Test', 'Deploy to staging', 'Deploy to production', 'Smoke tests'] as const;

/** Whether no stage of a build was ever begun. */
const isWithoutStages = ({ status, isRejected }: Build) => status === 'notStarted' || isRejected;

export const stageCount = (world: World, build: Build) =>
  isWithoutStages(build) ? 0 : Math.max(1, world.scale.stagesPerBuild - (build.slot % 2));

const record = (
  build: Build,
  stage: number,
  position: number,
  type: string,
  name: string,
  parent?: number,
) => {
  const key = mix(build.list, 7);
  const running = build.status === 'inProgress';
  const start = build.started + stage * 20_000;
  return {
    previousAttempts: [],
    id: uuid(key, build.slot * 64 + position),
    ...(parent !== undefined && { parentId: uuid(key, build.slot * 64 + parent) }),
    type,
    name,
    startTime: isoDate(start),
    ...(!running && { finishTime: isoDate(Math.max(start, build.finished - 1_000)) }),
    percentComplete: running ? 40 : 100,
    state: running ? 'inProgress' : 'completed',
    ...(!running && {
      result: build.result === 'partiallySucceeded' ? 'succeededWithIssues' : build.result,
    }),
    changeId: 10 + position,
    lastModified: '0001-01-01T00:00:00Z',
    order: stage + 1,
    errorCount: build.result === 'failed' ? 1 : 0,
    warningCount: build.result === 'partiallySucceeded' ? 2 : 0,
    attempt: 1 + build.revision,
    identifier: `${name.replaceAll(' ', '_')}${type === 'Stage' ? '' : `.${type}`}`,
  };
};

/** Undefined for a build without a stage: the service answers 204. */
export const timelineOf = (world: World, build: Build) => {
  if (isWithoutStages(build)) return undefined;
  const records = Array.from({ length: stageCount(world, build) }, (_, stage) => {
    const name = stageNames[stage % stageNames.length] as string;
    const [first, phase, job] = [stage * 4, stage * 4 + 1, stage * 4 + 2];
    return [
      record(build, stage, first, 'Stage', name),
      record(build, stage, phase, 'Phase', 'Job', first),
      { ...record(build, stage, job, 'Job', 'Job', phase), workerName: 'Azure Pipelines 4', queueId: 18 },
      record(build, stage, job + 1, 'Task', 'Checkout', job),
    ];
  }).flat();
  const id = uuid(mix(build.list, 8), build.slot);
  return {
    records,
    lastChangedBy: '00000002-0000-8888-8000-000000000000',
    lastChangedOn: isoDate(build.finished),
    id,
    changeId: 60,
    url: `${world.links.core}/${build.project.id}/_apis/build/builds/${build.id}/Timeline/${id}`,
  };
};

/** None, one, or several; every seventh build's have no time. */
export const changesOf = (world: World, people: Shelf<Person>, build: Build) => {
  const { key, slot, pipeline } = build;
  const isGit = pipeline.repository.type === 'TfsGit';
  const base = isGit
    ? `${world.links.core}/_apis/git/repositories/${pipeline.repository.id}/commits`
    : `https://api.github.com/repos/${pipeline.repository.id}/commits`;
  return Array.from({ length: slot % 4 }, (_, n) => {
    const id = n === 0 ? build.commit : objectId(mix(key, 9), n);
    const person = someone(world, people, mix(key, n, 10));
    const message = `${verbs[mix(key, n, 11) % verbs.length]} ${subjects[mix(key, n, 12) % subjects.length]}`;
    return {
      id,
      message: world.text(message, mix(key, n, 13)),
      type: isGit ? 'TfsGit' : 'GitHub',
      author: person,
      ...(slot % 7 !== 5 && { timestamp: isoDate(build.queued - (n + 1) * 3_600_000) }),
      location: `${base}/${id}`,
      displayUri: `${base}/${id}`,
      pusher: person.id,
    };
  });
};
