import { writeSync } from 'node:fs';
import type { HostName } from '../inputs/types.ts';
import { hostName } from './host-name.ts';
import { oldestAgent, oldestNode, oldestRunner } from './runtimes.ts';

/** The numbers of a version: `20.9.0` → 20, 9, 0. */
const parts = (version: string): number[] => version.split('.').map((part) => Number.parseInt(part, 10));

/** Whether a version of Node is older than the oldest that the bundle is for. */
export const isTooOld = (version: string): boolean => {
  const oldest = parts(oldestNode);
  const [major = 0, minor = 0, patch = 0] = parts(version);
  const [oldestMajor = 0, oldestMinor = 0, oldestPatch = 0] = oldest;
  if (major !== oldestMajor) return major < oldestMajor;
  if (minor !== oldestMinor) return minor < oldestMinor;
  return patch < oldestPatch;
};

const remedy: Record<HostName, string> = {
  'azure-pipelines': `Update the agent to ${oldestAgent} or newer, on a system that Node.js 20 runs on: on older ones agents fall back to an older Node.js.`,
  'github-actions': `Update the runner to ${oldestRunner} or newer.`,
  terminal: `Install Node.js ${oldestNode} or newer.`,
};

/** The refusal in the host's own syntax. Written without any module that may need a newer Node. */
export const refusalOf = (version: string, host: HostName): { stdout: string; stderr: string } => {
  const message = `Port Catalog Sync needs Node.js 20 (${oldestNode} or newer), and this is Node.js ${version}. ${remedy[host]}`;
  if (host === 'azure-pipelines') {
    const lines = [
      `##vso[task.logissue type=error;]${message}`,
      `##vso[task.complete result=Failed;]${message}`,
    ];
    return { stdout: `${lines.join('\n')}\n`, stderr: '' };
  }
  if (host === 'github-actions') {
    return { stdout: `::error title=Port catalog sync::${message}\n`, stderr: '' };
  }
  return { stdout: '', stderr: `error: ${message}\n` };
};

/** Ends the process where Node is too old, before anything is loaded that needs a newer one. */
const refuseOldNode = (): void => {
  const version = process.versions.node;
  if (!isTooOld(version)) return;
  const { stdout, stderr } = refusalOf(version, hostName(process.env, process.argv.slice(2)));
  // Written synchronously: an asynchronous write is lost when the process exits.
  if (stdout) writeSync(1, stdout);
  if (stderr) writeSync(2, stderr);
  process.exit(1);
};

refuseOldNode();
