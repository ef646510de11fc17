import { path } from '../../azure-devops/path.ts';
import { aNumberInAnyForm, aText, orNone } from '../../azure-devops/shape.ts';
import type { Page } from '../../azure-devops/types.ts';
import { chunks } from '../../lib/collections/chunks.ts';
import type { ProjectNode } from '../parents.ts';
import { projects } from '../sources/projects.ts';
import { idsById } from '../sources/work-item-ids.ts';
import { collect, pageOf } from '../support/pages.ts';
import { DAY } from '../support/windows.ts';
import { quoted } from '../support/wiql.ts';
import type { ReadContext } from '../types.ts';
import { type Changed, type ChangeFeed, inProject } from './feed.ts';

/** Work items by their changed date, to the millisecond, and new ones in the recycle bin. */
export const workItemChanges: ChangeFeed = {
  name: 'work items',
  cursor: 'work-item',
  kinds: ['work-item'],
  source: ({ since }) => ({
    key: 'changed work items',
    under: projects,
    scope: 'Work Items (read)',
    async *read(project: ProjectNode, context) {
      yield* changed(project, since, context);
      yield* deleted(project, since, context);
    },
  }),
};

const workItem = (project: ProjectNode, id: number): Changed =>
  inProject(project, { list: 'work items', id });

/** Pages of changed work items, each after the last id of the one before: many may have changed at one instant. */
async function* changed(
  project: ProjectNode,
  since: Date,
  context: ReadContext,
): AsyncGenerator<Page<Changed>> {
  const queryAfter = (last: number) =>
    `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = ${quoted(project.item.name)}` +
    ` AND [System.ChangedDate] >= '${since.toISOString()}' AND [System.Id] > ${last} ORDER BY [System.Id] Asc`;
  for await (const ids of idsById(project, queryAfter, context, { timePrecision: true }))
    yield pageOf(ids.map((id) => workItem(project, id)));
}

/** Ids in one request: the service takes no more. */
const IDS_PER_REQUEST = 200;
/** Most work items of a recycle bin that are looked at. Those of a larger bin wait for the full sync. */
const LARGEST_BIN = 5_000;

interface Deleted {
  /** A text in the published samples. */
  id: number | string;
  deletedDate?: string | null;
}

/** New work items in the recycle bin. Its list has ids alone: the dates are asked for by id. */
async function* deleted(
  project: ProjectNode,
  since: Date,
  { devops, note }: ReadContext,
): AsyncGenerator<Page<Changed>> {
  const bin = path`${project.item.id}/_apis/wit/recyclebin`;
  const what = `the deleted work items of project "${project.item.name}"`;
  const all = await collect(
    devops.pages<Deleted>({ path: bin, key: { id: aNumberInAnyForm }, what }, { style: 'single' }),
  );
  if (all.length > LARGEST_BIN) {
    note(`a recycle bin has more than ${LARGEST_BIN} work items: the next full sync deletes`);
    return;
  }
  for (const some of chunks(all, IDS_PER_REQUEST)) {
    const query = { ids: some.map(({ id }) => id).join(',') };
    const items = await collect(
      devops.pages<Deleted>(
        { path: bin, query, key: { id: aNumberInAnyForm }, has: { deletedDate: orNone(aText) }, what },
        { style: 'single' },
      ),
    );
    const old = new Set(
      items.flatMap(({ id, deletedDate }) => (isBefore(deletedDate, since) ? [Number(id)] : [])),
    );
    // One that is not answered may be new.
    const recent = some.map(({ id }) => Number(id)).filter((id) => !old.has(id));
    yield pageOf(recent.map((id) => workItem(project, id)));
  }
}

/** The end of a date with a zone. The published samples have none: `1/31/2017 9:21:14 PM`. */
const ZONED = /Z$|[+-]\d\d:\d\d$/;
/** A time older than Azure DevOps: one before it stands for none. */
const EARLIEST = Date.UTC(2005, 0);

/** Whether a time is before another for certain. A time without a zone is if it would be in every zone. */
function isBefore(text: string | null | undefined, since: Date): boolean {
  if (typeof text !== 'string') return false;
  const time = ZONED.test(text) ? Date.parse(text) : Date.parse(`${text} UTC`) + DAY;
  return time >= EARLIEST && time < since.getTime();
}
