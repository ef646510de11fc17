import { tmpdir } from 'node:os';
import { Writable } from 'node:stream';
import { messageOf } from '../lib/errors.ts';
import { renderText } from '../summary/text/render-text.ts';
import { addressSecrets } from './address-secrets.ts';
import { createAgentLog } from './agent-log.ts';
import { azureCommand, azureSyntax, escapeData } from './azure-commands.ts';
import { azureAmbient, azureSecrets } from './azure-environment.ts';
import { cancelOnSignals, failOnUncaught } from './ending.ts';
import { createMask, linesOf, type Mask } from './mask.ts';
import { createOutput } from './output.ts';
import { safeName } from './safe-name.ts';
import { serviceConnection } from './service-connection.ts';
import { stagedCopy } from './staged-copy.ts';
import { advice, outputValues, stepResult } from './step-result.ts';
import { temporaryFolder } from './temporary-folder.ts';
import type { Host, SummaryFiles } from './types.ts';

type TaskLibrary = typeof import('azure-pipelines-task-lib');

const SKIP_DEBUG = 'DISTRIBUTEDTASK_TASKS_NODE_SKIPDEBUGLOGSWHENDEBUGMODEOFF';

/**
 * The library takes inputs and secrets out of the environment when it is loaded, writes debug lines with their
 * values, and has handlers that let a process live on which nobody expected to: ours take their place.
 */
const loadTaskLibrary = async (): Promise<TaskLibrary> => {
  process.env[SKIP_DEBUG] ??= 'true';
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.listeners(event as 'uncaughtException'));
  const loaded = await import('azure-pipelines-task-lib');
  events.forEach((event, index) => {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before[index]?.includes(listener)) process.removeListener(event, listener);
    }
  });
  return 'default' in loaded ? (loaded.default as TaskLibrary) : loaded;
};

/** The library keeps a key in the agent's temporary folder, and is lost without it. */
const prepareTemporaryFolder = (environment: NodeJS.ProcessEnv): string | undefined => {
  const { path, warning } = temporaryFolder(environment.AGENT_TEMPDIRECTORY, 'AGENT_TEMPDIRECTORY');
  if (warning === undefined) return undefined;
  if (path === undefined) delete environment.AGENT_TEMPDIRECTORY;
  else environment.AGENT_TEMPDIRECTORY = path;
  return warning;
};

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

/** The library tells the values of inputs and variables in debug lines, secret ones too. */
const maskedOutput = (mask: Mask): Writable =>
  new Writable({
    write(text, _encoding, written) {
      process.stdout.write(mask.apply(String(text)));
      written();
    },
  });

/** What the agent calls a stage and a job that nobody named. */
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

/** The host of a task in Azure Pipelines. Announces secrets before anything else is printed. */
export const createAzurePipelinesHost = async (): Promise<Host> => {
  const mask = createMask();
  const write = (text: string) => void process.stdout.write(text);
  const emit = (command: string) => write(`${command}\n`);
  const secret = (value: string) => {
    mask.add(value);
    mask.add(escapeData(value));
    for (const line of linesOf(value)) emit(azureCommand('task.setsecret', {}, line));
  };
  const inAddresses = addressSecrets(process.env, (name) => process.env[`INPUT_${name.toUpperCase()}`]);
  for (const value of new Set([...azureSecrets(process.env), ...inAddresses])) secret(value);

  const misplaced = prepareTemporaryFolder(process.env);
  const tl = await loadTaskLibrary();
  tl.setStdStream(maskedOutput(mask));
  const output = createOutput(write, mask);
  const debug = tl.getVariable('System.Debug')?.toLowerCase() === 'true';
  const log = createAgentLog({ write, output, syntax: azureSyntax, debug });
  failOnUncaught((message) => {
    log.error(message);
    emit(azureCommand('task.complete', { result: 'Failed' }));
  });

  if (misplaced) log.warn(misplaced);

  const ambient = azureAmbient(tl);
  for (const value of [
    ...(ambient.jobTokens ?? []),
    ambient.proxy?.password,
    ambient.certificates?.passphrase,
  ]) {
    if (value) secret(value);
  }

  const publish = async (files: SummaryFiles) => {
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

  return {
    name: 'azure-pipelines',
    log,
    environment: { ...process.env },
    ambient,
    input: (name) => tl.getInput(name, false),
    inputLabel: (name) => name,
    secret,
    mask: mask.apply,
    connection: async (id) => serviceConnection(id, tl, secret),
    async federatedToken(_audience, connection, signal) {
      const { requestOidcToken } = await import('./azure-oidc.ts');
      const token = await requestOidcToken(tl, ambient, connection, signal);
      secret(token);
      return token;
    },
    async finish(report, files) {
      log.closeGroups();
      output.print(renderText(report, { colour: false, width: 120 }));
      for (const [variable, value] of Object.entries(outputValues(report, files))) {
        emit(azureCommand('task.setvariable', { variable, isOutput: 'true' }, output.inline(value)));
      }
      if (files) await publish(files);
      const result = stepResult(report.run.status, tl.getInput('failOn', false));
      const message = output.inline(advice(report));
      if (result === 'failed') process.exitCode = 1;
      tl.setResult(
        {
          succeeded: tl.TaskResult.Succeeded,
          issues: tl.TaskResult.SucceededWithIssues,
          failed: tl.TaskResult.Failed,
        }[result],
        message,
      );
    },
    onCancel: cancelOnSignals,
  };
};
