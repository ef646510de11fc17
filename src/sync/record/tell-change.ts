import type { Blueprint } from '../../port/types.ts';
import type { Change } from '../../report/change.ts';
import { entityTitle } from '../../report/words/entity-title.ts';
import type { Recorder } from './recorder.ts';

export interface TellChangeOptions {
  recorder: Pick<Recorder, 'entityChanged'>;
  /** The blueprints, from when they are known, which is before the first change. */
  blueprints(): readonly Blueprint[];
  /** Takes every change, one by one. */
  change(change: Change): Promise<void>;
}

/** Tells the changes of single items, with their blueprint's title, one by one and in the report. */
export const createTellChange =
  ({ recorder, blueprints, change }: TellChangeOptions) =>
  (made: Change, again = false): Promise<void> => {
    const blueprint = blueprints().find(({ identifier }) => identifier === made.blueprint);
    const blueprintTitle = entityTitle(blueprint?.title);
    const told = { ...made, ...(blueprintTitle !== undefined && { blueprintTitle }) };
    recorder.entityChanged(told, again);
    return change(told);
  };
