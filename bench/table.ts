import type { Figures, Provenance, Results } from './figures.ts';
import type { MappingName } from './mappings.ts';

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
/** A Markdown table, its first column to the left. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [row(head), row(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');

export const number = (value: number, digits = 0) =>
  value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const megabytes = (bytes: number) => number(bytes / 1e6);
const percent = (share: number) => `${number(share * 100)} %`;

const mappingWords: Record<MappingName, string> = {
  examples: 'examples',
  raw: 'raw items as properties',
  default: 'Port’s default',
  jq: 'all in jq',
};

const runRow = (run: Figures) => {
  const sum = (of: (service: Figures['services'][number]) => number) =>
    run.services.reduce((total, service) => total + of(service), 0);
  return [
    `${number(run.rawItems)} items, ${run.step}`,
    mappingWords[run.mapping],
    `${run.latencyMs} ms`,
    number(run.wallSeconds, 1),
    number(run.cpuSeconds, 1),
    megabytes(run.peakMemoryBytes),
    run.services.map(({ requests }) => number(requests)).join(' + '),
    `${number(sum((s) => s.bytesReceived) / 1e6, 1)} / ${number(sum((s) => s.bytesSent) / 1e6, 1)}`,
    number(run.entitiesPerSecond),
    number(run.cpuMicrosecondsPerEntity),
    run.latencyMs > 0 ? percent(run.latencyLimitShare) : '–',
    number(
      sum((s) => s.emulatorCpuSeconds),
      1,
    ),
    number(run.load, 1),
  ];
};

export const placeOf = ({ machine, date, versions }: Provenance): string => {
  const place = `${machine.cores} cores of ${machine.cpu}, ${number(machine.memoryBytes / 2 ** 30)} GiB, ${machine.system}`;
  return `Version ${versions.product} (${versions.commit}) on Node ${versions.node}, ${date.slice(0, 10)}, ${place}.`;
};

/** The results as docs/performance.md shows them. `large`: of the larger runs, what only they tell. */
export const markdown = (results: Results, large = false): string =>
  [
    placeOf(results),
    runTable(results),
    ...(large ? [] : [startTable(results), throttledTable(results)]),
    growthTable(results),
    ...(large ? [] : [bareClientTable(results)]),
  ].join('\n\n');

const runTable = ({ runs }: Results): string =>
  table(
    [
      'run',
      'mapping',
      'latency',
      'wall s',
      'CPU s',
      'peak MB',
      'requests (Azure DevOps + Port)',
      'MB in / out',
      'entities/s',
      'CPU µs per entity',
      'of the latency limit',
      'emulators’ CPU s',
      'load',
    ],
    runs.map(runRow),
  );

const startTable = ({ startUp }: Results): string =>
  table(
    ['start', 'empty script', 'first request', 'over the empty script'],
    startUp.map(({ node, inputs, empty, firstRequest, overEmpty }) => [
      `Node ${node}, ${inputs}`,
      `${empty.best} ms (median ${empty.median})`,
      `${firstRequest.best} ms (median ${firstRequest.median})`,
      `${overEmpty} ms`,
    ]),
  );

const throttledTable = ({ throttled }: Results): string =>
  table(
    ['throttled', 'requests', 'sent again', 'wall s', 'of the rate allowed'],
    [
      [
        `${throttled.allowedPerSecond} requests a second, over ${throttled.windowSeconds} s`,
        number(throttled.requests),
        number(throttled.refused),
        number(throttled.wallSeconds, 1),
        percent(throttled.share),
      ],
    ],
  );

const growthTable = ({ growth }: Results): string =>
  table(
    ['memory growth', 'bytes per owned entity'],
    growth.map(({ from, to, step, bytesPerOwnedEntity }) => [
      `${from} to ${to}, ${step}`,
      number(bytesPerOwnedEntity),
    ]),
  );

const bareClientTable = ({ bareClients }: Results): string =>
  table(
    ['bare client on the emulator', 'requests/s', 'items/s'],
    bareClients.map(({ service, request, requestsPerSecond, itemsPerSecond }) => [
      `${service}: ${request}`,
      number(requestsPerSecond),
      number(itemsPerSecond),
    ]),
  );
