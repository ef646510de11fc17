import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lineOf, type RouteOutcome, summarised } from './report.ts';
import { createSweep } from './sweep.ts';

export interface SweepOptions {
  /** Parts of the names of routes and faults; all unless given. */
  route?: string | undefined;
  fault?: string | undefined;
  /** Every n-th combination. */
  step: number;
  output: string;
}

/** Every route × every fault × every position, told route by route. Returns how many combinations failed. */
export async function runSweep({ route, fault, step, output }: SweepOptions): Promise<number> {
  const sweep = await createSweep();
  const began = Date.now();
  const outcomes: RouteOutcome[] = [];
  for (const one of sweep.routes.filter((each) => each.route.includes(route ?? ''))) {
    const all = sweep
      .combinationsOf(one.service, one.route)
      .filter((each) => each.fault.includes(fault ?? ''))
      .filter((_, n) => n % step === 0);
    const played = [];
    for (const combination of all) played.push(await sweep.play(combination));
    if (played.length === 0) continue;
    const summary = summarised(played);
    outcomes.push(summary);
    console.log(lineOf(summary));
    if (route !== undefined || fault !== undefined)
      for (const { failures } of played) for (const failure of failures) console.log(`  ${failure}`);
  }
  if (outcomes.length === 0)
    throw new Error(`There is no fault like "${fault ?? ''}" on a route like "${route ?? ''}".`);
  const sum = (key: 'played' | 'hit' | 'failed') => outcomes.reduce((total, one) => total + one[key], 0);
  const result = {
    routes: outcomes.length,
    combinations: sum('played'),
    hit: sum('hit'),
    failed: sum('failed'),
    seconds: Math.round((Date.now() - began) / 1000),
    outcomes,
  };
  await mkdir(dirname(output), { recursive: true });
  await writeFile(output, `${JSON.stringify(result, null, 1)}\n`);
  console.log(`${result.failed} of ${result.hit} failed, on ${result.routes} routes, in ${result.seconds} s`);
  return result.failed;
}
