import type { HostName } from '../inputs/types.ts';
import type { Problem } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Report } from '../report/report.ts';
import type { SummaryFiles } from '../summary/write.ts';
import type { CommentOutcome, PullRequestComment } from './pull-request/types.ts';

/** What the core needs of the place it runs in. Azure Pipelines, GitHub Actions or a terminal. */
export interface Host {
  readonly name: HostName;
  readonly log: Log;
  /** Environment variables, with inputs and secrets that the host keeps elsewhere left out. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The raw text of an input as the user wrote it (camelCase name); undefined or empty when not given. */
  input(name: string): string | undefined;
  /** The process is to stay: `serve`. */
  readonly serves?: boolean;
  /** It is to tell what it would do with subscriptions, or to remove them, and to end. */
  readonly hooks?: 'plan' | 'remove';
  /** A plan of subscriptions in which something is to be done ends with 2. */
  readonly hooksExitCode?: boolean;
  /** Of a log for people, or for what collects logs; a terminal's own. */
  readonly logFormat?: 'text' | 'json';
  /** What is wrong with the way in which inputs were given, such as flags that do not exist. */
  readonly inputProblems?: readonly Problem[];
  /** How the user would write this input here: `personal-access-token`, `--personal-access-token`. */
  inputLabel(name: string): string;
  /** Registers text that must never be printed, in any form. Before anything else is printed. */
  secret(value: string): void;
  /** Masks registered secrets in text that goes to files. */
  mask(text: string): string;
  /** What the surroundings offer where no input says otherwise. */
  readonly ambient: {
    /** This pipeline's organisation. */
    organizationUrl?: string;
    /** The job's own token. */
    jobToken?: string;
    /** All tokens that are the job's own, to know one by that was given for a personal access token. */
    jobTokens?: readonly string[];
    /** The pipeline's own project: all that a narrowed job token sees. */
    project?: string;
    /** The agent's own; HTTPS_PROXY and NO_PROXY are left to the transport. `bypass`: as the agent has it. */
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
   * Says something on the pull request that the job runs for. Absent where no job does. Throws where the service does
   * not take it.
   */
  commentOnPullRequest?(comment: PullRequestComment, signal: AbortSignal): Promise<CommentOutcome>;
  /** Tells the host how it ended: outputs, summary tab, annotations, artifact, exit code. */
  finish(report: Report, files: SummaryFiles | undefined, signal?: AbortSignal): Promise<void>;
  /** Called with the name of the first signal that tells the process to end, also of one that came before. */
  onCancel(cancel: (reason: string) => void): void;
}

export interface ServiceConnection {
  url?: string;
  parameters: Record<string, string>;
  scheme: string;
}
