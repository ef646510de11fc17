import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRule, WireResponse } from '../emulators/types.ts';
import type { Product } from './product.ts';
import { byTokens, several } from './support/by-tokens.ts';
import { mappingOf, onto, projects, trusted } from './support/trust.ts';

/** Lists by offsets: a kind, how many projects there are, what is mapped of an item, and the ends of routes. */
const lists = [
  ['team', 1, '.id', /\/_apis\/teams$/],
  ['team', 5, '.id', /\/_apis\/teams$/],
  ['board', 1, '.id', /\/_apis\/projects\/\{project\}\/teams$/],
  ['board', 5, '.id', /\/_apis\/teams$/],
  ['member', 1, '.__teamId + "/" + .identity.id', /\/members$/],
  ['pull-request', 1, '.pullRequestId | tostring', /\/repositories\/\{repository\}\/pullrequests$/],
  ['pull-request', 1, '.pullRequestId | tostring', /\{project\}\/_apis\/git\/pullrequests$/],
  ['test-run', 1, '.id | tostring', /\/test\/runs$/],
] as const;

/**
 * A rule that removes an item from each list of the route, just after the first page with all but the last item was
 * answered: the last item moves to the offset of the one before it. Counts the lists in which one moved.
 */
function moving(route: RegExp): { rule: FaultRule; moved(): number } {
  const left = new Map<string, unknown[]>();
  return {
    moved: () => left.size,
    rule: {
      match: (_, label) => route.test(label),
      fault: {
        type: 'changed',
        name: 'an item is removed between two pages',
        change(right, { url }) {
          const skip = Number(url.searchParams.get('$skip') ?? 0);
          const key = `${url.pathname} ${url.searchParams.get('searchCriteria.status')}`;
          const { value, answer } = listIn(right);
          const known = left.get(key);
          if (known) return answer(known.slice(skip));
          if (skip > 0 || value.length < 2) return right;
          left.set(key, value.slice(1));
          return answer(value.slice(0, -1));
        },
      },
      times: Number.POSITIVE_INFINITY,
    },
  };
}

/** The items of an answer, and the answer with others. */
function listIn(right: WireResponse) {
  const { value } = JSON.parse(right.body.toString()) as { value: Record<string, unknown>[] };
  const answer = (items: unknown[]) => ({
    ...right,
    body: Buffer.from(JSON.stringify({ count: items.length, value: items })),
  });
  return { value, answer };
}

/** A sync while a list moves deletes nothing and says why, and neither does the next one. The last one is returned. */
async function staysWhile({ rule, moved }: ReturnType<typeof moving>, product: Product, why: RegExp) {
  assert.equal((await product.sync()).report.run.status, 'succeeded');
  const before = product.port.entities('item').length;
  assert.ok(before > 2, String(before));
  product.azureDevOps.faults = [rule];
  const { report } = await product.sync();
  assert.ok(moved() > 0, 'no list was long enough');
  assert.equal(product.port.entities('item').length, before, JSON.stringify(report.deletions));
  assert.match(JSON.stringify(report.deletions.heldBack), why);

  product.azureDevOps.faults = [];
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'succeeded');
  assert.equal(product.port.entities('item').length, before);
  return ended;
}

for (const [kind, count, identifier, route] of lists)
  test(`what moves out of sight while its list is read is not deleted: ${kind} in ${count} projects, ${route.source}`, async () => {
    const options = kind === 'pull-request' ? { minTimeInDays: 3650, maxResults: 100 } : {};
    const scale = {
      projects: count,
      teamsPerProject: 3,
      users: 6,
      // One repository has its own list, several have the list of their project.
      repositoriesPerProject: route.source.includes('repositories') ? 1 : 3,
      pullRequestsPerRepository: 6,
      testRunsPerProject: 4,
    };
    const product = trusted(
      { organisation: { scale } },
      mappingOf([projects, onto(kind, 'item', { identifier, title: 'null' }, options)]),
    );
    await staysWhile(moving(route), product, /may have been out of sight|do not agree|lists less itself/);
  });

/** Lists in the place of several others: a kind, what is mapped of an item, its own list, and whose that is. */
const wide = [
  [
    'pull-request',
    '.pullRequestId | tostring',
    /\{project\}\/_apis\/git\/pullrequests$/,
    /\/repositories\/\{repository\}\/pullrequests$/,
    ({ repository }) => (repository as { id: string }).id,
  ],
  [
    'board',
    '.id',
    /\/_apis\/teams$/,
    /\/_apis\/projects\/\{project\}\/teams$/,
    ({ projectId }) => String(projectId),
  ],
] as const satisfies [string, string, RegExp, RegExp, (item: Record<string, unknown>) => string][];

for (const [kind, identifier, all, own, parentOf] of wide)
  test(`what a wide list lacks is not deleted although its own list moves as it is asked: ${kind}`, async () => {
    const options = kind === 'pull-request' ? { minTimeInDays: 3650, maxResults: 100 } : {};
    const product = trusted(
      {
        organisation: {
          scale: {
            projects: 5,
            teamsPerProject: 3,
            users: 6,
            repositoriesPerProject: 3,
            pullRequestsPerRepository: 6,
          },
        },
      },
      mappingOf([projects, onto(kind, 'item', { identifier, title: 'null' }, options)]),
    );
    assert.equal((await product.sync()).report.run.status, 'succeeded');
    const before = product.port.entities('item').length;

    /** The item that the wide list lacks: the last one of the first such list. */
    let lacking: Record<string, unknown> | undefined;
    const keyOf = (item: Record<string, unknown>) => item.pullRequestId ?? item.id;
    const ownList = moving(own);
    product.azureDevOps.faults = [
      {
        match: (_, label) => all.test(label),
        fault: {
          type: 'changed',
          name: 'an item is not shown',
          change(right) {
            const { value, answer } = listIn(right);
            lacking ??= value.at(-1);
            return answer(value.filter((item) => keyOf(item) !== keyOf(lacking ?? {})));
          },
        },
        times: Number.POSITIVE_INFINITY,
      },
      {
        ...ownList.rule,
        match: (request, label) =>
          own.test(label) && lacking !== undefined && request.url.pathname.includes(parentOf(lacking)),
      },
    ];
    const { report } = await product.sync();
    assert.ok(ownList.moved() > 0, 'its own list was not asked');
    assert.equal(product.port.entities('item').length, before, JSON.stringify(report.deletions));
  });

/** A rule that leaves out the first item of each list's second page, once: it moved to the first page. */
function movingUp(route: RegExp): { rule: FaultRule; moved(): number } {
  const left = new Set<string>();
  return {
    moved: () => left.size,
    rule: {
      match: (_, label) => route.test(label),
      fault: {
        type: 'changed',
        name: 'an item moves to the page before',
        change(right, { url, body }) {
          const hasToken =
            url.searchParams.has('continuationToken') || /"continuationToken":/.test(body.toString());
          if (!hasToken || left.has(url.pathname)) return right;
          left.add(url.pathname);
          const answer = JSON.parse(right.body.toString()) as Record<string, unknown>;
          const name = Array.isArray(answer.items) ? 'items' : 'value';
          const items = (answer[name] as unknown[]).slice(1);
          const { count: _, ...rest } = answer;
          return { ...right, body: Buffer.from(JSON.stringify({ ...rest, [name]: items })) };
        },
      },
      times: Number.POSITIVE_INFINITY,
    },
  };
}

for (const [kind, identifier, route, options = {}] of byTokens)
  test(`what moves to a page that was read before is not deleted: ${kind}, ${route.source}`, async () => {
    const product = trusted(
      {
        organisation: { scale: several },
        azureDevOps: { pageSizes: { most: 2, graph: 2, entitlements: 2 } },
      },
      mappingOf([projects, onto(kind, 'item', { identifier, title: 'null' }, options)]),
    );
    const ended = await staysWhile(movingUp(route), product, /two readings of the lists disagree/);
    assert.equal(ended.report.totals.heldBack, 0);
  });
