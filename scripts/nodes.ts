// Fetches the versions of Node that the tests run the bundle on, before the tests. What cannot be had is told,
// and its tests are skipped.
import { agentNodes, refusedNodes } from '../src/host/runtimes.ts';
import { fetchNode } from './lib/nodes.ts';
import { findWine, windowsNodes, windowsPackage } from './lib/wine.ts';

const wanted: { version: string; name?: string }[] = [...agentNodes, ...refusedNodes].map((version) => ({
  version,
}));
if (findWine()) wanted.push(...windowsNodes.map((version) => ({ version, name: windowsPackage })));
else console.log('SKIPPED: there is no wine64, the tests on Windows are left out.');

await Promise.all(
  wanted.map(async ({ version, name }) => {
    try {
      await fetchNode(version, name);
      console.log(`Node ${version}${name ? ' for Windows' : ''} for the tests of the bundle.`);
    } catch (error) {
      const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
      console.log(
        `SKIPPED: Node ${version}${name ? ' for Windows' : ''} cannot be fetched, its tests are left out (${reason}).`,
      );
    }
  }),
);
