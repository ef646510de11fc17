import { readFile } from 'node:fs/promises';
import { getInput, setOutput, setSecret, summary } from '@actions/core';
import { inputs } from '../inputs/definitions.ts';
import { secretVariables } from '../inputs/lookup.ts';
import { kebabCase } from '../inputs/names.ts';
import { messageOf } from '../lib/errors.ts';
import { isUndefinedVariable } from '../settings/undefined-variable.ts';
import { renderText } from '../summary/text/render-text.ts';
import { addressSecrets } from './address-secrets.ts';
import { createAgentLog } from './agent-log.ts';
import { cancelOnSignals, failOnUncaught } from './ending.ts';
import { fitSummary } from './fit-summary.ts';
import { githubSyntax } from './github-commands.ts';
import { createMask, linesOf } from './mask.ts';
import { createOutput } from './output.ts';
import { safeName } from './safe-name.ts';
import { advice, outputValues, stepResult } from './step-result.ts';
import type { Host, SummaryFiles } from './types.ts';

/** Bytes that GitHub takes as one step's summary. */
const SUMMARY_LIMIT = 1024 * 1024;

const inputVariable = (name: string): string => `INPUT_${kebabCase(name).toUpperCase()}`;

const secretNames = [
  ...inputs.flatMap((input) => (input.secret ? [inputVariable(input.name)] : [])),
  ...secretVariables,
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
];

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

const withoutInputs = (environment: NodeJS.ProcessEnv): Host['environment'] =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('INPUT_')));

/** The host of an action's step. Announces secrets before anything else is printed. */
export const createGitHubActionsHost = async (): Promise<Host> => {
  const { env } = process;
  const mask = createMask();
  const write = (text: string) => void process.stdout.write(text);
  const secret = (value: string) => {
    mask.add(value);
    for (const line of linesOf(value)) setSecret(line);
  };
  const known = [
    ...secretNames.map((name) => env[name]),
    ...addressSecrets(env, (name) => env[inputVariable(name)]),
  ];
  for (const value of new Set(known)) if (value && !isUndefinedVariable(value)) secret(value);

  const output = createOutput(write, mask);
  const log = createAgentLog({ write, output, syntax: githubSyntax, debug: env.RUNNER_DEBUG === '1' });
  failOnUncaught(log.error);

  const input = (name: string) => getInput(kebabCase(name));

  const attempt = async (what: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      log.warn(`${what}: ${messageOf(error)}`);
    }
  };

  return {
    name: 'github-actions',
    log,
    environment: withoutInputs(env),
    ambient: env.RUNNER_TEMP ? { temporaryDirectory: env.RUNNER_TEMP } : {},
    input,
    inputLabel: kebabCase,
    secret,
    mask: mask.apply,
    async federatedToken(audience, _connection, signal) {
      const { requestIdToken } = await import('./github-oidc.ts');
      const token = await requestIdToken(env, audience, signal);
      secret(token);
      return token;
    },
    async finish(report, files, signal) {
      log.closeGroups();
      output.print(renderText(report, { colour: false, width: 120 }));
      if (env.GITHUB_OUTPUT) {
        await attempt('The outputs could not be set', async () => {
          for (const [name, value] of Object.entries(outputValues(report, files)))
            setOutput(kebabCase(name), output.inline(value));
        });
      }
      const result = stepResult(report.run.status, input('failOn'));
      if (result === 'issues') log.warn(advice(report));
      if (result === 'failed') log.error(advice(report));
      process.exitCode = result === 'failed' ? 1 : 0;
      if (files === undefined) return;
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
    },
    onCancel: cancelOnSignals,
  };
};
