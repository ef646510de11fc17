import { readFile } from 'node:fs/promises';
import { summary } from '@actions/core';
import type { Log } from '../../lib/log.ts';
import type { SummaryFiles } from '../../summary/write.ts';
import type { Output } from '../output.ts';
import { safeName } from '../safe-name.ts';
import { fitSummary } from './fit-summary.ts';

/** Bytes that GitHub takes as one step's summary. */
const SUMMARY_LIMIT = 1024 * 1024;

const attemptName = (name: string): string => {
  const attempt = process.env.GITHUB_RUN_ATTEMPT ?? '1';
  return safeName(attempt === '1' ? name : `${name}-attempt-${attempt}`);
};

/** A service that does not answer must not hold the job. */
const UPLOAD_LIMIT_MS = 5 * 60_000;

const uploadSummary = async (
  name: string,
  files: SummaryFiles,
  signal: AbortSignal | undefined,
): Promise<string> => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const library = new URL(`./github-artifact.${extension}`, import.meta.url).href;
  const { uploadArtifact }: typeof import('./github-artifact.ts') = await import(library);
  const upload = uploadArtifact(name, files.directory, files.files);
  const limit = AbortSignal.any([AbortSignal.timeout(UPLOAD_LIMIT_MS), ...(signal ? [signal] : [])]);
  const aborted = new Promise<never>((_resolve, reject) => {
    const giveUp = () => reject(new Error('There was no time left for it.'));
    if (limit.aborted) giveUp();
    else limit.addEventListener('abort', giveUp, { once: true });
  });
  return Promise.race([upload, aborted]);
};

/** The ways in which a step speaks to its runner. */
export interface Runner {
  env: NodeJS.ProcessEnv;
  log: Log;
  output: Output;
  /** Does something that may fail: a warning tells `what`, and the step goes on. */
  attempt(what: string, work: () => Promise<void>): Promise<void>;
  signal: AbortSignal | undefined;
}

/** Shows the summary on the run's page and uploads its files as an artifact. */
export const publishSummary = async (
  files: SummaryFiles,
  { env, log, output, attempt, signal }: Runner,
): Promise<void> => {
  if (env.GITHUB_STEP_SUMMARY) {
    await attempt('The job summary could not be written', async () => {
      const markdown = await readFile(files.markdown, 'utf8');
      await summary.addRaw(fitSummary(markdown, SUMMARY_LIMIT, files.artifactName)).write();
    });
  }
  await attempt(`The summary could not be uploaded, it is in ${files.directory}`, async () => {
    const wanted = attemptName(files.artifactName);
    // The client tells each of its steps.
    const endGroup = log.group('Upload the summary');
    const name = await uploadSummary(wanted, files, signal).finally(endGroup);
    output.print(`Summary uploaded as artifact ${name}`);
    if (name !== wanted)
      log.warn(
        `This workflow run has an artifact ${wanted} already, which cannot be changed: the summary is in ${name}. Give each job an artifact-name of its own.`,
      );
  });
};
