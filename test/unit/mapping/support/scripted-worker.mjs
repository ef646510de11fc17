// A worker that does as the program says: `crash`, `exit`, `silent`, or gives it back.
import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ program }) => {
  if (program === 'crash') throw new Error('crashed');
  if (program === 'exit') process.exit(3);
  if (program !== 'silent') parentPort.postMessage({ is: 'output', text: program });
});
parentPort.postMessage({ is: 'ready' });
