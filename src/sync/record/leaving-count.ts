import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { Log } from '../../lib/log.ts';
import type { Change } from '../../report/change.ts';
import type { Counters } from '../../report/counters/counters.ts';
import { counted } from '../../report/words/format.ts';

/** Entities of one project that the user left out, by what became of them. */
interface Count {
  deleted: number;
  heldBack: number;
}

/** Counts what leaves the catalog because the user left its project out, and tells it by project. */
export function createLeavingCount({ visibility, context, counters, planning, change }: LeavingState): {
  change(made: Change): Promise<void>;
  tell(): void;
} {
  let projects: Map<string, string> | undefined;
  const counts = new Map<string, Count>();
  const keyOf = ({ blueprint, identifier }: Pick<Change, 'blueprint' | 'identifier'>) =>
    JSON.stringify([blueprint, identifier]);
  return {
    change(made) {
      // Entities that leave are known from before the first deletion.
      projects ??= new Map(visibility.leaving.map((entity) => [keyOf(entity), entity.project]));
      const project = projects.get(keyOf(made));
      if (project !== undefined) {
        const count = getOrCreate(counts, project, () => ({ deleted: 0, heldBack: 0 }));
        if (made.action === 'deleted') count.deleted += 1;
        if (made.action === 'held-back') count.heldBack += 1;
      }
      return change(made);
    },
    tell() {
      for (const [id, { deleted, heldBack }] of counts) {
        const { name = id, why = `projects: !${id}` } = visibility.leftOut(id) ?? {};
        const what = `${counted(deleted, 'entity', 'entities')} ${planning ? 'to delete' : 'deleted'}`;
        const held = heldBack > 0 ? `, ${heldBack} ${planning ? 'to be held back' : 'held back'}` : '';
        const message = `Project "${name}" is left out (${why}): ${what}${held}.`;
        context.log.info(message);
        counters.warn(message);
      }
    },
  };
}

interface LeavingState {
  visibility: {
    readonly leaving: readonly { blueprint: string; identifier: string; project: string }[];
    leftOut(id: string): { name: string; why: string } | undefined;
  };
  context: { log: Log };
  counters: Counters;
  planning: boolean;
  change(made: Change): Promise<void>;
}
