/**
 * Milliseconds of virtual time that no run may take. A service that only ever throttles one route has a success
 * between for each blueprint, and so a retry budget and the waits asked for each.
 */
export const LONGEST_RUN = 120 * 60_000;
/** Milliseconds of real time after which a run counts as hung. */
const HUNG = 20_000;

export async function unlessHung<T>(work: Promise<T>, name: string, limit = HUNG): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} hangs`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
