import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { core, type Served, serve } from './azure-devops-helpers.ts';

const query = async (
  { ask }: Served,
  text: string,
  parameters: Record<string, string | number> = {},
  scope = '',
) => ask(`${core}${scope}/_apis/wit/wiql`, { query: parameters, body: { query: text } });

const ids = async (served: Served, where: string, parameters = {}) => {
  const answer = await query(served, `SELECT [System.Id] FROM WorkItems WHERE ${where}`, parameters);
  assert.equal(answer.status, 200, String(answer.body));
  return answer.json.workItems.map(({ id }: { id: number }) => id) as number[];
};

const all = ({ organisation }: Served) => [...organisation.all('work-item')].map(({ item }) => item);

describe('WIQL', () => {
  it('finds the items of a project whose name has a quote in it', async () => {
    const served = serve();
    const found = await ids(served, "[System.TeamProject] = 'Buyer''s Account'");
    assert.deepEqual(
      found,
      all(served)
        .filter(({ project }) => project.name === "Buyer's Account")
        .map(({ id }) => id),
    );
  });

  it('combines AND, OR, NOT, IN and brackets as SQL does', async () => {
    const served = serve();
    const found = await ids(
      served,
      "([System.State] NOT IN ('Closed', 'Done', 'Removed') OR [System.ChangedDate] >= @Today - 7) AND NOT [Work Item Type] = 'Task'",
    );
    const week = served.organisation.world.now - 7 * 86_400_000;
    const wanted = all(served).filter(
      ({ state, type, changed }) =>
        (!['Closed', 'Done', 'Removed'].includes(state) || changed >= week) && type.name !== 'Task',
    );
    assert.deepEqual(
      found.sort((a, b) => a - b),
      wanted.map(({ id }) => id).sort((a, b) => a - b),
    );
  });

  it('binds AND closer than OR', async () => {
    const served = serve();
    const found = await ids(served, "[Id] = 1 OR [Id] = 2 AND [System.State] = 'No such state'");
    assert.deepEqual(found, [1]);
  });

  it('goes through ids in pages of $top', async () => {
    const served = serve({ scale: { workItemsInLargestProject: 130 } });
    const pages: number[][] = [];
    for (let last = 0; ; ) {
      const where = `[System.TeamProject] = 'Payments' AND [System.Id] > ${last} ORDER BY [System.Id] Asc`;
      const page = await ids(served, where, { $top: 50 });
      pages.push(page);
      if (page.length < 50) break;
      last = page.at(-1) as number;
    }
    assert.deepEqual(
      pages.map(({ length }) => length),
      [50, 50, 30],
    );
    assert.equal(new Set(pages.flat()).size, 130);
  });

  it('refuses more than 20,000 results unless $top asks for fewer', async () => {
    const served = serve({ scale: { workItemsInLargestProject: 20_001 } });
    const text = "SELECT [Id] FROM WorkItems WHERE [System.TeamProject] = 'Payments' ORDER BY [Id]";
    const refused = await query(served, text);
    assert.equal(refused.status, 400);
    assert.match(refused.json.message, /VS402337/);
    assert.equal((await query(served, text, { $top: 20_000 })).json.workItems.length, 20_000);
  });

  it('sorts by other fields and downwards', async () => {
    const served = serve();
    const found = await ids(
      served,
      '[System.TeamProject] = @Project ORDER BY [Changed Date] DESC'.replace('@Project', "'Payments'"),
    );
    const changed = new Map(all(served).map((item) => [item.id, item.changed]));
    const dates = found.map((id) => changed.get(id) as number);
    assert.deepEqual(
      dates,
      [...dates].sort((a, b) => b - a),
    );
  });

  it('takes @Project from the address', async () => {
    const served = serve();
    const text = 'SELECT [Id] FROM WorkItems WHERE [System.TeamProject] = @Project';
    const { json } = await query(served, text, {}, '/Payments');
    assert.equal(json.workItems.length, 60);
    assert.equal((await query(served, text)).status, 400);
  });

  it('takes a time only with timePrecision, and compares by the day without', async () => {
    const served = serve();
    const where = "[System.ChangedDate] >= '2026-11-20T12:00:00Z'";
    const text = `SELECT [Id] FROM WorkItems WHERE ${where}`;
    assert.equal((await query(served, text)).status, 400);
    const exact = await ids(served, where, { timePrecision: 'true' });
    const byDay = await ids(served, "[System.ChangedDate] >= '2026-11-20'");
    assert.ok(exact.length < byDay.length);
    assert.equal(
      exact.length,
      all(served).filter(({ changed }) => changed >= Date.parse('2026-11-20T12:00:00Z')).length,
    );
  });

  for (const [name, text] of [
    ['an unclosed quote', "SELECT [Id] FROM WorkItems WHERE [System.Title] = 'it's'"],
    ['an unknown field', "SELECT [Id] FROM WorkItems WHERE [No.Such] = 'x'"],
    ['a missing bracket', "SELECT [Id] FROM WorkItems WHERE ([System.State] = 'New'"],
    [
      'an order within the condition',
      "SELECT [Id] FROM WorkItems WHERE ([System.State] = 'New' ORDER BY [Id])",
    ],
    ['no condition after AND', 'SELECT [Id] FROM WorkItems WHERE [Id] > 1 AND'],
    ['something behind the end', 'SELECT [Id] FROM WorkItems ORDER BY [Id] ASC LIMIT 5'],
  ] as const)
    it(`refuses ${name} with a 400`, async () => {
      const answer = await query(serve(), text);
      assert.equal(answer.status, 400);
      assert.match(answer.json.message, /^TF5100/);
    });

  it('lists an item that a read does not find, and null stands in its place', async () => {
    const served = serve();
    const listed = await ids(served, "[System.TeamProject] = 'Payments'");
    const url = `${core}/Payments/_apis/wit/workitems`;
    const { json } = await served.ask(url, { query: { ids: listed.join(','), errorPolicy: 'omit' } });
    assert.equal(json.value.length, listed.length);
    assert.equal(json.value.filter((item: unknown) => item === null).length, 1);
    assert.equal((await served.ask(url, { query: { ids: listed.join(',') } })).status, 404);
  });

  it('reads 200 work items at a time and no more', async () => {
    const { ask } = serve();
    const of = (count: number) => Array.from({ length: count }, (_, n) => n + 1).join(',');
    const url = `${core}/Payments/_apis/wit/workitems`;
    assert.equal((await ask(url, { query: { ids: of(200), errorPolicy: 'omit' } })).status, 200);
    assert.equal((await ask(url, { query: { ids: of(201), errorPolicy: 'omit' } })).status, 400);
  });
});
