import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { HostName } from '../inputs/types.ts';
import { messageOf } from '../lib/errors.ts';
import { makeFolder } from '../lib/files/make-folder.ts';
import { PUT_OFF_FILE } from '../report/put-off.ts';
import type { Report } from '../report/report.ts';
import { type Changes, createChanges } from './changes.ts';
import { renderHtml } from './html/render-html.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown/render-markdown.ts';
import { maskStrings } from './mask.ts';

/** The files of a summary folder; nothing from outside names a file. */
const summaryFileNames = {
  markdown: 'summary.md',
  json: 'summary.json',
  html: 'summary.html',
  changes: 'changes.ndjson',
} as const;

/** Files that were written, by absolute paths. */
export interface SummaryFiles {
  directory: string;
  markdown: string;
  html: string;
  files: string[];
  artifactName: string;
}

export interface WriteOptions {
  host: HostName;
  mask: (text: string) => string;
  artifactName: string;
  /** The run's changes.ndjson, in the same folder; without it, an empty one is put there. Closed here. */
  changes?: Changes;
}

/** An atomic write: an interrupted run leaves no half file. */
const put = async (path: string, render: () => string): Promise<void> => {
  const text = render();
  const draft = `${path}.part`;
  await rm(draft, { force: true });
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
};

/** Deletes the files of an earlier run, which would contradict this one's record of changes. */
export const clearSummary = async (folder: string): Promise<void> => {
  const { markdown, json, html } = summaryFileNames;
  for (const name of [markdown, json, html, PUT_OFF_FILE]) await rm(join(folder, name), { force: true });
};

const closed = async (changes: Changes): Promise<string[]> => {
  try {
    await changes.close();
    return [];
  } catch (error) {
    return [`${summaryFileNames.changes} is not complete: ${messageOf(error)}`];
  }
};

/**
 * Writes the summary folder, on success, failure and cancellation alike. Throws when a file could not be
 * written, after all the others were tried.
 */
export const writeSummary = async (
  report: Report,
  directory: string,
  { host, mask, artifactName, changes: given }: WriteOptions,
): Promise<SummaryFiles> => {
  const folder = resolve(directory);
  await makeFolder(folder);
  const paths = {
    markdown: join(folder, summaryFileNames.markdown),
    json: join(folder, summaryFileNames.json),
    html: join(folder, summaryFileNames.html),
    changes: join(folder, summaryFileNames.changes),
  };
  const changes = given ?? (await createChanges(paths.changes, { mask }));
  const unfinished = await closed(changes);
  const masked = maskStrings({ ...report, warnings: [...report.warnings, ...unfinished] }, mask);
  const results = await Promise.allSettled([
    put(paths.markdown, () => renderMarkdown(masked, { host })),
    put(paths.json, () => renderJson(masked)),
    put(paths.html, () => renderHtml(masked)),
  ]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  const putOff = join(folder, PUT_OFF_FILE);
  return {
    directory: folder,
    markdown: paths.markdown,
    html: paths.html,
    files: [...Object.values(paths), ...(existsSync(putOff) ? [putOff] : [])],
    artifactName,
  };
};
