import { readdir, readFile } from 'node:fs/promises';

/** Resources that a process has used so far, and holds now (Linux). */
export interface Use {
  /** Resident memory without and with what its children hold. */
  ownBytes: number;
  allBytes: number;
  /** CPU time of the process itself, without its children. */
  cpuSeconds: number;
}

/** Ticks of a second in /proc. */
const TICKS = 100;

const statOf = async (pid: number): Promise<{ parent: number; cpuSeconds: number } | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name is in brackets and may hold anything; what follows it are numbers.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 14) return undefined;
  return { parent: Number(fields[1]), cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS };
};

const residentBytes = async (pid: number): Promise<number> => {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? 0) * 1024;
};

export async function useOf(pid: number): Promise<Use> {
  const all = (await readdir('/proc')).map(Number).filter((one) => one > 0);
  const stats = await Promise.all(all.map(async (one) => [one, await statOf(one)] as const));
  const children = stats.filter(([, stat]) => stat?.parent === pid).map(([one]) => one);
  const ownBytes = await residentBytes(pid);
  const others = await Promise.all(children.map(residentBytes));
  return {
    ownBytes,
    allBytes: others.reduce((a, b) => a + b, ownBytes),
    cpuSeconds: stats.find(([one]) => one === pid)?.[1]?.cpuSeconds ?? 0,
  };
}

/** The most that a process has held from one call to the other. */
export function watchMemory(pid: number): { stop(): Promise<Omit<Use, 'cpuSeconds'>> } {
  const most = { ownBytes: 0, allBytes: 0 };
  const look = async () => {
    const { ownBytes, allBytes } = await useOf(pid);
    most.ownBytes = Math.max(most.ownBytes, ownBytes);
    most.allBytes = Math.max(most.allBytes, allBytes);
  };
  const timer = setInterval(look, 500);
  return {
    async stop() {
      clearInterval(timer);
      await look();
      return most;
    },
  };
}
