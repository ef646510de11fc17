import { relative } from 'node:path';
import { inputs } from '../../inputs/definitions.ts';
import { secretVariables } from '../../inputs/lookup.ts';
import { environmentName, kebabCase } from '../../inputs/names.ts';
import { filledIn, isUndefinedVariable } from '../../inputs/undefined-variable.ts';
import type { Log } from '../../lib/log.ts';
import type { Report } from '../../report/report.ts';
import { hasChanges } from '../../report/words/verdict.ts';
import { renderText } from '../../summary/text/render-text.ts';
import { addressSecrets } from '../address-secrets.ts';
import { createMask } from '../mask.ts';
import { createOutput, type Output } from '../output.ts';
import { cancelOnSignals } from '../signals.ts';
import { advice, stepResult } from '../step-result.ts';
import type { Host } from '../types.ts';
import { failOnUncaught } from '../uncaught.ts';
import type { Arguments } from './arguments.ts';
import { certificatesOf } from './certificate-files.ts';
import { createJsonLog, type LogEntry, PREFIXES } from './json-log.ts';
import { createProgress } from './progress.ts';
import { tellUnknownVariables } from './unknown-variables.ts';
import { workloadIdentity } from './workload-identity.ts';

/** The part of a stream that the terminal host writes to. */
export interface Stream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const colourWanted = (stream: Stream, environment: Host['environment']): boolean =>
  stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';

const createTerminalLog = (
  print: (text: string, prefix?: string) => void,
  printError: (text: string, prefix?: string) => void,
  progress: Log['progress'],
  debug: boolean,
): Log => ({
  debug: (message) => {
    if (debug) print(message, PREFIXES.debug);
  },
  info: (message) => print(message),
  warn: (message) => printError(message, PREFIXES.warn),
  error: (message) => printError(message, PREFIXES.error),
  group(title) {
    print(title);
    return () => {};
  },
  progress,
});

/** A pipeline's script step: its token is not used unless it is given, but recognised. */
const pipelineOf = ({ SYSTEM_ACCESSTOKEN, SYSTEM_TEAMPROJECT }: Host['environment']): Host['ambient'] => {
  const [token, project] = [SYSTEM_ACCESSTOKEN, SYSTEM_TEAMPROJECT].map(filledIn);
  return { ...(token && { jobTokens: [token] }), ...(project && { project }) };
};

/** Whether the user asked for debug lines. `APPLICATION__LOG_LEVEL` is a variable of Port's exporters. */
const debugWanted = ({ PORT_SYNC_DEBUG, APPLICATION__LOG_LEVEL }: Host['environment']): boolean =>
  PORT_SYNC_DEBUG === 'true' || PORT_SYNC_DEBUG === '1' || APPLICATION__LOG_LEVEL?.toUpperCase() === 'DEBUG';

/** Whether lines are objects: as the input says, else where an always-on process has no person to read them. */
const wantsJson = (args: Arguments, format: string | undefined, { isTTY }: Stream): boolean =>
  format === undefined ? args.serve && !args.hooks && !isTTY : format.trim().toLowerCase() === 'json';

/** The last entry of a run: how it ended, in words and numbers. */
const endOf = (report: Report, summary: string | undefined): LogEntry => {
  const { run, totals } = report;
  const level = { succeeded: 'info', skipped: 'info', problems: 'warn', failed: 'error', cancelled: 'warn' };
  return {
    level: level[run.status] as LogEntry['level'],
    message: advice(report),
    status: run.status,
    runId: run.id,
    seconds: run.durationSeconds,
    ...totals,
    ...(summary && { summary }),
  };
};

/** Secrets of flags, of variables, and in addresses. */
const secretsIn = (
  args: Arguments,
  environment: Host['environment'],
  input: (name: string) => string | undefined,
): string[] => {
  const flagged = inputs.flatMap(({ secret, name }) => (secret ? [args.inputs[name]] : []));
  const named = secretVariables.map((name) => environment[name]);
  return [...flagged, ...named, ...addressSecrets(environment, input)].flatMap((value) =>
    value && !isUndefinedVariable(value) ? [value] : [],
  );
};

/** 1 where the run failed, 2 where a plan that was asked for it found changes. */
const exitCodeOf = ({ run, totals }: Report, args: Arguments, failOn: string | undefined): 0 | 1 | 2 => {
  if (stepResult(run.status, failOn) === 'failed') return 1;
  return args.exitCode && run.mode === 'plan' && hasChanges(totals) ? 2 : 0;
};

/** The host of a command line. */
export const createTerminalHost = (
  args: Arguments,
  environment: Host['environment'] = process.env,
  stdout: Stream = process.stdout,
  stderr: Stream = process.stderr,
): Host => {
  const mask = createMask();
  const input = (name: string) => args.inputs[name] ?? environment[environmentName(name)];
  for (const value of secretsIn(args, environment, input)) mask.add(value);

  const output = createOutput((text) => stdout.write(text), mask);
  const errors = createOutput((text) => stderr.write(text), mask);
  const progress = createProgress(stdout, output);
  const around =
    (print: Output['print']): Output['print'] =>
    (text, prefix) => {
      progress.clear();
      print(text, prefix);
      progress.redraw();
    };
  const debug = debugWanted(environment);
  const json = wantsJson(args, input('logFormat'), stdout)
    ? createJsonLog((text) => stdout.write(text), mask, debug)
    : undefined;
  const log = json ?? createTerminalLog(around(output.print), around(errors.print), progress.show, debug);
  failOnUncaught(log.error);
  tellUnknownVariables(environment, log.warn);
  const certificates = certificatesOf(environment, log.warn);

  return {
    name: 'terminal',
    log,
    environment,
    inputProblems: args.problems,
    ambient: { ...pipelineOf(environment), ...(certificates && { certificates }) },
    ...workloadIdentity(environment),
    ...(args.serve && { serves: true }),
    ...(args.hooks && { hooks: args.hooks, hooksExitCode: args.exitCode }),
    logFormat: json ? 'json' : 'text',
    input,
    inputLabel: (name) => `--${kebabCase(name)}`,
    secret: mask.add,
    mask: mask.apply,
    async finish(report, files) {
      const directory = files && (relative(process.cwd(), files.directory) || '.');
      if (json) json.entry(endOf(report, directory));
      else {
        progress.end();
        output.print('');
        output.printColoured(
          renderText(report, { colour: colourWanted(stdout, environment), width: stdout.columns ?? 100 }),
        );
        if (directory) output.print(`\nSummary: ${directory}`);
      }
      process.exitCode = exitCodeOf(report, args, input('failOn'));
    },
    onCancel: cancelOnSignals,
  };
};
