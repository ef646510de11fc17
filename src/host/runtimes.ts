/**
 * Versions of Node that run the bundle, by host. This is the one place that knows them: manifests are made from it, and
 * tests, pages and the refusal of an older Node go by it.
 *
 * The release notes of microsoft/azure-pipelines-agent say which agent brings which Node: 3.232.0 to 3.236.0 have
 * 20.9.0, 3.236.1 to 3.240.0 have 20.11.1, later ones 20.13.1 and newer; 4.265.0 brings 24. Azure DevOps Server 2022
 * hands out 3.238 at the most.
 */

/** The oldest version: the bundle uses nothing that came later. */
export const oldestNode = '20.9.0';

/** The first agent with the handler `Node20_1`. Agents before it refuse a task that names it. */
export const oldestAgent = '3.232.1';

/** Handlers of the task, the preferred one first. */
export const agentHandlers = ['Node24', 'Node20_1'] as const;

/** Versions that the handler `Node20_1` ran in the oldest agents. */
export const agentNodes = ['20.9.0', '20.11.1'] as const;

/** The first runner with node24 (actions/runner, July 2025). */
export const oldestRunner = '2.327.1';

export const actionRuntime = 'node24';

/** Versions that are refused with a reason: agents on systems too old for Node 20 have 16, laptops often 18. */
export const refusedNodes = ['16.20.2', '18.20.8'] as const;
