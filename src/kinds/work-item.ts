import * as z from 'zod/mini';
import { chunks } from '../lib/collections/chunks.ts';
import type { ProjectNode } from './parents.ts';
import { type Batch, type BatchNode, chosenBatches, readChosenItems } from './sources/chosen-work-items.ts';
import { projects } from './sources/projects.ts';
import { IDS_PER_REQUEST, readItems } from './sources/work-item-details.ts';
import { idLists, noneByName } from './sources/work-item-ids.ts';
import { ownIds } from './support/chosen.ts';
import { choice, keyOf, type OptionsOf, optional } from './support/options.ts';
import { pageOf } from './support/pages.ts';
import { defineKind, type Node, type RawItem, type Source } from './types.ts';

const options = {
  /** A blank condition counts as none. */
  wiql: z.pipe(
    optional.text,
    z.transform((text) => (text?.trim() === '' ? undefined : text)),
  ),
  expand: choice(['None', 'Fields', 'Relations', 'Links', 'All'], 'All'),
};
type Options = OptionsOf<typeof options>;

export const workItem = defineKind<Options, Node<RawItem, BatchNode>>({
  name: 'work-item',
  summary: 'A work item.',
  scope: 'Work Items (read)',
  options,
  docs: {
    requests:
      'per project one per 19,999 work items found, and one per 200 of them; before something is deleted, one per project of which none were found',
    fields: { __projectId: "The project's id.", __project: 'The project.' },
    options: {
      wiql: "A WIQL condition, put into the query's WHERE. With an ORDER BY of its own, or where it is nothing else, its order is kept, and 20,000 work items per project are read at the most.",
      expand: 'What the service adds to each work item.',
    },
  },
  source: (options) => workItems(options),
  under: { projects: ['__project.id', '__projectId'] },
  moves: true,
  id: 'id',
  isUnique: true,
  items: async (nodes) =>
    nodes.map(({ item, parent: { parent: project } }) => ({
      ...item,
      __projectId: project.item.id,
      __project: project.item,
    })),
});

/** Ids of the work items that the query finds, in batches. Resources with other `expand` share them. */
const batches = ({ wiql }: Pick<Options, 'wiql'>): Source<Batch, ProjectNode> => ({
  key: keyOf('work item ids', { wiql }),
  name: 'work items',
  under: projects,
  scope: 'Work Items (read)',
  async *read(project, context) {
    for await (const ids of idLists(project, wiql, context)) {
      if (ids.length === 0) context.doubtful(noneByName(project, context));
      else yield pageOf([...chunks(ids, IDS_PER_REQUEST)].map((some) => ({ ids: some })));
    }
  },
  standsFor: ({ ids }) => ids,
  readChosen(_, chosen) {
    const ids = ownIds(chosen);
    return ids && chosenBatches(ids);
  },
});

const workItems = ({ wiql, expand }: Options): Source<RawItem, BatchNode> => ({
  key: keyOf('work items', { wiql, expand }),
  under: batches({ wiql }),
  read: ({ item, parent }, context) =>
    item.areChosen
      ? readChosenItems(item, wiql, parent, expand, context)
      : readItems(item.ids, parent, expand, context),
});
