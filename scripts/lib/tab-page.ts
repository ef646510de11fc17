import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scriptHash } from '../../src/summary/html/script.ts';
import { root } from './root.ts';

/**
 * The policy of the tab's page, which holds for the frame with a report too. Only our two scripts run, and nothing is
 * loaded but by ours, from an Azure DevOps that is anywhere. No `base-uri`: the frame's links need a base of their own.
 */
const policy = (script: string): string => {
  const hash = `sha256-${createHash('sha256').update(script).digest('base64')}`;
  return [
    "default-src 'none'",
    `script-src '${hash}' '${scriptHash()}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'connect-src https: http:',
    "frame-src 'none'",
    "form-action 'none'",
  ].join('; ');
};

/** The page of the extension's tab: one file, with the bundle in it. */
export const tabPage = async (script: string): Promise<string> => {
  const template = await readFile(join(root, 'src/tab/tab.html'), 'utf8');
  const parts: Record<string, string> = { policy: policy(script), script };
  return template.replace(/\{(policy|script)\}/g, (_, part) => parts[part] ?? '');
};
