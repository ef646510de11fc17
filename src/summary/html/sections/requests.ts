import type { ServiceStats } from '../../../http/types.ts';
import type { Report } from '../../../report/report.ts';
import { bytes, counted, duration, number, percent } from '../../../report/words/format.ts';
import { failureNote } from '../../../report/words/words.ts';
import { stacked } from '../charts.ts';
import { type Content, type Html, html, name, said } from '../markup.ts';
import { table } from '../table.ts';
import type { Section } from './section.ts';

const waited = ({ waits }: ServiceStats): number => waits.reduce((sum, wait) => sum + wait.seconds, 0);

const facts = (service: ServiceStats): Html => {
  const fact = (label: string, value: string): Html => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
  return html`<dl class="facts">${[
    fact('Requests', number(service.requests)),
    fact('Retried', number(service.retries)),
    fact('Received', bytes(service.bytesReceived)),
    fact('Sent', bytes(service.bytesSent)),
    fact('At once, at most', number(service.peakConcurrency)),
    fact('Waited', duration(waited(service))),
  ]}</dl>`;
};

/** The requests of a service by route. `whole`: those of the route with the most, whatever the service. */
const routes = (service: ServiceStats, id: string, whole: number): Content => {
  const rows = [...service.routes].sort((a, b) => b.requests - a.requests);
  return (
    rows.length > 0 &&
    table({
      id: `${id}-routes`,
      caption: html`Requests to ${said(service.name)} by route, most first; failures in red`,
      rows,
      most: 40,
      columns: [
        {
          heading: 'Route',
          cell: (row) => html`<span class="method">${row.method}</span> ${name(row.route)}`,
        },
        {
          heading: 'Compared',
          as: 'picture',
          cell: (row) =>
            stacked(
              [
                { tone: 'plain', value: row.requests - row.failures },
                { tone: 'failed', value: row.failures },
              ],
              whole,
            ),
        },
        { heading: 'Requests', cell: (row) => number(row.requests), as: 'number' },
        { heading: 'Failures', cell: (row) => number(row.failures), as: 'number' },
        {
          heading: 'Received',
          cell: (row) => bytes(row.bytesReceived),
          value: (row) => row.bytesReceived,
          as: 'number',
        },
        {
          heading: 'Time',
          cell: (row) => duration(row.seconds),
          value: (row) => row.seconds,
          as: 'number',
        },
      ],
    })
  );
};

/**
 * The waits of a service. `whole`: seconds of the longest of all, whatever the service. Calls wait side by side: their
 * sum is no part of the run.
 */
const waits = (service: ServiceStats, id: string, runSeconds: number, whole: number): Content =>
  service.waits.length > 0 &&
  table({
    id: `${id}-waits`,
    caption: html`Waits for ${said(service.name)}: calls stood still for ${duration(waited(service))}, ${percent(runSeconds > 0 ? waited(service) / runSeconds : 0)} of the run`,
    rows: service.waits,
    columns: [
      { heading: 'Why', cell: (row) => said(row.reason) },
      {
        heading: 'Compared',
        as: 'picture',
        cell: (row) => stacked([{ tone: 'waited', value: row.seconds }], whole),
      },
      { heading: 'Times', cell: (row) => number(row.count), as: 'number' },
      { heading: 'In all', cell: (row) => duration(row.seconds), value: (row) => row.seconds, as: 'number' },
    ],
  });

export const requests = ({ services, run }: Report): Section[] => {
  if (services.length === 0) return [];
  const all = services.reduce((sum, service) => sum + service.requests, 0);
  const mostRequests = Math.max(0, ...services.flatMap(({ routes }) => routes.map((row) => row.requests)));
  const failures = failureNote(services);
  const longestWait = Math.max(0, ...services.flatMap(({ waits }) => waits.map((row) => row.seconds)));
  return [
    {
      id: 'requests',
      title: 'Where the requests went',
      count: number(all),
      note: `${counted(all, 'request')} to ${counted(services.length, 'service')}, retries included. All bars of requests have one scale, and so have those of waits.${failures ? ` ${failures}` : ''}`,
      body: services
        .slice(0, 20)
        .map(
          (service, index) =>
            html`<h3>${said(service.name)}</h3>${facts(service)}${waits(service, `service-${index}`, run.durationSeconds, longestWait)}${routes(service, `service-${index}`, mostRequests)}`,
        ),
    },
  ];
};
