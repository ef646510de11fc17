import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AzureDevOpsError, type ListEnd } from '../../../../src/azure-devops/types.ts';
import { TransportError } from '../../../../src/http/types.ts';
import { answer, scripted } from '../../http/support/scripted.ts';
import { collect, devopsOn, json, projects, type Script, urls } from '../support/client.ts';

describe('an answer that is too large', () => {
  const tooLarge = new TransportError('too-large', 'the answer is larger than 16 MB');
  const limited = (most: number) =>
    scripted(({ url }) => {
      const asked = decodeURIComponent(url);
      const size = Number(/top=(\d+)/.exec(asked)?.[1]);
      if (size > most) return tooLarge;
      const skip = Number(/(?:skip|Token)=(\d+)/.exec(asked)?.[1] ?? 0);
      const value = [0, 1, 2, 3, 4, 5, 6].map((id) => ({ id })).slice(skip, skip + size);
      const next = skip + size < 7 ? { 'x-ms-continuationtoken': String(skip + size) } : {};
      return json({ value }, next);
    });

  for (const style of ['skip', 'token'] as const)
    it(`is asked for in smaller pages: ${style}`, async () => {
      const found = await collect(devopsOn(limited(2)).pages(projects, { style, size: 7 }));
      assert.deepEqual(found.flat(), [0, 1, 2, 3, 4, 5, 6]);
    });

  it('is not read where there are none, and says what raises the limit', async () => {
    const script = scripted(tooLarge);
    await assert.rejects(devopsOn(script).get(projects), {
      likelyCause: 'too-large',
      message: /larger than 16 MB/,
      hint: /maxAnswerSize/,
    });
    assert.equal(script.sent.length, 1);
  });

  it('may weigh a quarter of the limit for a page, and all of it for what comes in one piece', async () => {
    const script = scripted(json({ value: [] }));
    const devops = devopsOn(script);
    await collect(devops.pages(projects, { style: 'token', size: 5 }));
    await collect(devops.pages(projects, { style: 'single' }));
    const mb = 2 ** 20;
    assert.deepEqual(
      script.sent.map(({ maxBytes }) => maxBytes),
      [16 * mb, 64 * mb],
    );
  });
});

describe('pages', () => {
  const ids = (...items: number[]) => items.map((id) => ({ id }));
  const value = (...items: number[]) => json({ count: items.length, value: ids(...items) });
  const more = (token: string, ...items: number[]) =>
    json({ value: ids(...items) }, { 'x-ms-continuationtoken': token });

  it('by token follow the response header to the end, across an empty page', async () => {
    const script = scripted(more('a b', 1, 2), more('c'), value(3));
    const devops = devopsOn(script);
    assert.deepEqual(await collect(devops.pages(projects, { style: 'token', size: 2 })), [[1, 2], [3]]);
    assert.deepEqual(
      urls(script).map((url) => url.split('?')[1]),
      [
        '$top=2&api-version=7.1',
        '$top=2&continuationToken=a b&api-version=7.1',
        '$top=2&continuationToken=c&api-version=7.1',
      ],
    );
  });

  it('by token that are as long as was asked for and have no token are asked whether one ever comes', async () => {
    const full = { style: 'token', size: 2 } as const;
    const lost = scripted(value(1, 2), value(1));
    await assert.rejects(
      collect(devopsOn(lost).pages(projects, full)),
      /no continuation token where more follows/,
    );
    assert.match(urls(lost)[1] ?? '', /\$top=1&api-version/);
    const told = scripted(value(1, 2), more('next', 1));
    assert.deepEqual(await collect(devopsOn(told).pages(projects, full)), [[1, 2]]);
    const heedless = scripted(value(1, 2), value(1, 2));
    assert.deepEqual(await collect(devopsOn(heedless).pages(projects, full)), [[1, 2]]);
    const empty = scripted(value(1, 2), value());
    await assert.rejects(
      collect(devopsOn(empty).pages(projects, full)),
      /no continuation token where more follows/,
    );
  });

  it('by token are not asked so where that proves nothing: a page is short, a token came before, nobody reads on', async () => {
    for (const answers of [[value(1)], [more('a', 1, 2), value(3, 4)]]) {
      const script = scripted(...answers);
      await collect(devopsOn(script).pages(projects, { style: 'token', size: 2 }));
      assert.equal(script.sent.length, answers.length);
    }
    const script = scripted(value(1, 2));
    for await (const { items } of devopsOn(script).pages(projects, { style: 'token', size: 2 }))
      if (items.length > 0) break;
    assert.equal(script.sent.length, 1);
  });

  it('by token end with an error when nothing new comes, whatever the tokens', async () => {
    let token = 0;
    for (const page of [[], [1, 2]]) {
      const script = scripted(() => more(String(token++), ...page));
      await assert.rejects(collect(devopsOn(script).pages(projects, { style: 'token' })), /does not end/);
      assert.ok(script.sent.length <= 100, String(script.sent.length));
    }
  });

  it('by token take the names of their parameters and of the list', async () => {
    const script = scripted(json({ members: ids(1), continuationToken: 'next' }), json({ members: ids(2) }));
    const paging = {
      style: 'token',
      size: 5,
      sizeParameter: 'top',
      tokenParameter: 'token',
      bodyToken: 'continuationToken',
    } as const;
    assert.deepEqual(await collect(devopsOn(script).pages(projects, paging, 'members')), [[1], [2]]);
    assert.match(urls(script)[1] ?? '', /\?top=5&token=next&/);
  });

  it('by token in the body of a POST', async () => {
    const script = scripted(more('t', 1), value(2));
    const call = { ...projects, body: { pageViewsForDays: 1 } };
    await collect(devopsOn(script).pages(call, { style: 'token', size: 100, inBody: true }));
    assert.deepEqual(
      script.sent.map(({ method, body }) => [method, JSON.parse(String(body))]),
      [
        ['POST', { pageViewsForDays: 1, top: 100 }],
        ['POST', { pageViewsForDays: 1, top: 100, continuationToken: 't' }],
      ],
    );
  });

  it('by token that comes twice end with an error instead of never', async () => {
    const script = scripted(more('a', 1), more('b', 2), more('a', 3));
    await assert.rejects(collect(devopsOn(script).pages(projects, { style: 'token' })), {
      likelyCause: 'malformed',
      message: /does not end/,
    });
    assert.equal(script.sent.length, 3);
  });

  /** A list of so many, of which a page has no more than `most`. */
  const listOf = (count: number, most = count) =>
    scripted(({ url }) => {
      const [, top, skip] = /top=(\d+).*skip=(\d+)/.exec(decodeURIComponent(url)) ?? [];
      const all = Array.from({ length: count }, (_, id) => id);
      return value(...all.slice(Number(skip), Number(skip) + Math.min(most, Number(top))));
    });
  const skipped = (script: Script) => urls(script).map((url) => Number(/skip=(\d+)/.exec(url)?.[1]));

  for (const [count, asked] of [
    [0, [0]],
    [2, [0, 2]],
    [3, [0, 2, 3]],
    [4, [0, 2, 4]],
    [5, [0, 2, 4, 5]],
    [7, [0, 2, 4, 6, 7]],
  ] as const)
    it(`by skipping end with an empty page that was asked for without overlap: ${count} items in threes`, async () => {
      const script = listOf(count);
      const found = (await collect(devopsOn(script).pages(projects, { style: 'skip', size: 3 }))).flat();
      assert.deepEqual(
        found,
        Array.from({ length: count }, (_, id) => id),
      );
      assert.deepEqual(skipped(script), asked);
    });

  it('by skipping are not over with a page that is shorter than asked', async () => {
    const script = listOf(1000, 720);
    const found = await collect(devopsOn(script).pages(projects, { style: 'skip', size: 1000 }));
    assert.equal(found.flat().length, 1000);
    assert.deepEqual(skipped(script), [0, 720, 719, 1000]);
  });

  it('by skipping whose offsets are ahead of their items tell later whether one moved out of sight', async () => {
    /** Answers of lists with hidden items: no page has them, and offsets count them. */
    const wasEnd = async (...lists: (number | 'hidden')[][]) => {
      let asked = 0;
      const script = scripted(({ url }) => {
        const skip = Number(/skip=(\d+)/.exec(decodeURIComponent(url))?.[1]);
        const list = lists[Math.min(asked++, lists.length - 1)] ?? [];
        return value(...list.slice(skip, skip + 3).filter((one) => one !== 'hidden'));
      });
      const ends: (() => Promise<boolean>)[] = [];
      const ended = (end: () => Promise<boolean>) => ends.push(end);
      const found = await collect(devopsOn(script).pages(projects, { style: 'skip', size: 3, ended }));
      return [found.flat(), await Promise.all(ends.map((end) => end()))];
    };
    const list = [1, 'hidden', 3, 'hidden', 'hidden', 7] as (number | 'hidden')[];
    const moved = list.slice(1);
    assert.deepEqual(await wasEnd(list), [[1, 3, 7], [true]]);
    assert.deepEqual(await wasEnd(list, list, list, moved), [[1, 3], [false]]);
    assert.deepEqual(
      await wasEnd(list, list, list, moved, [0, ...moved]),
      [[1, 3], [false]],
      'the last is back in its place, since another one came before it',
    );
  });

  it('by skipping are read whole where what may not be seen is taken out after the page was made', async () => {
    for (const hidden of [(id: number) => id % 4 === 1, (id: number) => id < 8, (id: number) => id > 1]) {
      const script = scripted(({ url }) => {
        const skip = Number(/skip=(\d+)/.exec(decodeURIComponent(url))?.[1]);
        const page = Array.from({ length: 13 }, (_, id) => id).slice(skip, skip + 10);
        return value(...page.filter((id) => !hidden(id)));
      });
      const found = (await collect(devopsOn(script).pages(projects, { style: 'skip', size: 10 }))).flat();
      assert.deepEqual(
        found,
        Array.from({ length: 13 }, (_, id) => id).filter((id) => !hidden(id)),
      );
    }
  });

  it('by skipping end where another answer has told how many there are', async () => {
    const script = listOf(5);
    const paging = { style: 'skip', size: 10, total: 5 } as const;
    assert.equal((await collect(devopsOn(script).pages(projects, paging))).flat().length, 5);
    assert.equal(script.sent.length, 1);
  });

  it('by skipping lose nothing when a page comes a second time in the place of the next', async () => {
    const all = [1, 2, 3, 4, 5];
    let stale = true;
    const script = scripted(({ url }) => {
      const skip = Number(/skip=(\d+)/.exec(decodeURIComponent(url))?.[1]);
      if (skip > 0 && stale) {
        stale = false;
        return value(1, 2);
      }
      return value(...all.slice(skip, skip + (skip === 0 ? 2 : 10)));
    });
    assert.deepEqual(
      (await collect(devopsOn(script).pages(projects, { style: 'skip', size: 10 }))).flat(),
      all,
    );
  });

  it('by skipping are not whole when the pages are in another order than the list', async () => {
    const script = scripted(({ url }) => {
      const skip = Number(/skip=(\d+)/.exec(decodeURIComponent(url))?.[1]);
      return value(...[1, 2, 3, 4, 5, 6, 7].slice(skip, skip + 3).reverse());
    });
    await assert.rejects(collect(devopsOn(script).pages(projects, { style: 'skip', size: 3 })), {
      likelyCause: 'malformed',
    });
  });

  for (const [title, page] of [
    ['the same page', () => value(1, 2, 3)],
    ['what came before in another order', (n: number) => value(...(n % 2 ? [1, 2, 3] : [3, 1, 2]))],
    ['one item twice', () => value(1, 1, 2)],
  ] as const)
    for (const size of [3, 10])
      it(`by skipping end with an error when the service gives ${title} for ever, ${size} at a time`, async () => {
        let asked = 0;
        const script = scripted(() => page(asked++));
        await assert.rejects(collect(devopsOn(script).pages(projects, { style: 'skip', size })), {
          likelyCause: 'malformed',
        });
        assert.ok(script.sent.length <= 5, String(script.sent.length));
      });

  /** The list at each request. */
  const changing = (...lists: number[][]) =>
    scripted(
      ...lists.map((list) => ({ url }: { url: string }) => {
        const skip = Number(/skip=(\d+)/.exec(decodeURIComponent(url))?.[1]);
        return json({ value: list.slice(skip, skip + 3).map((id) => ({ id })) });
      }),
    );
  const idsOf = async (script: Script) =>
    (await collect(devopsOn(script).pages(projects, { style: 'skip', size: 3 }))).flat();

  it('by skipping miss nothing when what was read already goes from the list', async () => {
    for (const gone of [
      [2, 3, 4, 5],
      [3, 4, 5],
    ])
      assert.deepEqual(await idsOf(changing([1, 2, 3, 4, 5], gone)), [1, 2, 3, 4, 5]);
  });

  it('by skipping tell later whether something moved out of sight before the empty page', async () => {
    /** The list at each request, of which a page has `most`. After the end of the list it stays as the last. */
    const wasEnd = (most: number, ...lists: number[][]) => wasEndOf({}, most, ...lists);
    const wasEndOf = async (more: { grows?: true; size?: number }, most: number, ...lists: number[][]) => {
      let asked = 0;
      const script = scripted(({ url }) => {
        const skip = Number(/skip=(\d+)/.exec(decodeURIComponent(url))?.[1]);
        const list = lists[Math.min(asked++, lists.length - 1)] ?? [];
        return value(...list.slice(skip, skip + most));
      });
      const ends: (() => Promise<boolean>)[] = [];
      const paging = {
        style: 'skip',
        size: 10,
        ...more,
        ended: (end: () => Promise<boolean>) => ends.push(end),
      } as const;
      await collect(devopsOn(script).pages(projects, paging));
      const told = [];
      for (const end of ends) told.push(await end());
      return [told, script.sent.length];
    };
    const four = [1, 2, 3, 4];
    assert.deepEqual(await wasEnd(10, four), [[true], 3]);
    assert.deepEqual(await wasEnd(10, []), [[], 1], 'nothing can be out of sight');
    assert.deepEqual(
      await wasEnd(3, four, [2, 3, 4]),
      [[false], 4],
      'the last moved into the place of another',
    );
    assert.deepEqual(await wasEnd(1, [1, 2], [2]), [[false], 4]);
    const grows = { grows: true } as const;
    const came = [...four, 5];
    assert.deepEqual(await wasEndOf(grows, 10, four, four, came), [[true], 3], 'what came since is behind');
    assert.deepEqual(await wasEnd(10, four, four, came), [[false], 3], 'or it was out of sight');
    assert.deepEqual(
      await wasEnd(10, four, [2, 3, 4, 5], [0, 2, 3, 4, 5]),
      [[false], 3],
      'the last is back in its place, since another one came before it',
    );
    assert.deepEqual(
      await wasEndOf({ size: 1 }, 1, [1, 2], [1, 2], [2, 3], [0, 2, 3]),
      [[false], 5],
      'a page of one shows nothing behind it',
    );
    assert.deepEqual(await wasEndOf({ size: 1 }, 1, [1, 2]), [[true], 5]);
    assert.deepEqual(
      await wasEnd(4, four, four, [2, 3, 4, 5], [-2, -1, 0, 2, 3, 4, 5]),
      [[false], 4],
      'as many came before it as a page has',
    );
    assert.deepEqual(await wasEnd(10, four, four, [0, ...four]), [[true], 4], 'or before');
    assert.deepEqual(await wasEnd(10, four, four, [1, 3, 4]), [[true], 5], 'one is gone since');
    assert.deepEqual(await wasEnd(10, four, four, [1, 2, 3]), [[false], 4], 'the last is gone: nobody knows');
    assert.deepEqual(await wasEnd(10, four, four, []), [[false], 4]);
  });

  it('by skipping give nothing twice when something comes before what was read already', async () => {
    assert.deepEqual(await idsOf(changing([1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5])), [1, 2, 3, 4, 5]);
  });

  it('by skipping begin anew when it cannot be told where to go on, and give nothing twice', async () => {
    assert.deepEqual(await idsOf(changing([1, 2, 3, 4, 5], [1, 2, 4, 5])), [1, 2, 3, 4, 5]);
  });

  it('by skipping end with an error when the list changes each time that it is read', async () => {
    const script = scripted(({ url }) => {
      const skip = Number(/skip=(\d+)/.exec(decodeURIComponent(url))?.[1]);
      const first = script.sent.length * 10;
      return value(first + skip, first + skip + 1, first + skip + 2);
    });
    await assert.rejects(idsOf(script), /changed while it was read/);
    assert.ok(script.sent.length <= 12, String(script.sent.length));
  });

  it('by skipping are not over with a later page that fails', async () => {
    const script = scripted(value(1, 2), answer(403));
    await assert.rejects(collect(devopsOn(script).pages(projects, { style: 'skip', size: 2 })), {
      likelyCause: 'permission',
    });
  });

  it('by skipping one by one end as well', async () => {
    const script = scripted(value(1), value(2), value());
    assert.deepEqual(await collect(devopsOn(script).pages(projects, { style: 'skip', size: 1 })), [[1], [2]]);
    assert.deepEqual(skipped(script), [0, 1, 2]);
  });

  it('of a single answer follow a token that is offered all the same', async () => {
    const script = scripted(more('x', 1), value(2));
    assert.deepEqual(await collect(devopsOn(script).pages(projects, { style: 'single' })), [[1], [2]]);
    assert.doesNotMatch(script.sent[0]?.url ?? '', /top/);
  });

  it('are not read ahead of the one who wants them', async () => {
    const script = scripted(more('a', 1), more('b', 2));
    for await (const _ of devopsOn(script).pages(projects, { style: 'token' })) break;
    assert.equal(script.sent.length, 1);
  });

  it('weigh what their answers do', async () => {
    const response = value(1, 2, 3);
    for await (const { bytes } of devopsOn(scripted(response)).pages(projects, { style: 'single' })) {
      assert.equal(bytes, response.body.length);
    }
  });

  for (const [title, response] of [
    ['without the list', json({ count: 0 })],
    ['whose list is null', json({ value: null })],
    ['whose list is no list', json({ value: {} })],
    ['that is null', json('null')],
    ['without content', answer(204)],
  ] as const) {
    it(`an answer ${title} is an error, never an empty list`, async () => {
      await assert.rejects(collect(devopsOn(scripted(response)).pages(projects, { style: 'single' })), {
        likelyCause: 'malformed',
      });
    });
  }

  it('a later page that fails is an error after the pages before it', async () => {
    const script = scripted(more('a', 1), answer(404));
    const seen: number[] = [];
    await assert.rejects(async () => {
      for await (const page of devopsOn(script).pages<{ id: number }>(projects, { style: 'token' })) {
        seen.push(...page.items.map(({ id }) => id));
      }
    }, AzureDevOpsError);
    assert.deepEqual(seen, [1]);
  });
});

describe('the end of a list of several pages by tokens', () => {
  /** The list at each request, which stays as the last one. Pages are of two items; tokens go by positions. */
  const wasWhole = async (lists: readonly (readonly number[])[]): Promise<boolean[]> => {
    let asked = 0;
    const script = scripted(({ url }) => {
      const from = Number(/Token=(\d+)/.exec(decodeURIComponent(url))?.[1] ?? 0);
      const list = lists[Math.min(asked++, lists.length - 1)] ?? [];
      const items = list.slice(from, from + 2).map((id) => ({ id }));
      const hasMore = from + 2 < list.length;
      return json({ value: items }, hasMore ? { 'x-ms-continuationtoken': String(from + 2) } : {});
    });
    const ends: ListEnd[] = [];
    const ended = (end: ListEnd) => ends.push(end);
    await collect(devopsOn(script).pages(projects, { style: 'token', size: 2, ended }));
    return Promise.all(ends.map((end) => end()));
  };

  it('is not true where an item came twice: another one may have been out of sight', async () => {
    const list = [1, 2, 3, 4];
    // 2 comes again behind 3, which moved to the front.
    assert.deepEqual(await wasWhole([list, [3, 1, 2, 4]]), [false]);
  });

  it('is not asked otherwise, nor of one page', async () => {
    assert.deepEqual(await wasWhole([[1, 2, 3, 4]]), []);
    assert.deepEqual(await wasWhole([[1, 2]]), []);
  });
});

for (const style of ['token', 'single', 'skip'] as const)
  it(`a page that has one item twice may lack another, and is no page: ${style}`, async () => {
    const script = scripted(json({ count: 2, value: [{ id: 1 }, { id: 1 }] }));
    await assert.rejects(collect(devopsOn(script).pages(projects, { style, size: 2 })), {
      likelyCause: 'malformed',
      message: /has one item more than once/,
    });
  });
