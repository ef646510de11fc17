import type { Routes, ServedAnswer } from './http-server.ts';

/**
 * The probes of Kubernetes. *Live*: the loop turns, or there would be no answer. *Ready*: events can be taken. Neither
 * tells of Azure DevOps or Port: a restart mends no outage and no credential.
 */
export const healthRoutes = (isReady: () => boolean): Routes => ({
  'GET /health/live': () => health('live', true),
  'GET /health/ready': () => health('ready', isReady()),
});

const health = (check: string, healthy: boolean): ServedAnswer => ({
  status: healthy ? 200 : 503,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ status: healthy ? 'healthy' : 'unhealthy', check }),
});
