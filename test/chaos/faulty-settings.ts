import type { Settings } from '../../src/settings/types.ts';
import { type MappingOptions, mappingText } from './catalog.ts';
import type { FaultyRun } from './schedule.ts';

/** Settings of a run that differ from those of its schedule. */
export const faultySettings = (faulty: FaultyRun, mapping: MappingOptions): Partial<Settings> => ({
  deletions: faulty.deletions,
  ...(faulty.oddSelector && {
    mapping: { from: 'inline', text: mappingText({ ...mapping, oddSelector: true }) },
  }),
  ...(faulty.maxDeletions !== undefined && { maxDeletions: faulty.maxDeletions }),
});
