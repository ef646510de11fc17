import type { ServiceStats } from '../src/http/types.ts';
import type { Preset } from '../test/emulators/azure-devops/index.ts';
import type { Run } from './bundle.ts';
import type { MappingName } from './mappings.ts';
import type { StartUp } from './start-up.ts';
import type { Throttled } from './throttled.ts';

/** Speed of a bare client at an emulator: requests/s, and items/s of the heaviest list. */
export interface BareClient {
  service: string;
  request: string;
  requestsPerSecond: number;
  itemsPerSecond: number;
}

export type Step =
  | 'first sync'
  | 'unchanged'
  | '1 % changed'
  | 'first increment'
  | 'second increment'
  | 'increment, unchanged'
  | 'increment, 1 % changed';

export interface ServiceFigures extends Omit<ServiceStats, 'waits' | 'routes'> {
  /** Requests × latency ÷ requests in flight allowed: no run can be faster. Seconds. */
  latencyLimitSeconds: number;
  /** CPU time of the emulator while the run went on. */
  emulatorCpuSeconds: number;
  /** `METHOD route` → requests */
  routes: Record<string, number>;
}

/** One run: the fastest of the repetitions, with the least memory and CPU seen in any. */
export interface Figures {
  scale: Preset;
  mapping: MappingName;
  latencyMs: number;
  step: Step;
  repetitions: number;
  wallSeconds: number;
  cpuSeconds: number;
  peakMemoryBytes: number;
  rawItems: number;
  /** Distinct entities that the run settled. */
  entities: number;
  created: number;
  updated: number;
  entitiesPerSecond: number;
  cpuMicrosecondsPerEntity: number;
  /** The slowest service's latency limit ÷ wall time. */
  latencyLimitShare: number;
  services: ServiceFigures[];
  /** Load of the machine over 1 minute when the run ended. A load above its cores means that something else ran too. */
  load: number;
}

export interface Growth {
  from: Preset;
  to: Preset;
  step: Step;
  bytesPerOwnedEntity: number;
}

/** Origin of results. */
export interface Provenance {
  machine: { name: string; cpu: string; cores: number; memoryBytes: number; system: string };
  date: string;
  versions: { product: string; node: string; commit: string };
}

/** Results of `--incremental`. */
export interface IncrementalResults extends Provenance {
  runs: Figures[];
}

export interface Results extends Provenance {
  bundleBytes: Record<string, number>;
  startUp: StartUp[];
  bareClients: BareClient[];
  runs: Figures[];
  throttled: Throttled;
  growth: Growth[];
}

interface Context {
  scale: Preset;
  mapping: MappingName;
  latencyMs: number;
  step: Step;
  load: number;
  emulatorCpuSeconds: readonly number[];
}

export function figuresOf(run: Run, context: Context): Figures {
  const { report, wallSeconds, cpuSeconds } = run;
  const { latencyMs, emulatorCpuSeconds, ...rest } = context;
  const { created, updated, unchanged, refused, rawItems } = report.totals;
  const entities = created + updated + unchanged + refused;
  const services = report.services.map(
    ({ waits: _, routes, ...counts }, i): ServiceFigures => ({
      ...counts,
      latencyLimitSeconds: (counts.requests * latencyMs) / 1000 / counts.meanConcurrencyAllowed,
      emulatorCpuSeconds: emulatorCpuSeconds[i] ?? 0,
      routes: Object.fromEntries(
        routes
          .map((r): [string, number] => [`${r.method} ${r.route}`, r.requests])
          .sort((a, b) => b[1] - a[1]),
      ),
    }),
  );
  return {
    ...rest,
    latencyMs,
    repetitions: 1,
    wallSeconds,
    cpuSeconds,
    peakMemoryBytes: run.peakMemoryBytes,
    rawItems,
    entities,
    created,
    updated,
    entitiesPerSecond: entities / wallSeconds,
    cpuMicrosecondsPerEntity: (cpuSeconds * 1e6) / Math.max(1, entities),
    latencyLimitShare: Math.max(...services.map((s) => s.latencyLimitSeconds)) / wallSeconds,
    services,
  };
}

/** The faster of both, with the least CPU and memory of both: noise only ever adds. */
export function better(a: Figures | undefined, b: Figures): Figures {
  if (!a) return b;
  const [best, other] = a.wallSeconds <= b.wallSeconds ? [a, b] : [b, a];
  const cpuSeconds = Math.min(best.cpuSeconds, other.cpuSeconds);
  return {
    ...best,
    repetitions: a.repetitions + b.repetitions,
    cpuSeconds,
    cpuMicrosecondsPerEntity: (cpuSeconds * 1e6) / Math.max(1, best.entities),
    peakMemoryBytes: Math.min(best.peakMemoryBytes, other.peakMemoryBytes),
  };
}

/** Memory that more owned entities cost, between two sizes of one step at the same latency. */
export function growthOf(all: readonly Figures[]): Growth[] {
  const runs = all.filter(({ mapping }) => mapping === 'examples');
  const scales = [...new Set(runs.map((r) => r.scale))];
  return scales.slice(1).flatMap((to, i) => {
    const from = scales[i] as Preset;
    return (['first sync', 'unchanged'] as const).map((step) => {
      const least = (scale: Preset) =>
        runs
          .filter((r) => r.scale === scale && r.step === step)
          .reduce((a, b) => (a.peakMemoryBytes < b.peakMemoryBytes ? a : b));
      const [small, large] = [least(from), least(to)];
      const more = large.entities - small.entities;
      return { from, to, step, bytesPerOwnedEntity: (large.peakMemoryBytes - small.peakMemoryBytes) / more };
    });
  });
}
