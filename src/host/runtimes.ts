/**
 * The Node that runs the bundle, by host: the one place that knows it. Manifests are made from it, the refusal of an
 * older Node, the tests and the documentation go by it.
 *
 * Which agent brings which Node is in the release notes of microsoft/azure-pipelines-agent: 3.232.0 to 3.236.0 have
 * 20.9.0, 3.236.1 to 3.240.0 have 20.11.1, later ones 20.13.1 and newer; 4.265.0 brings 24. Azure DevOps Server 2022
 * hands out 3.238 at the most.
 */

/** Nothing newer than what this version has may be used by the bundle. */
export const oldestNode = '20.9.0';

/** The first agent with the handler `Node20_1`; the one before it does not take a task that names it. */
export const oldestAgent = '3.232.1';

/** Handlers of the task, the one that is preferred first. */
export const agentHandlers = ['Node24', 'Node20_1'] as const;

/** What the handler `Node20_1` ran in the oldest agents, to the day. */
export const agentNodes = ['20.9.0', '20.11.1'] as const;

/** The first runner with node24 (actions/runner, July 2025). */
export const oldestRunner = '2.327.1';

export const actionRuntime = 'node24';

/** An agent whose system is too old for Node 20 falls back to 16; 18 is common on laptops. Both are told so. */
export const refusedNodes = ['16.20.2', '18.20.8'] as const;
