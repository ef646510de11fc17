import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvent } from '../../src/events/read-event.ts';
import type { Settings } from '../../src/settings/types.ts';
import type { ItemKind, Organisation } from '../emulators/azure-devops/index.ts';
import { resource } from '../support/resource.ts';
import { createProduct, type Product } from './product.ts';
import { event } from './support/heard.ts';

const now = new Date(Date.UTC(2026, 0, 5));
const MINUTE = 60_000;
const organisations = [{ name: 'contoso', url: 'https://dev.azure.com/contoso' }];

const blueprint = { identifier: 'thing', title: 'Thing', schema: { properties: {} }, relations: {} };
const settingsFor = (
  { kind, identifier, title }: Case,
  selector: { query?: string } = {},
): Partial<Settings> => ({
  mode: 'incremental',
  initializePortResources: false,
  mapping: {
    from: 'inline',
    text: JSON.stringify({
      resources: [resource(kind, { identifier, blueprint: '"thing"', title }, selector)],
    }),
  },
});

interface Case {
  kind: ItemKind;
  identifier: string;
  title: string;
  /** Change of the item that gives it a name for a while. */
  patch: (name: string) => object;
  nameOf: (item: never) => string;
  event: (item: never) => Payload;
}

const cases: Case[] = [
  {
    kind: 'pull-request',
    identifier: '.repository.id + "/" + (.pullRequestId | tostring)',
    title: '.title',
    patch: (title) => ({ title }),
    nameOf: ({ title }: { title: string }) => title,
    event: ({
      pullRequestId,
      repository,
    }: {
      pullRequestId: number;
      repository: { id: string; project: { id: string } };
    }) =>
      event('git.pullrequest.updated', {
        pullRequestId,
        repository: { id: repository.id, project: { id: repository.project.id } },
      }),
  },
  {
    kind: 'repository',
    identifier: '.id',
    title: '.name',
    patch: (name) => ({ name }),
    nameOf: ({ name }: { name: string }) => name,
    event: ({ id, project }: { id: string; project: { id: string } }) =>
      event('git.repo.renamed', { repository: { id, project: { id: project.id } } }, project),
  },
];

type Payload = { eventType: string };

/** Ways to hear an event, by who hears it. */
const hearers: Record<
  string,
  (product: Product, settings: Partial<Settings>, payload: Payload) => Promise<void>
> = {
  'an always-on process': async (product, settings, payload) => {
    const worker = product.openWorker({ ...settings, mode: 'sync' });
    await worker.apply(readEvent(payload, { organisations }).touched);
    await worker.close();
  },
  'a run of its own': async (product, settings, payload) => {
    const event = { ...readEvent(payload, { organisations }), type: payload.eventType };
    await product.sync({ ...settings, mode: 'event', event });
  },
};

/** Kills whoever writes entities next, when Port has them. */
function killOnceWritten(product: Product): void {
  product.port.faults = [
    {
      match: /entities\/bulk/,
      fault: {
        type: 'changed',
        name: 'killed',
        change() {
          product.kill();
          return undefined;
        },
      },
    },
  ];
}

const heard = Object.entries(hearers).flatMap(([hearer, hear]) => [
  { hearer, hear, isKilled: false },
  { hearer: `${hearer} that is killed once it has written`, hear, isKilled: true },
]);

/** A catalog after a full sync and increments, and an item that will have another name for a while. */
async function synced({ kind, nameOf }: Case, settings: Partial<Settings>) {
  const product = createProduct({
    organisation: {
      now,
      scale: { projects: 2, repositoriesPerProject: 2, pullRequestsPerRepository: 3, users: 2 },
    },
  });
  product.port.seedBlueprints([blueprint]);
  await product.sync(settings);
  // Looks, two of them, until a digest stands for what was found.
  for (const _ of [1, 2]) {
    await product.clock.sleep(15 * MINUTE);
    await product.sync(settings);
  }
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  const place = organisation.find(
    kind,
    (item) =>
      (item as { status?: string }).status !== 'completed' &&
      (item as { status?: string }).status !== 'abandoned',
  );
  const was = nameOf(place.item as never);
  const titles = () => product.port.entities('thing').map((one) => one.title);
  assert.ok(titles().includes(was));
  return { product, place, was, titles };
}

for (const { hearer, hear, isKilled } of heard)
  for (const one of cases) {
    const { kind, patch, event: eventOf } = one;
    test(`${kind}, ${hearer}: what an event brought, and was taken back without one, is as it was after the next increment`, async () => {
      const settings = settingsFor(one);
      const { product, place, was, titles } = await synced(one, settings);
      place.update(patch('for-a-while'));
      await product.clock.sleep(MINUTE);
      if (isKilled) killOnceWritten(product);
      await hear(product, settings, eventOf(place.item as never)).catch((error) =>
        assert.ok(isKilled, error),
      );
      assert.ok(titles().includes('for-a-while'));

      // The change back has no event.
      place.update(patch(was));
      await product.clock.sleep(15 * MINUTE);
      const { report } = await product.sync(settings);
      assert.equal(report.run.increments?.full, undefined);
      assert.deepEqual([titles().includes('for-a-while'), titles().includes(was)], [false, true]);
    });

    if (isKilled) continue;
    test(`${kind}, ${hearer}: what an event took away, and came back without one, is there after the next increment`, async () => {
      const settings = settingsFor(one, { query: `${one.title} != "for-a-while"` });
      const { product, place, was, titles } = await synced(one, settings);
      place.update(patch('for-a-while'));
      await product.clock.sleep(MINUTE);
      await hear(product, settings, eventOf(place.item as never));
      assert.ok(!titles().includes(was));

      // The change back has no event.
      place.update(patch(was));
      await product.clock.sleep(15 * MINUTE);
      const { report } = await product.sync(settings);
      assert.equal(report.run.increments?.full, undefined);
      assert.ok(titles().includes(was));
    });
  }
