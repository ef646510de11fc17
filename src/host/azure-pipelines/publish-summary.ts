import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { reportAttachment } from '../../report/attachment.ts';
import type { SummaryFiles } from '../../summary/write.ts';
import type { Output } from '../output.ts';
import type { Host } from '../types.ts';
import { azureCommand } from './azure-command.ts';
import { artifactName, attachmentName } from './names.ts';
import { stagedCopy } from './staged-copy.ts';

type TaskLibrary = typeof import('azure-pipelines-task-lib');

/**
 * The reason why the agent takes no artifact here: it fails the step for one outside of a build. A release's job, that
 * of a deployment group and a gate say of themselves what they are (agent, `ArtifactCommandExtension`).
 */
const withoutArtifacts = (hostType: string | undefined): string | undefined => {
  const type = hostType?.toLowerCase() ?? '';
  if (type === '' || type === 'build') return undefined;
  return type === 'release'
    ? 'Releases keep no artifacts and show no report'
    : `Only builds keep artifacts and show the report, and this is a ${type}`;
};

/** The ways in which a task speaks to its agent. */
export interface Agent {
  tl: TaskLibrary;
  log: Log;
  output: Output;
  /** Writes a logging command. */
  emit(command: string): void;
  ambient: Host['ambient'];
}

/** The type that Azure Pipelines shows in the tab *Extensions* (agent, `CoreAttachmentType`). */
const SUMMARY = 'Distributedtask.Core.Summary';

/** The agent reads files when the step is over: by then the next one may have written its own in their place. */
const copied = async (files: SummaryFiles, { ambient, log }: Agent): Promise<string | undefined> => {
  try {
    return await stagedCopy(files, ambient.temporaryDirectory ?? tmpdir());
  } catch (error) {
    log.warn(`The artifact could not be uploaded, the summary is in ${files.directory}: ${messageOf(error)}`);
    return undefined;
  }
};

/**
 * Attaches the short summary and the report to the step, the latter for the extension's tab, and uploads all files. An
 * upload that fails is a warning.
 */
export const publishSummary = async (files: SummaryFiles, agent: Agent): Promise<void> => {
  const { tl, output, emit } = agent;
  const variable = (name: string) => tl.getVariable(name);
  const name = attachmentName(files.artifactName, variable, output.inline);
  const staged = await copied(files, agent);
  const attach = (type: string, file: string) =>
    emit(azureCommand('task.addattachment', { type, name }, staged ? join(staged, basename(file)) : file));

  attach(SUMMARY, files.markdown);
  const reason = withoutArtifacts(variable('System.HostType'));
  if (reason) {
    output.print(`${reason}: the summary is in ${files.directory}`);
    return;
  }
  attach(reportAttachment, files.html);
  if (!staged) return;
  const artifactname = artifactName(files.artifactName, variable);
  emit(azureCommand('artifact.upload', { artifactname, containerfolder: artifactname }, staged));
};
