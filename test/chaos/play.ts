import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Log, silent } from '../../src/lib/log.ts';
import type { Settings } from '../../src/settings/types.ts';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import type { RecordedRequest } from '../emulators/types.ts';
import { type Ended, identifier, type Product } from '../integration/product.ts';
import { mappingText } from './catalog.ts';
import { checkFaulty, checkStrangers } from './checks.ts';
import { checkClean, checkHeld, checkStill } from './clean.ts';
import { heldIn } from './differences.ts';
import { checkCounts, checkEnding } from './ending.ts';
import { type Failure, thrown } from './failure.ts';
import { drawOrganisations, mutate } from './organisation.ts';
import { checkPart } from './parts.ts';
import { createScene, hiddenIds, oracle, type Scene } from './scene.ts';
import { scheduleOf } from './schedule.ts';
import { patternsOf, scopeOf, withPart } from './scope.ts';
import { snapshot } from './snapshot.ts';

/** Outcome of a schedule. */
export interface Played {
  seed: number;
  /** Broken rules; none when all is well. */
  failures: Failure[];
  /** `Azure DevOps: throttled` → how often. */
  faults: Record<string, number>;
  /** The same of what else happened. */
  happened: Record<string, number>;
  statuses: string[];
  requests: number;
  deleted: number;
  heldBack: number;
  /** Steps of the schedule, for a replay. */
  story: string[];
}

/**
 * Milliseconds of virtual time that no run may take. A service that only ever throttles one route has a success
 * between for each blueprint, and so a retry budget and the waits asked for each.
 */
export const LONGEST_RUN = 120 * 60_000;
/** Milliseconds of real time after which a run counts as hung. */
const HUNG = 20_000;

/** Plays a schedule from the first sync to the last and checks every run. */
export async function play(seed: number, log: Log = silent): Promise<Played> {
  const schedule = scheduleOf(seed);
  const { random } = schedule;
  const story: string[] = [];
  const tell = (line: string) => {
    story.push(line);
    log.info(`— ${line}`);
  };
  const failures: Failure[] = [];
  const statuses: string[] = [];
  const unhandled = (reason: unknown) =>
    void failures.push({ rule: 'no unhandled rejection', detail: String(reason) });
  process.on('unhandledRejection', unhandled);
  const folder = schedule.toDisk ? await mkdtemp(join(tmpdir(), 'chaos-')) : undefined;

  const { organisations, repositories, seeds } = drawOrganisations(schedule);
  const patterns = patternsOf(schedule.choice, organisations);
  const scene = createScene(schedule, organisations, seeds, patterns, { folder });
  const { product } = scene;
  const total = { deleted: 0, heldBack: 0 };

  const run = async (settings: Partial<Settings>, name: string): Promise<Ended> => {
    const before = product.clock.now();
    const ended = await unlessHung(product.sync({ ...scene.settings, ...settings }, log), name);
    const { status } = ended.report.run;
    const took = product.clock.now() - before;
    tell(
      `${name}: ${status} after ${Math.round(took / 1000)} s${ended.report.run.failure ? ` (${ended.report.run.failure.message})` : ''}`,
    );
    if (took > LONGEST_RUN)
      failures.push({ rule: 'no run takes longer than its retry budget', detail: `${name}: ${took} ms` });
    failures.push(...checkCounts(ended, name));
    await new Promise(setImmediate);
    const left = folder ? await readdir(folder) : [];
    if (left.length > 0) failures.push({ rule: 'no file is left', detail: `${name}: ${left.join(', ')}` });
    statuses.push(status);
    total.deleted += ended.report.totals.deleted;
    total.heldBack += ended.report.totals.heldBack;
    return ended;
  };
  const expected = untilChanged(organisations, () => oracle(schedule, organisations, seeds, patterns));
  const changed = () => mutate(random.pick(organisations), random);
  /** Writes of all resources, including those that a later resource writes over. */
  const merged = untilChanged(organisations, async () =>
    schedule.mapping.merge
      ? []
      : [
          await oracle(
            { ...schedule, mapping: { ...schedule.mapping, merge: true } },
            organisations,
            seeds,
            patterns,
          ),
        ],
  );

  try {
    const first = await run(CLEAN, 'first sync');
    failures.push(...checkClean(first, undefined, snapshot(product.port), await expected(), 'first sync'));

    let versions = [snapshot(product.port)];
    if (schedule.hideProject) {
      const visible = organisations
        .flatMap((one) => [...one.all('project')])
        .filter(
          ({ item }) =>
            product.port.entity('project', item.id) && repositories.some((r) => r.project === item),
        );
      if (visible.length > 1) {
        random.pick(visible).update({ state: 'createPending' });
        tell('a project is hidden from the credential');
      }
    }
    for (const [i, faulty] of schedule.faulty.entries()) {
      for (let n = 0; n < faulty.mutationsBefore; n++) tell(changed());
      versions = [await expected()];
      const parts = await merged();
      const before = snapshot(product.port);
      scene.others.forget(versions[0]);
      const name = `run ${i + 1}`;
      const ending = scene.arm(faulty, async () => {
        tell(`meanwhile ${changed()}`);
      });
      const part =
        faulty.part && withPart(scopeOf(patterns, schedule.excludedTags), faulty.part, organisations);
      if (part) tell(`of a part: ${JSON.stringify(faulty.part)}`);
      const ended = await run(
        {
          ...(part && { scope: part.scope }),
          deletions: faulty.deletions,
          ...(faulty.oddSelector && {
            mapping: { from: 'inline', text: mappingText({ ...schedule.mapping, oddSelector: true }) },
          }),
          ...(faulty.maxDeletions !== undefined && { maxDeletions: faulty.maxDeletions }),
        },
        name,
      );
      const quiet = scene.disarm();
      versions.push(await expected());
      parts.push(...(await merged()));
      failures.push(
        ...checkFaulty({
          ended,
          before,
          after: snapshot(product.port),
          versions,
          parts,
          faulty,
          mapping: schedule.mapping,
          hidden: hiddenIds(organisations),
          narrowed: faulty.narrowed && schedule.jobToken,
          others: scene.others,
          name,
        }),
        ...(part && faulty.part
          ? checkPart({
              only: faulty.part.only,
              projects: part.projects,
              computed: schedule.mapping.computed,
              before,
              after: snapshot(product.port),
              others: scene.others,
              name,
            })
          : []),
        ...checkEnding(ended, {
          ...ending(),
          port: product.port,
          portWasQuiet: quiet,
          name,
        }),
      );
      if (product.port.integration(identifier)?.resyncState.status === 'running')
        await product.clock.sleep(3_700_000);
    }

    const before = snapshot(product.port);
    const { others } = scene;
    others.forget(undefined);
    const last = await run(CLEAN, 'clean run');
    const right = await expected();
    const hidden = hiddenIds(organisations).size > 0;
    const inSight = hidden
      ? await oracle(schedule, organisations, seeds, patterns, { withHidden: false })
      : right;
    const visible = new Map([...right].filter(([key]) => before.get(key)?.owned || inSight.has(key)));
    failures.push(...checkClean(last, before, snapshot(product.port), visible, 'clean run'));
    failures.push(...checkHeld(last, hidden || schedule.jobToken, 'clean run'));
    const settled = snapshot(product.port);
    const { mapping } = schedule;
    failures.push(
      ...checkStrangers({ before, after: settled, versions: [right], mapping, others, name: 'clean run' }),
    );
    const writes = product.port.writes;
    const again = await run(CLEAN, 'further run');
    failures.push(
      ...checkStill(
        again,
        settled,
        snapshot(product.port),
        product.port.writes - writes,
        schedule.mapping,
        heldIn(last),
      ),
    );
  } catch (error) {
    failures.push(thrown(error));
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true });
    process.off('unhandledRejection', unhandled);
  }
  return playedOf({ seed, failures, statuses, story, ...total }, scene);
}

/** Outcome with the requests to the services and the faults that hit them. */
export const playedOf = (
  played: Omit<Played, 'faults' | 'happened' | 'requests'>,
  { product, happened }: Pick<Scene, 'product' | 'happened'>,
): Played => ({
  ...played,
  faults: faultsOf(product),
  happened,
  requests: product.azureDevOps.requests.length + product.port.requests.length,
});

const CLEAN: Partial<Settings> = { deletions: true };

/** The answer of the last time, as long as the organisations are what they were. */
export function untilChanged<T>(
  organisations: readonly Organisation[],
  ask: () => Promise<T>,
): () => Promise<T> {
  const version = () => organisations.reduce((sum, { world }) => sum + world.changes.version, 0);
  let known: { version: number; answer: T } | undefined;
  return async () => {
    if (known?.version !== version()) {
      const answer = await ask();
      known = { version: version(), answer };
    }
    return known.answer;
  };
}

export async function unlessHung<T>(work: Promise<T>, name: string, limit = HUNG): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} hangs`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Family of a drawn fault, whose name begins with its route. */
const familyOf = (change = '') => `drawn, ${change.slice(change.indexOf(': ') + 2)}`;

function faultsOf({ azureDevOps, port }: Product): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (service: string, requests: readonly RecordedRequest[]) => {
    for (const { fault, status, change } of requests) {
      if (!fault) continue;
      const key = `${service}: ${fault === 'status' ? `answer ${status}` : fault === 'changed' ? familyOf(change) : fault}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
  };
  count('Azure DevOps', azureDevOps.requests);
  count('Port', port.requests);
  return counts;
}
