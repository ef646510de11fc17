import type { Report } from '../../report/report.ts';
import { bytes, counted, duration, moment } from '../../report/words/format.ts';
import { failureNote, hostName, mappingWord, resourceName, stateWord } from '../../report/words/words.ts';
import { code, plain } from './escape.ts';
import type { Section } from './fit.ts';
import { count, list, table } from './table.ts';

export const fields = ({ resources }: Report): Section[] => {
  const rows = resources.flatMap((resource) => [
    ...resource.misconfiguredFields.map((row) => ({ ...row, resource, message: 'came out empty' })),
    ...resource.fieldErrors.map((row) => ({ ...row, resource })),
  ]);
  if (rows.length === 0) return [];
  return [
    {
      title: 'Fields of the mapping to look at',
      blocks: [
        table(
          rows,
          [
            { heading: 'Resource', cell: (row) => code(resourceName(row.resource)) },
            { heading: 'Field', cell: (row) => code(row.field) },
            { heading: 'What happened', cell: (row) => plain(row.message, 300) },
            count('Items', (row) => row.count),
            { heading: 'For example', cell: (row) => code(row.example) },
          ],
          50,
        ),
      ],
    },
  ];
};

export const notes = ({ notes }: Report): Section[] =>
  notes.length === 0
    ? []
    : [
        {
          title: 'Complete, and empty',
          fold: true,
          blocks: [
            list(
              notes,
              ({ reason, count, kinds }) =>
                `- ${plain(reason, 300)}: ${counted(count, 'list')} of ${kinds.map((kind) => code(kind)).join(', ')}`,
              30,
            ),
          ],
        },
      ];

const waited = ({ waits }: Report['services'][number]): number =>
  waits.reduce((sum, wait) => sum + wait.seconds, 0);

export const requests = ({ services }: Report): Section[] => {
  if (services.length === 0) return [];
  const waits = services.flatMap((service) => service.waits.map((wait) => ({ ...wait, service })));
  const routes = services
    .flatMap((service) => service.routes.map((route) => ({ ...route, service })))
    .sort((a, b) => b.requests - a.requests);
  const failures = failureNote(services);
  return [
    {
      title: 'Requests and waits',
      fold: true,
      blocks: [
        table(
          services,
          [
            { heading: 'Service', cell: (row) => plain(row.name) },
            count('Requests', (row) => row.requests),
            count('Retried', (row) => row.retries),
            { heading: 'Received', cell: (row) => bytes(row.bytesReceived), right: true },
            { heading: 'Sent', cell: (row) => bytes(row.bytesSent), right: true },
            count('At once', (row) => row.peakConcurrency),
            { heading: 'Waited', cell: (row) => duration(waited(row)), right: true },
          ],
          20,
        ),
        ...(waits.length > 0
          ? [
              table(
                waits,
                [
                  { heading: 'Waited for', cell: (row) => plain(row.service.name) },
                  { heading: 'Why', cell: (row) => plain(row.reason, 200) },
                  count('Times', (row) => row.count),
                  { heading: 'In all', cell: (row) => duration(row.seconds), right: true },
                ],
                20,
              ),
            ]
          : []),
        ...(routes.length > 0
          ? [
              table(
                routes,
                [
                  { heading: 'Route', cell: (row) => code(`${row.method} ${row.route}`) },
                  count('Requests', (row) => row.requests),
                  count('Failures', (row) => row.failures),
                  { heading: 'Received', cell: (row) => bytes(row.bytesReceived), right: true },
                  { heading: 'Time', cell: (row) => duration(row.seconds), right: true },
                ],
                25,
              ),
            ]
          : []),
        ...(failures ? [{ items: [failures] }] : []),
      ],
    },
  ];
};

export const about = ({
  tool,
  run,
  integration,
  mapping,
  organisations,
  peakMemoryBytes,
}: Report): Section => ({
  title: 'About this run',
  fold: true,
  blocks: [
    {
      items: [
        `- ${plain(tool.name)} ${plain(tool.version)} on ${plain(tool.runtime)}, ${plain(hostName(tool.host))}`,
        `- run ${code(run.id)}, ${moment(run.startedAt)} to ${moment(run.finishedAt)}`,
        ...organisations.map(
          ({ url, credential, complete, reason }) =>
            `- organisation ${code(url)}, signed in by ${plain(credential)}${complete ? '' : `, **not read in full**: ${plain(reason ?? '', 300)}`}`,
        ),
        ...(integration.identifier
          ? [
              `- integration ${code(integration.identifier)} at ${code(integration.baseUrl)}, ${stateWord[integration.state]}`,
            ]
          : []),
        ...integration.actions.map((action) => `  - ${plain(action, 300)}`),
        `- mapping ${plain(mappingWord(mapping))}${mapping.origin === 'unknown' ? '' : `, ${counted(mapping.resources, 'resource')}`}`,
        ...(peakMemoryBytes > 0 ? [`- peak memory ${bytes(peakMemoryBytes)}`] : []),
      ],
    },
  ],
});
