import { parentPort } from 'node:worker_threads';
import { type Jq, loadJq } from 'jq-wasm/inline';
import { compileMessage } from './messages.ts';
import { compileProgram } from './program.ts';
import type { WorkerReply, WorkerRequest } from './protocol.ts';

/** The engine writes its own aborts to the console; they come back as failures here. */
console.error = () => {};

let engine: Promise<Jq> | undefined = loadJq();

/** Runs the engine; after a trap it is dead for good, and the next call gets a new one. */
async function run(input: string, program: string) {
  engine ??= loadJq();
  const jq = await engine;
  try {
    return jq.raw(input, program, ['-c']);
  } catch (error) {
    engine = undefined;
    throw error;
  }
}

async function compile(expression: string): Promise<string | null> {
  // The answer would tell a place in the program around the expression.
  if (expression.includes('$__loc__')) return '$__loc__ is not available in a mapping';
  try {
    // No input, so that nothing runs. Alone first: what compiles only inside the program could break out of it.
    const alone = await run('', expression);
    const inside = alone.exitCode === 0 ? await run('', compileProgram(expression)) : alone;
    return inside.exitCode === 0 ? null : compileMessage(expression, inside.stderr, inside === alone);
  } catch {
    return 'too large or too deeply nested';
  }
}

async function answer(request: WorkerRequest): Promise<WorkerReply> {
  if (request.do === 'compile') {
    const messages: (string | null)[] = [];
    for (const expression of request.expressions) messages.push(await compile(expression));
    return { is: 'compiled', messages };
  }
  try {
    const { stdout, stderr, exitCode } = await run(request.input, request.program);
    return exitCode === 0 ? { is: 'output', text: stdout } : { is: 'failure', message: stderr };
  } catch {
    return { is: 'failure', message: 'needs too much memory or is too deeply nested' };
  }
}

parentPort?.on('message', async (request: WorkerRequest) => parentPort?.postMessage(await answer(request)));
// No `await` at the top level: the bundle is CommonJS.
void engine.then(() => parentPort?.postMessage({ is: 'ready' } satisfies WorkerReply));
