import { copyFile, link, mkdir, mkdtemp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SummaryFiles } from '../../summary/write.ts';

/**
 * A folder below `temporary` with the summary's files and nothing else, for an agent that uploads folders whole when
 * the step is over. Links where that works: what a run changed may be large.
 */
export const stagedCopy = async ({ files }: SummaryFiles, temporary: string): Promise<string> => {
  const folder = join(await mkdtemp(join(temporary, 'port-sync-artifact-')), 'port-sync-summary');
  await mkdir(folder);
  for (const file of files) {
    const copy = join(folder, basename(file));
    await link(file, copy).catch(() => copyFile(file, copy));
  }
  return folder;
};
