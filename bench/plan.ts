import type { Preset } from '../test/emulators/azure-devops/index.ts';
import type { MappingName } from './mappings.ts';

/** Runs that are measured alike. */
export interface Group {
  scale: Preset;
  mapping: MappingName;
  latencies: number[];
}

export const ordinary: readonly Group[] = [
  { scale: 'demo', mapping: 'examples', latencies: [0, 50, 100] },
  { scale: 'demo', mapping: 'raw', latencies: [0] },
  { scale: 'demo', mapping: 'default', latencies: [0, 50] },
  { scale: 'medium', mapping: 'examples', latencies: [0, 50, 100] },
  { scale: 'medium', mapping: 'raw', latencies: [0, 50] },
  { scale: 'medium', mapping: 'default', latencies: [0, 50] },
  { scale: 'medium', mapping: 'jq', latencies: [0] },
];
/** `--large` */
export const large: readonly Group[] = [
  { scale: 'medium', mapping: 'examples', latencies: [0] },
  { scale: 'large', mapping: 'examples', latencies: [0] },
  { scale: 'large', mapping: 'raw', latencies: [0] },
  { scale: 'large', mapping: 'jq', latencies: [0] },
];
