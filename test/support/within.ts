import { Worker } from 'node:worker_threads';

const source = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData.module)
  .then((module) => module[workerData.name](...workerData.args))
  .then((result) => parentPort.postMessage({ result }), (error) => parentPort.postMessage({ error }));
`;

/**
 * Result of an exported function of a module, called on a thread that can be stopped. Rejects after so many seconds:
 * far more than it needs on a busy machine, and far less than a call that never ends.
 */
export async function within(
  seconds: number,
  module: URL,
  name: string,
  args: readonly unknown[],
): Promise<unknown> {
  const worker = new Worker(source, { eval: true, workerData: { module: module.href, name, args } });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`${name} is not ready after ${seconds} s`)), seconds * 1000);
      worker.on('error', reject);
      worker.on('message', (reply: { result: unknown } | { error: unknown }) =>
        'error' in reply ? reject(reply.error) : resolve(reply.result),
      );
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
