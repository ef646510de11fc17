import { getInput, setOutput, setSecret } from '@actions/core';
import { inputs } from '../../inputs/definitions.ts';
import { secretVariables } from '../../inputs/lookup.ts';
import { kebabCase } from '../../inputs/names.ts';
import { isUndefinedVariable } from '../../inputs/undefined-variable.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Report } from '../../report/report.ts';
import { renderText } from '../../summary/text/render-text.ts';
import { addressSecrets } from '../address-secrets.ts';
import { createAgentLog } from '../agent-log.ts';
import { createMask, linesOf } from '../mask.ts';
import { createOutput } from '../output.ts';
import { cancelOnSignals } from '../signals.ts';
import { advice, outputValues, stepResult } from '../step-result.ts';
import type { Host } from '../types.ts';
import { failOnUncaught } from '../uncaught.ts';
import { commentOnPullRequest } from './comment-on-pull-request.ts';
import { githubSyntax } from './github-syntax.ts';
import { publishSummary } from './publish-summary.ts';
import { requestIdToken } from './request-id-token.ts';

const inputVariable = (name: string): string => `INPUT_${kebabCase(name).toUpperCase()}`;

const secretNames = [
  ...inputs.flatMap((input) => (input.secret ? [inputVariable(input.name)] : [])),
  ...secretVariables,
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
];

const withoutInputs = (environment: NodeJS.ProcessEnv): Host['environment'] =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('INPUT_')));

/** Sets the step's result. The runner shows the message on its page. */
const setStepResult = (report: Report, failOn: string, log: Log): void => {
  const result = stepResult(report.run.status, failOn);
  if (result === 'issues') log.warn(advice(report));
  if (result === 'failed') log.error(advice(report));
  process.exitCode = result === 'failed' ? 1 : 0;
};

/** Does what must not fail the step: an error is a warning. */
const attemptWith =
  (log: Pick<Log, 'warn'>) =>
  async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn(`${what}: ${messageOf(error)}`);
    }
  };

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

  const attempt = attemptWith(log);

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
      const token = await requestIdToken(env, audience, signal);
      secret(token);
      return token;
    },
    async commentOnPullRequest(comment, signal) {
      return commentOnPullRequest(comment, { env, token: input('githubToken'), signal });
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
      setStepResult(report, input('failOn'), log);
      if (files) await publishSummary(files, { env, log, output, attempt, signal });
    },
    onCancel: cancelOnSignals,
  };
};
