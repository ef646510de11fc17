import { boundedTest } from '../../lib/patterns/bounded-test.ts';
import type { LinearTest } from '../../lib/patterns/linear-test.ts';

/**
 * The test by the bypass list of an Azure Pipelines agent. Its entries are regular expressions: lines of the file
 * `.proxybypass`, or made by the agent of its NO_PROXY, where `*.corp` becomes `*\\.corp`, which is no expression.
 * Entries are read as the agent reads them (`AgentWebProxy`): those that are no expressions are skipped, the others are
 * tested on scheme, host and a port that is not the default one. The machine itself is never reached by a proxy.
 */
export const agentBypass = (entries: readonly string[]): ((target: URL) => boolean) => {
  const tests = entries.flatMap((entry) => testOf(entry) ?? []);
  return (target) => isLoopback(target) || tests.some((matches) => matches(addressOf(target)));
};

const testOf = (entry: string): LinearTest | undefined => {
  const text = entry.trim();
  if (text === '') return undefined;
  try {
    return boundedTest(new RegExp(text, 'i'));
  } catch {
    return undefined;
  }
};

/** The address that entries are tested on: `https://dev.azure.com`, `http://server:8080`, `https://[fd00::1]:8443`. */
const addressOf = ({ protocol, host }: URL): string => `${protocol}//${host}`;

const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);

/** Entries in the warning, and characters of each. */
const MOST_SHOWN = 5;
const LONGEST_SHOWN = 100;

/** A warning about entries that are no regular expressions; undefined where there are none. */
export const bypassWarning = (entries: readonly string[] = []): string | undefined => {
  const bad = entries.filter((entry) => entry.trim() !== '' && testOf(entry) === undefined);
  if (bad.length === 0) return undefined;
  const shown = bad.slice(0, MOST_SHOWN).map((entry) => entry.trim().slice(0, LONGEST_SHOWN));
  const more = bad.length > MOST_SHOWN ? ` and ${bad.length - MOST_SHOWN} more` : '';
  return (
    `The agent's list of hosts that are reached without its proxy has entries that are no regular expressions and are passed over, as the agent does: ${shown.join(', ')}${more}. ` +
    "They come from its file .proxybypass, or from NO_PROXY in the agent's environment: all hosts below corp are .corp in NO_PROXY, and \\.corp$ in the file."
  );
};
