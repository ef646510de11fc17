import { html, said, trusted } from '../../summary/html/markup.ts';
import { icon, styles } from '../../summary/html/styles/styles.ts';
import type { Resync } from '../resyncs/types.ts';
import type { View } from '../view.ts';
import { resyncsSection } from './resyncs-section.ts';
import { eventsSection, hooksSection, nowSection } from './sections.ts';
import { statusStyles } from './status-styles.ts';

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
/** Seconds after which a browser asks for the page again. */
const REFRESH = 30;

/** The state of an always-on process, for people: one page that needs nothing else. Secrets are masked by the caller. */
export const statusPage = (view: View): string => {
  const { tone, words } = stateOf(view);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta http-equiv="refresh" content="${REFRESH}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${view.identifier}: ${words}</title>
<link rel="icon" href="${trusted(icon(tone))}">
<style>${trusted(styles + statusStyles)}</style>
</head>
<body class="run-${tone}">
<main>
<header>
<p class="eyebrow">Port Catalog Sync, always on</p>
<h1>${said(view.identifier)}</h1>
<p class="verdict state">${words}</p>
</header>
<div class="overview">
${nowSection(view)}
<div>
${view.events && eventsSection(view.events, view.now)}
${view.hooks && hooksSection(view.hooks, view.now)}
</div>
</div>
${view.resyncs && resyncsSection(view.resyncs)}
</main>
</body>
</html>
`.markup;
};

type Tone = Parameters<typeof icon>[0];

/** The worst of what stands, in a sentence. An incremental resync does not make a failed full one good. */
const stateOf = ({ resyncs, events }: View): { tone: Tone; words: string } => {
  if (resyncs && resyncs.port.failingSince !== undefined)
    return { tone: 'failed', words: 'Port does not answer.' };
  if (events?.failure !== undefined) return { tone: 'failed', words: 'Events wait.' };
  if (!resyncs) return { tone: 'skipped', words: 'This process does no resyncs.' };
  const last = resyncs.ended.find(({ kind }) => kind === 'full' || resyncs.full.failures === 0);
  if (!last) return { tone: 'skipped', words: 'The first resync has not ended yet.' };
  const tone = last.status === 'crashed' ? 'failed' : last.status;
  const what = last.kind === 'full' && last !== resyncs.ended[0] ? 'The last full resync' : 'The last resync';
  return { tone, words: `${what} ${LAST[last.status]}` };
};

const LAST: Record<Resync['status'], string> = {
  succeeded: 'succeeded.',
  problems: 'succeeded with problems.',
  failed: 'failed.',
  crashed: 'crashed.',
  cancelled: 'was cancelled.',
  skipped: 'gave way to another run.',
};
