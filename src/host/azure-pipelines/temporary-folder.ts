import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../lib/errors.ts';

/** The folder for temporary files. */
export interface TemporaryFolder {
  path?: string;
  /** The reason why it is another one than the host named. */
  warning?: string;
}

/**
 * The folder that a host names in a variable of the environment, or one of our own below the system's where nothing
 * can be made in it: it may be gone, belong to another account or hold a variable that was not filled in.
 */
export const temporaryFolder = (named: string | undefined, variable: string): TemporaryFolder => {
  if (!named) return {};
  try {
    rmSync(mkdtempSync(join(named, 'port-sync-')), { recursive: true });
    return { path: named };
  } catch (error) {
    const told = `The temporary folder ${named} (${variable}) cannot be used: ${messageOf(error)}.`;
    try {
      const path = mkdtempSync(join(tmpdir(), 'port-sync-'));
      return { path, warning: `${told} ${path} takes its place.` };
    } catch (other) {
      return { warning: `${told} Nor can one be made in ${tmpdir()}: ${messageOf(other)}.` };
    }
  }
};
