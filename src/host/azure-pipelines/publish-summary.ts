import { tmpdir } from 'node:os';
import { messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Output } from '../output.ts';
import { safeName } from '../safe-name.ts';
import type { Host, SummaryFiles } from '../types.ts';
import { azureCommand } from './azure-command.ts';
import { stagedCopy } from './staged-copy.ts';

type TaskLibrary = typeof import('azure-pipelines-task-lib');

/**
 * Why the agent takes no artifact here: it fails the step for one outside of a build. A release's job, that of a
 * deployment group and a gate say of themselves what they are (agent, `ArtifactCommandExtension`).
 */
const withoutArtifacts = (hostType: string | undefined): string | undefined => {
  const type = hostType?.toLowerCase() ?? '';
  if (type === '' || type === 'build') return undefined;
  return type === 'release'
    ? 'Releases keep no artifacts'
    : `Only builds keep artifacts, and this is a ${type}`;
};

/** The agent's names of a stage and a job without a name. */
const unnamed = new Set(['__default', 'Job', 'Job_1', 'Phase_1']);

/** Unique among the stages, jobs and attempts of one run, whose artifacts of the same name flow into one. */
const artifactName = (base: string, tl: TaskLibrary): string => {
  const number = (variable: string) => Number(tl.getVariable(variable) ?? 1);
  const names = ['System.StageName', 'System.PhaseName'].map((variable) => tl.getVariable(variable) ?? '');
  const parallel = number('System.TotalJobsInPhase') > 1;
  const attempts = [number('System.StageAttempt'), number('System.JobAttempt')];
  const parts = [
    base,
    ...names.filter((name) => name !== '' && !unnamed.has(name)),
    ...(parallel ? [number('System.JobPositionInPhase')] : []),
    ...(attempts.some((attempt) => attempt > 1) ? ['attempt', ...attempts] : []),
  ];
  return safeName(parts.join('-'));
};

/** How a task speaks to its agent. */
export interface Agent {
  tl: TaskLibrary;
  log: Log;
  output: Output;
  /** Writes a logging command. */
  emit(command: string): void;
  ambient: Host['ambient'];
}

/** Shows the summary on the run's page and uploads its files. An upload that fails is a warning. */
export const publishSummary = async (
  files: SummaryFiles,
  { tl, log, output, emit, ambient }: Agent,
): Promise<void> => {
  emit(azureCommand('task.uploadsummary', {}, files.markdown));
  const reason = withoutArtifacts(tl.getVariable('System.HostType'));
  if (reason) {
    output.print(`${reason}: the summary is in ${files.directory}`);
    return;
  }
  try {
    const staged = await stagedCopy(files, ambient.temporaryDirectory ?? tmpdir());
    const artifactname = artifactName(files.artifactName, tl);
    emit(azureCommand('artifact.upload', { artifactname, containerfolder: artifactname }, staged));
  } catch (error) {
    log.warn(`The summary could not be uploaded, it is in ${files.directory}: ${messageOf(error)}`);
  }
};
