import type { HostName } from '../inputs/types.ts';
import type { Problem } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { ProcessVariables } from '../lib/process-variables.ts';
import type { Report } from '../report/report.ts';
import type { SummaryFiles } from '../summary/write.ts';
import type { CommentOutcome, PullRequestComment } from './pull-request/types.ts';

/** The place that a run is in: Azure Pipelines, GitHub Actions or a terminal. */
export interface Host {
  readonly name: HostName;
  readonly log: Log;
  /** Environment variables, without the inputs and secrets that the host hands over otherwise. */
  readonly environment: ProcessVariables;
  /** An input by its camelCase name, as the user wrote it. Undefined or empty when not given. */
  input(name: string): string | undefined;
  /** Set by `serve`: the process stays. */
  readonly serves?: boolean;
  /** Set by the commands that only plan or remove subscriptions. */
  readonly hooks?: 'plan' | 'remove';
  /** Set where a plan of subscriptions ends with 2 if there is something to do. */
  readonly hooksExitCode?: boolean;
  /** The form of a terminal's log: for people, or for what collects logs. */
  readonly logFormat?: 'text' | 'json';
  /** Problems with the way in which inputs were given, such as flags that do not exist. */
  readonly inputProblems?: readonly Problem[];
  /** The spelling of an input here: `personal-access-token`, `--personal-access-token`. */
  inputLabel(name: string): string;
  /** Registers a text that must never be printed, in any form. To be called before anything is printed. */
  secret(value: string): void;
  /** Masks registered secrets in text that goes to files. */
  mask(text: string): string;
  /** Values of the surroundings, used where no input says otherwise. */
  readonly ambient: {
    /** The pipeline's organisation. */
    organizationUrl?: string;
    /** The job's own token. */
    jobToken?: string;
    /** All tokens of the job, to recognise one that was given as a personal access token. */
    jobTokens?: readonly string[];
    /** The pipeline's own project. A limited job token sees no other. */
    project?: string;
    /** The agent's proxy. HTTPS_PROXY and NO_PROXY are left to the transport. `bypass`: patterns of the agent. */
    proxy?: { url: string; username?: string; password?: string; bypass: string[] };
    /** PEM text or paths. */
    certificates?: { ca?: string; cert?: string; key?: string; passphrase?: string };
    temporaryDirectory?: string;
  };
  /** An Azure Resource Manager or Port service connection by name, or what the inputs say of it. */
  connection?(name: string): Promise<ServiceConnection>;
  /** An OIDC token for workload identity federation. */
  federatedToken?(audience: string, connection?: string, signal?: AbortSignal): Promise<string>;
  /**
   * Comments on the pull request that the job runs for. Absent on hosts without jobs. Throws where the service refuses.
   */
  commentOnPullRequest?(comment: PullRequestComment, signal: AbortSignal): Promise<CommentOutcome>;
  /** Tells the host how the run ended: outputs, summary tab, annotations, artifact, exit code. */
  finish(report: Report, files: SummaryFiles | undefined, signal?: AbortSignal): Promise<void>;
  /** `cancel` is called with the first signal that tells the process to end, even if it came before. */
  onCancel(cancel: (reason: string) => void): void;
}

export interface ServiceConnection {
  url?: string;
  parameters: Record<string, string>;
  scheme: string;
}
