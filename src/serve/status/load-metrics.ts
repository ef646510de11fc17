import type { Metrics } from './serve-metrics.ts';

/** Loads the library of metrics. It is a bundle of its own, which no step has to load. */
export const loadMetrics = async (): Promise<Metrics> => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const library = new URL(`./serve-metrics.${extension}`, import.meta.url).href;
  const { createMetrics }: typeof import('./serve-metrics.ts') = await import(library);
  return createMetrics();
};
