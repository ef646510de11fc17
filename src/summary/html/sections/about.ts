import type { Report } from '../../../report/report.ts';
import { bytes, counted, moment } from '../../../report/words/format.ts';
import { hostName, mappingWord, stateWord } from '../../../report/words/words.ts';
import { type Content, type Html, html, name, said } from '../markup.ts';
import type { Section } from './section.ts';

const row = (label: string, value: Content): Html => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;

const signedIn = ({ organisations }: Report): Content =>
  organisations.length > 0 &&
  row(
    organisations.length === 1 ? 'Organisation' : 'Organisations',
    organisations
      .slice(0, 50)
      .map(
        ({ url, credential, complete, reason }) =>
          html`<p>${name(url)} signed in by ${said(credential)}${complete ? '' : html`, <strong class="no">not read in full</strong>: ${said(reason ?? '')}`}</p>`,
      ),
  );

export const about = (report: Report): Section => {
  const { tool, run, integration, mapping, peakMemoryBytes } = report;
  return {
    id: 'about',
    title: 'About this run',
    body: html`<dl class="about">
${row('Run', html`${name(run.id)} from ${moment(run.startedAt)} to ${moment(run.finishedAt)}`)}
${row('Made by', html`${said(tool.name)} ${said(tool.version)} on ${said(tool.runtime)}, ${said(hostName(tool.host))}`)}
${signedIn(report)}
${
  integration.identifier &&
  row(
    'Integration',
    html`<p>${name(integration.identifier)} at ${name(integration.baseUrl)}, ${stateWord[integration.state]}</p>${integration.actions.map((action) => html`<p>${said(action)}</p>`)}`,
  )
}
${mapping.origin !== 'unknown' && row('Mapping', html`${said(mappingWord(mapping))}, ${counted(mapping.resources, 'resource')}`)}
${peakMemoryBytes > 0 && row('Peak memory', bytes(peakMemoryBytes))}
</dl>`,
  };
};
