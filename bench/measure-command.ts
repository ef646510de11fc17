import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface MeasuredCommand {
  wallSeconds: number;
  /** CPU time of the command and of all that it waited for. */
  cpuSeconds: number;
  code: number;
}

/** Runs a command of the shell, its output on stderr. `times` of the shell tells the processor time (POSIX). */
export async function measureCommand(
  command: string,
  environment: NodeJS.ProcessEnv,
): Promise<MeasuredCommand> {
  const begun = performance.now();
  const child = spawn('sh', ['-c', `(${command}\n) 3>&-\nstatus=$?\ntimes >&3\nexit $status`], {
    env: environment,
    stdio: ['ignore', process.stderr, 'inherit', 'pipe'],
  });
  const told = text(child.stdio[3] as NodeJS.ReadableStream);
  const [code] = (await once(child, 'close')) as [number | null];
  return {
    wallSeconds: (performance.now() - begun) / 1000,
    cpuSeconds: childrenSeconds(await told),
    code: code ?? 1,
  };
}

/** The second line of `times`, that of the children: `0m1.230s 0m0.120s`. */
const childrenSeconds = (times: string): number =>
  [...(times.trim().split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
