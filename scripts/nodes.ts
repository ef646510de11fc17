// Fetches the versions of Node that the tests run the bundle on: `node scripts/nodes.ts`. What cannot be had is told,
// and its tests are skipped.
import { agentNodes, refusedNodes } from '../src/host/runtimes.ts';
import { fetchNode } from './lib/nodes.ts';

await Promise.all(
  [...agentNodes, ...refusedNodes].map(async (version) => {
    try {
      await fetchNode(version);
      console.log(`Node ${version} for the tests of the bundle.`);
    } catch (error) {
      const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
      console.log(`SKIPPED: Node ${version} cannot be fetched, its tests are left out (${reason}).`);
    }
  }),
);
