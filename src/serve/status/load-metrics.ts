import type { Metrics } from './serve-metrics.ts';

/** The library of metrics is a bundle of its own beside this one, which no step has to load. */
export const loadMetrics = async (): Promise<Metrics> => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const library = new URL(`./serve-metrics.${extension}`, import.meta.url).href;
  const { createMetrics }: typeof import('./serve-metrics.ts') = await import(library);
  return createMetrics();
};
