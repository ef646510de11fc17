import type { EmulatedRequest, FaultRule, WireResponse } from '../../emulators/types.ts';
import type { Service } from '../grammar/grammar.ts';
import { wanted } from './mapping.ts';
import { disturb, firstRun, laterRun } from './stage.ts';

export interface Sample {
  request: EmulatedRequest;
  right: WireResponse;
}

/** Every answer of both services in a run without faults that has something to write and to delete, by route. */
export async function samplesByRoute(): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>();
  const recorder = (): FaultRule => {
    const routes = new WeakMap<EmulatedRequest, string>();
    return {
      match(request, label) {
        routes.set(request, `${request.method} ${label}`);
        return true;
      },
      fault: {
        type: 'changed',
        name: 'none',
        change(right, request) {
          const route = routes.get(request) ?? '';
          samples.set(route, [...(samples.get(route) ?? []), { request, right }]);
          return undefined;
        },
      },
      times: Infinity,
    };
  };
  const stage = await firstRun([...wanted.keys()]);
  for (const pageSize of [1, 2]) {
    const rules: Record<Service, FaultRule[]> = { azureDevOps: [recorder()], port: [recorder()] };
    await laterRun(stage, rules, disturb, pageSize);
  }
  return samples;
}
