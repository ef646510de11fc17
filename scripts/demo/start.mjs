// Runs the main job through the bundle against the embedded emulators, from a fresh clone on: `npm run demo`.
import { node, run, setUp } from '../lib/set-up.mjs';

await setUp();
process.exitCode = await run(node, ['scripts/demo/run.ts', ...process.argv.slice(2)]);
