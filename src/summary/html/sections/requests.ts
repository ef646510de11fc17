import type { ServiceStats } from '../../../http/types.ts';
import { bytes, counted, duration, number, percent } from '../../../report/format.ts';
import type { Report } from '../../../report/report.ts';
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

const routes = (service: ServiceStats, id: string): Content => {
  const rows = [...service.routes].sort((a, b) => b.requests - a.requests);
  const whole = Math.max(...rows.map((row) => row.requests));
  return (
    rows.length > 0 &&
    table({
      id: `${id}-routes`,
      caption: 'Requests by route, most first; failures in red',
      rows,
      most: 40,
      columns: [
        {
          heading: 'Route',
          cell: (row) => html`<span class="method">${row.method}</span> ${name(row.route)}`,
        },
        {
          heading: 'Share',
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
        { heading: 'Received', cell: (row) => bytes(row.bytesReceived), as: 'number' },
        { heading: 'Time in all', cell: (row) => duration(row.seconds), as: 'number' },
      ],
    })
  );
};

const waits = (service: ServiceStats, id: string, runSeconds: number): Content =>
  service.waits.length > 0 &&
  table({
    id: `${id}-waits`,
    caption: `Waits: calls stood still for ${duration(waited(service))}, ${percent(runSeconds > 0 ? waited(service) / runSeconds : 0)} of the run`,
    rows: service.waits,
    columns: [
      { heading: 'Why', cell: (row) => said(row.reason) },
      {
        heading: 'Share of the run',
        as: 'picture',
        cell: (row) => stacked([{ tone: 'waited', value: row.seconds }], runSeconds),
      },
      { heading: 'Times', cell: (row) => number(row.count), as: 'number' },
      { heading: 'In all', cell: (row) => duration(row.seconds), as: 'number' },
    ],
  });

export const requests = ({ services, run }: Report): Section[] => {
  if (services.length === 0) return [];
  const all = services.reduce((sum, service) => sum + service.requests, 0);
  return [
    {
      id: 'requests',
      title: 'Where the requests went',
      count: number(all),
      note: `${counted(all, 'request')} to ${counted(services.length, 'service')}, retries included.`,
      body: services
        .slice(0, 20)
        .map(
          (service, index) =>
            html`<h3>${said(service.name)}</h3>${facts(service)}${waits(service, `service-${index}`, run.durationSeconds)}${routes(service, `service-${index}`)}`,
        ),
    },
  ];
};
