import type { Log } from '../lib/log.ts';
import type { Output, Write } from './output.ts';

/** An agent's syntax for what its log can show. All texts are safe already. */
export interface AgentSyntax {
  debug(message: string): string;
  issue(type: 'warning' | 'error', message: string): string;
  /** A warning or error as a plain line, beyond those that the agent shows on the run's page. */
  line(type: 'warning' | 'error', message: string): string;
  group(title: string): string;
  endGroup: string;
  progress?(percent: number, message: string): string;
}

/** Issues of each type that agents show on the run's page. */
const MOST_ISSUES = 10;
/** Milliseconds between two lines of progress. They stay in the log for good. */
const PROGRESS_EVERY = 10_000;

export interface AgentLogOptions {
  write: Write;
  output: Output;
  syntax: AgentSyntax;
  debug: boolean;
  now?: () => number;
}

/** The log on an agent: commands of its own for issues, foldable groups and progress; lines for all else. */
export const createAgentLog = ({
  write,
  output,
  syntax,
  debug,
  now = Date.now,
}: AgentLogOptions): Log & { closeGroups(): void } => {
  const issues = { warning: 0, error: 0 };
  let openGroups = 0;
  let lastProgress = Number.NEGATIVE_INFINITY;
  let lastPercent = -1;

  const emit = (command: string) => write(`${command}\n`);

  const issue = (type: 'warning' | 'error', message: string) => {
    issues[type] += 1;
    const shown = issues[type] <= MOST_ISSUES;
    emit(shown ? syntax.issue(type, output.block(message)) : syntax.line(type, output.inline(message)));
  };

  const closeGroup = () => {
    openGroups -= 1;
    if (openGroups === 0) emit(syntax.endGroup);
  };

  return {
    debug(message) {
      if (debug) for (const line of output.block(message).split('\n')) emit(syntax.debug(line));
    },
    info: (message) => output.print(message),
    warn: (message) => issue('warning', message),
    error: (message) => issue('error', message),
    group(title) {
      openGroups += 1;
      if (openGroups === 1) emit(syntax.group(output.inline(title)));
      else output.print(title);
      let open = true;
      return () => {
        if (open && openGroups > 0) closeGroup();
        open = false;
      };
    },
    progress(message, percent) {
      const whole = Math.floor(percent ?? -1);
      if (syntax.progress && whole >= 0 && whole !== lastPercent) {
        lastPercent = whole;
        emit(syntax.progress(whole, output.inline(message)));
      }
      if (now() - lastProgress < PROGRESS_EVERY) return;
      lastProgress = now();
      output.print(percent === undefined ? message : `${message} (${whole} %)`);
    },
    closeGroups() {
      if (openGroups > 0) emit(syntax.endGroup);
      openGroups = 0;
    },
  };
};
