import type { Report } from '../../report/report.ts';
import { statusWord } from '../../report/words/verdict.ts';
import { modeTitle } from '../../report/words/words.ts';
import { html, trusted } from './markup.ts';
import { script, scriptHash } from './script.ts';
import { about } from './sections/about.ts';
import { changed } from './sections/changed.ts';
import { check } from './sections/check.ts';
import { kinds } from './sections/kinds.ts';
import { masthead } from './sections/masthead.ts';
import { plan } from './sections/plan.ts';
import { heldBack, problems, warnings } from './sections/problems.ts';
import { projects } from './sections/projects.ts';
import { requests } from './sections/requests.ts';
import { changeSamples } from './sections/samples.ts';
import { contents, type Section, section } from './sections/section.ts';
import { time } from './sections/time.ts';
import { icon, styles } from './styles/styles.ts';

const policy = (): string =>
  `default-src 'none'; style-src 'unsafe-inline'; script-src '${scriptHash()}'; img-src data:; base-uri 'none'; form-action 'none'`;

const checkSections = (report: Report): Section[] => [
  ...problems(report),
  ...check(report),
  ...warnings(report),
  about(report),
];

const sections = (report: Report): Section[] => [
  ...problems(report),
  ...changed(report),
  ...plan(report),
  ...heldBack(report),
  ...warnings(report),
  ...kinds(report),
  ...projects(report),
  ...time(report),
  ...requests(report),
  ...changeSamples(report),
  about(report),
];

/**
 * The text of summary.html: one file that needs nothing else, runs no script but its own and asks nothing of the
 * network. Secrets must be masked already.
 */
export const renderHtml = (report: Report): string => {
  const { run, organisations } = report;
  const parts = run.mode === 'check' ? checkSections(report) : sections(report);
  const place = organisations.length === 1 && html` \u00b7 ${organisations[0]?.name}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${statusWord[run.status]} \u00b7 ${modeTitle[run.mode]}${place}</title>
<link rel="icon" href="${icon(run.status)}">
<style>${trusted(styles)}</style>
</head>
<body class="run-${run.status}">
<a class="skip" href="#main">Skip to the report</a>
<div class="page">
${masthead(report)}
${parts.length > 2 ? contents(parts) : ''}
<main id="main">${parts.map(section)}
</main>
</div>
<script>${trusted(script)}</script>
</body>
</html>
`.markup;
};
