import type { ResourceReport } from '../../report/report.ts';
import { type Content, type Html, html } from './markup.ts';

/** Meanings of colours, the same in all pictures. Styles name them. */
export type Tone =
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'deleted'
  | 'refused'
  | 'held-back'
  | 'plain'
  | 'read'
  | 'waited'
  | 'failed';

export interface Part {
  tone: Tone;
  value: number;
}

/** All pictures are as wide as their place: 1000 units, whatever its width. */
const full = 1000;
/** The least width of a part: a small number must be visible. */
const least = 5;

const units = (value: number, whole: number): number =>
  value <= 0 || whole <= 0 ? 0 : Math.min(full, Math.max(least, (value / whole) * full));

const fixed = (value: number): string => String(Math.round(value * 10) / 10);

/**
 * The numbers stand beside every picture, so that those who cannot see it miss nothing: it is hidden from
 * screen readers.
 */
const picture = (className: string, height: number, content: Content): Html =>
  html`<svg class="${className}" viewBox="0 0 ${full} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">${content}</svg>`;

const bar = (tone: Tone, x: number, width: number, height: number): Html =>
  html`<rect class="${tone}" x="${fixed(x)}" width="${fixed(width)}" height="${height}"/>`;

/** A bar of parts side by side, `whole` being as wide as the place. */
export const stacked = (parts: readonly Part[], whole: number, className = 'bar'): Html => {
  const widths = parts.map(({ value }) => units(value, whole));
  const sum = widths.reduce((total, width) => total + width, 0);
  const scale = sum > full ? full / sum : 1;
  let x = 0;
  const bars = parts.flatMap(({ tone }, index) => {
    const width = (widths[index] ?? 0) * scale;
    if (width === 0) return [];
    x += width;
    return [bar(tone, x - width, width, 10)];
  });
  return picture(className, 10, bars);
};

/** Items of a list or a project, by what became of them. */
export const itemsBar = ({ mapped, filtered, misconfigured, failed }: ItemCounts, whole: number): Html =>
  stacked(
    [
      { tone: 'read', value: mapped },
      { tone: 'unchanged', value: filtered },
      { tone: 'held-back', value: misconfigured },
      { tone: 'failed', value: failed },
    ],
    whole,
  );

type ItemCounts = Pick<ResourceReport, 'mapped' | 'filtered' | 'misconfigured' | 'failed'>;

export interface Axis {
  end: number;
  ticks: number[];
}

const steps = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400,
];

/** A time axis from 0 with at most seven round ticks. Seconds. */
export const axis = (end: number): Axis => {
  const step = steps.find((candidate) => end / candidate <= 6) ?? Math.ceil(end / 6);
  return {
    end,
    ticks: Array.from(
      { length: Math.floor(end / step) + 1 },
      (_, index) => Math.round(index * step * 10) / 10,
    ),
  };
};

const at = (seconds: number, { end }: Axis): number => (end > 0 ? Math.min(full, (seconds / end) * full) : 0);

/** A span on the axis, with the axis' ticks as lines behind it. */
export const span = (started: number, finished: number, tone: Tone, scale: Axis): Html => {
  const x = Math.min(full - least, at(started, scale));
  const lines = scale.ticks.map((tick) => {
    const place = fixed(at(tick, scale));
    return html`<line x1="${place}" x2="${place}" y1="0" y2="30"/>`;
  });
  const width = Math.max(least, at(finished, scale) - x);
  return picture('span', 30, [
    ...lines,
    html`<rect class="${tone}" x="${fixed(x)}" y="8" width="${fixed(width)}" height="14"/>`,
  ]);
};

/** The ticks' labels, set above the spans. */
export const tickLabels = (scale: Axis, label: (seconds: number) => string): Html =>
  html`<span class="unseen">From start to end</span><span class="ticks" aria-hidden="true">${scale.ticks.map(
    (tick) => {
      const place = at(tick, scale);
      return html`<span class="${place > 960 && 'end'}" style="left:${fixed(place / 10)}%">${label(tick)}</span>`;
    },
  )}</span>`;
