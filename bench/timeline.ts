import type { Run } from './bundle.ts';

/** A picture of one traced run: requests in flight, processor and memory, and when each resource was under way. */

const WIDTH = 1000;
const LEFT = 190;
const PLOT = WIDTH - LEFT - 20;
const PANEL = 70;
const GAP = 26;
const LINE = 14;

interface Series {
  title: string;
  colour: string;
  /** [time, value] steps, time in ms from the start. */
  points: [number, number][];
  unit: (highest: number) => string;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const fixed = (value: number) => Number(value.toFixed(1));

export function timeline(run: Run, portUrl: string): string {
  const { requests = [], samples = [], report } = run;
  const zero = Date.parse(report.run.startedAt);
  const end = Math.max(...requests.map(([, ended]) => ended - zero));
  const x = (ms: number) => fixed(LEFT + (Math.max(0, Math.min(ms, end)) / end) * PLOT);
  const port = new URL(portUrl).host;
  const ofPort = requests.filter(([, , , host]) => host === port);
  const ofAzure = requests.filter(([, , , host]) => host !== port);
  const flying = (some: typeof requests) =>
    inFlight(some.map(([begun, ended]): [number, number] => [begun - zero, ended - zero]));
  const panels: Series[] = [
    {
      title: 'Azure DevOps: requests in flight',
      colour: '#0067b8',
      points: flying(ofAzure),
      unit: (n) => `${n}`,
    },
    { title: 'Port: requests in flight', colour: '#b8560a', points: flying(ofPort), unit: (n) => `${n}` },
    { title: 'Cores used', colour: '#3a7d2c', points: cores(samples, zero), unit: (n) => n.toFixed(1) },
    {
      title: 'Resident memory',
      colour: '#7a4b9c',
      points: samples.map(([time, , bytes]): [number, number] => [time - zero, bytes / 1e6]),
      unit: (n) => `${Math.round(n)} MB`,
    },
  ];
  const bars = [...report.resources].sort((a, b) => a.startedSeconds - b.startedSeconds);
  const barsTop = panels.length * (PANEL + GAP) + GAP;
  const height = barsTop + bars.length * LINE + 50;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="10">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...panels.map((panel, i) => drawPanel(panel, GAP + i * (PANEL + GAP), x)),
    ...bars.map(({ kind, index, startedSeconds, finishedSeconds, entities }, i) => {
      const y = barsTop + i * LINE;
      const [from, to] = [x(startedSeconds * 1000), x(finishedSeconds * 1000)];
      return [
        `<text x="${LEFT - 6}" y="${y + 9}" text-anchor="end" fill="#333">${escaped(kind)} [${index}]</text>`,
        `<rect x="${from}" y="${y + 2}" width="${fixed(Math.max(1, to - from))}" height="${LINE - 5}" fill="#8aa4bd"><title>${entities} entities</title></rect>`,
      ].join('');
    }),
    axis(end, barsTop + bars.length * LINE + 6, x),
    '</svg>\n',
  ].join('\n');
}

function drawPanel(panel: Series, top: number, x: (ms: number) => number): string {
  const highest = Math.max(...panel.points.map(([, value]) => value), 1e-9);
  const y = (value: number) => fixed(top + PANEL - (value / highest) * PANEL);
  const steps = thinned(panel.points).map(([time, value]) => `${x(time)},${y(value)}`);
  const first = steps[0]?.split(',')[0] ?? LEFT;
  const last = steps.at(-1)?.split(',')[0] ?? LEFT;
  return [
    `<text x="${LEFT - 6}" y="${top + 10}" text-anchor="end" fill="#333">${panel.unit(highest)}</text>`,
    `<text x="${LEFT}" y="${top - 5}" fill="${panel.colour}" font-weight="600">${panel.title}</text>`,
    `<line x1="${LEFT}" x2="${LEFT + PLOT}" y1="${top + PANEL}" y2="${top + PANEL}" stroke="#ccc"/>`,
    `<polygon points="${first},${top + PANEL} ${steps.join(' ')} ${last},${top + PANEL}" fill="${panel.colour}" fill-opacity="0.55"/>`,
  ].join('');
}

/** Points, one for each pixel at most: of those that share one, the highest. */
function thinned(points: readonly [number, number][]): [number, number][] {
  const end = Math.max(...points.map(([time]) => time), 1);
  const best = new Map<number, [number, number]>();
  for (const point of points) {
    const pixel = Math.floor((point[0] / end) * PLOT);
    const known = best.get(pixel);
    if (!known || known[1] < point[1]) best.set(pixel, point);
  }
  return [...best.values()];
}

function inFlight(spans: readonly [number, number][]): [number, number][] {
  const events = spans.flatMap(([begun, ended]): [number, number][] => [
    [begun, 1],
    [ended, -1],
  ]);
  events.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let flying = 0;
  return events.map(([time, change]) => {
    flying += change;
    return [time, flying];
  });
}

/** Cores in use, over a tenth of a second each. */
function cores(samples: NonNullable<Run['samples']>, zero: number): [number, number][] {
  const points: [number, number][] = [];
  for (let i = 5; i < samples.length; i += 5) {
    const [time, used] = samples[i] as [number, number, number];
    const [before, usedBefore] = samples[i - 5] as [number, number, number];
    if (time > before) points.push([time - zero, (used - usedBefore) / 1000 / (time - before)]);
  }
  return points;
}

function axis(end: number, y: number, x: (ms: number) => number): string {
  const seconds = end / 1000;
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60].find((s) => seconds / s <= 12) ?? 120;
  const ticks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, i) => i * step);
  return ticks
    .map(
      (s) =>
        `<line x1="${x(s * 1000)}" x2="${x(s * 1000)}" y1="${y - 6}" y2="${y}" stroke="#999"/><text x="${x(s * 1000)}" y="${y + 12}" text-anchor="middle" fill="#555">${fixed(s)} s</text>`,
    )
    .join('');
}
