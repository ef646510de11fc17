/**
 * Waits for something, and tells for what on the standard error. Rejects after so many seconds, so that no wait is
 * without an end; what is waited for goes on.
 */
export async function waitFor<T>(what: string, seconds: number, work: Promise<T>): Promise<T> {
  console.error(`Waiting for ${what}, ${seconds} s at the most.`);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Gave up: no ${what} within ${seconds} s.`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
