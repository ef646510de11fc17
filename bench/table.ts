import type { Figures, Results } from './results.ts';

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [row(head), row(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');

const number = (value: number, digits = 0) =>
  value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const megabytes = (bytes: number) => number(bytes / 1e6);
const percent = (share: number) => `${number(share * 100)} %`;

const runRow = (run: Figures) => {
  const sum = (of: (service: Figures['services'][number]) => number) =>
    run.services.reduce((total, service) => total + of(service), 0);
  return [
    `${number(run.rawItems)} items, ${run.step}`,
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

/** The results as docs/performance.md shows them. */
export function markdown({ machine, date, versions, startUp, bareClients, runs, growth }: Results): string {
  const place = `${machine.cores} cores of ${machine.cpu}, ${number(machine.memoryBytes / 2 ** 30)} GiB, ${machine.system}`;
  return [
    `Version ${versions.product} (${versions.commit}) on Node ${versions.node}, ${date.slice(0, 10)}, ${place}.`,
    table(
      [
        'run',
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
    ),
    table(
      ['start', 'empty script', 'first request', 'over the empty script'],
      startUp.map(({ node, empty, firstRequest, overEmpty }) => [
        `Node ${node}`,
        `${empty.best} ms (median ${empty.median})`,
        `${firstRequest.best} ms (median ${firstRequest.median})`,
        `${overEmpty} ms`,
      ]),
    ),
    table(
      ['memory growth', 'bytes per owned entity'],
      growth.map(({ from, to, step, bytesPerOwnedEntity }) => [
        `${from} to ${to}, ${step}`,
        number(bytesPerOwnedEntity),
      ]),
    ),
    table(
      ['bare client on the emulator', 'requests/s', 'items/s'],
      bareClients.map(({ service, request, requestsPerSecond, itemsPerSecond }) => [
        `${service}: ${request}`,
        number(requestsPerSecond),
        number(itemsPerSecond),
      ]),
    ),
    '',
  ].join('\n\n');
}
