import { Writable } from 'node:stream';
import type { Report } from '../../report/report.ts';
import { renderText } from '../../summary/text/render-text.ts';
import { addressSecrets } from '../address-secrets.ts';
import { createAgentLog } from '../agent-log.ts';
import { createMask, linesOf, type Mask } from '../mask.ts';
import { createOutput, type Output } from '../output.ts';
import { cancelOnSignals } from '../signals.ts';
import { advice, outputValues, stepResult } from '../step-result.ts';
import type { Host } from '../types.ts';
import { failOnUncaught } from '../uncaught.ts';
import { azureCommand, azureSyntax, escapeData } from './azure-command.ts';
import { commentOnPullRequest } from './comment-on-pull-request.ts';
import { azureAmbient, azureSecrets } from './environment.ts';
import { publishSummary } from './publish-summary.ts';
import { requestOidcToken } from './request-oidc-token.ts';
import { serviceConnection } from './service-connection.ts';
import { temporaryFolder } from './temporary-folder.ts';

type TaskLibrary = typeof import('azure-pipelines-task-lib');

const SKIP_DEBUG = 'DISTRIBUTEDTASK_TASKS_NODE_SKIPDEBUGLOGSWHENDEBUGMODEOFF';

/**
 * Loads the task library. It takes inputs and secrets out of the environment when it is loaded, and writes debug lines
 * with their values. Its handlers keep a process alive after an uncaught error: ours take their place.
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

/** Makes sure that there is a temporary folder: the library keeps a key there, and fails without it. */
const prepareTemporaryFolder = (environment: NodeJS.ProcessEnv): string | undefined => {
  const { path, warning } = temporaryFolder(environment.AGENT_TEMPDIRECTORY, 'AGENT_TEMPDIRECTORY');
  if (warning === undefined) return undefined;
  if (path === undefined) delete environment.AGENT_TEMPDIRECTORY;
  else environment.AGENT_TEMPDIRECTORY = path;
  return warning;
};

/** A stream that masks: the library writes debug lines with the values of inputs, secret ones too. */
const maskedOutput = (mask: Mask): Writable =>
  new Writable({
    write(text, _encoding, written) {
      process.stdout.write(mask.apply(String(text)));
      written();
    },
  });

/** Sets the step's result. The agent shows the message beside it. */
const setStepResult = (report: Report, tl: TaskLibrary, output: Output): void => {
  const result = stepResult(report.run.status, tl.getInput('failOn', false));
  if (result === 'failed') process.exitCode = 1;
  const results = {
    succeeded: tl.TaskResult.Succeeded,
    issues: tl.TaskResult.SucceededWithIssues,
    failed: tl.TaskResult.Failed,
  };
  tl.setResult(results[result], output.inline(advice(report)));
};

const secretsIn = ({ jobTokens = [], proxy, certificates }: Host['ambient']): string[] =>
  [...jobTokens, proxy?.password, certificates?.passphrase].flatMap((value) => value || []);

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
  for (const value of secretsIn(ambient)) secret(value);

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
      const token = await requestOidcToken(tl, ambient, connection, signal);
      secret(token);
      return token;
    },
    async commentOnPullRequest(comment, signal) {
      return commentOnPullRequest(comment, { tl, ambient, signal });
    },
    async finish(report, files) {
      log.closeGroups();
      output.print(renderText(report, { colour: false, width: 120 }));
      for (const [variable, value] of Object.entries(outputValues(report, files))) {
        emit(azureCommand('task.setvariable', { variable, isOutput: 'true' }, output.inline(value)));
      }
      if (files) await publishSummary(files, { tl, log, output, emit, ambient });
      setStepResult(report, tl, output);
    },
    onCancel: cancelOnSignals,
  };
};
