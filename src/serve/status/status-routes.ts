import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Routes, ServedAnswer } from '../http/http-server.ts';
import type { View } from '../view.ts';
import type { Metrics } from './serve-metrics.ts';
import { statusPage } from './status-page.ts';

/** Bytes of a report that is shown. */
const LARGEST = 32 * 2 ** 20;

const HTML = { 'content-type': 'text/html; charset=utf-8' };

/** The status page with the reports of resyncs, and the metrics. Nothing here changes anything. */
export const statusRoutes = (
  view: () => View,
  metrics: Metrics,
  mask: (text: string) => string,
): Routes & Record<'GET /status', () => ServedAnswer> => ({
  'GET /status': () => ({ status: 200, headers: HTML, body: mask(statusPage(view())) }),
  'GET /status/report': ({ query }) => report(view(), query.get('resync') ?? ''),
  'GET /metrics': async () => ({
    status: 200,
    headers: { 'content-type': metrics.contentType },
    body: await metrics.render(view()),
  }),
});

/** The report of a resync. It is a page with a policy of its own. A sandbox keeps it from everything of this one. */
const report = async ({ resyncs }: View, number: string): Promise<ServedAnswer> => {
  const resync = resyncs?.ended.find((one) => String(one.number) === number);
  if (!resync?.summary) return { status: 404 };
  try {
    const path = join(resync.directory, 'summary.html');
    if ((await stat(path)).size > LARGEST) return { status: 404 };
    const headers = { ...HTML, 'content-security-policy': 'sandbox allow-scripts' };
    return { status: 200, headers, body: await readFile(path) };
  } catch {
    return { status: 404 };
  }
};
