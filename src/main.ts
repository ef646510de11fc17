// First: it ends the process where Node is too old for what the others use.
import './host/old-node.ts';
import { checksWereOff } from './host/certificate-checks.ts';
import { chooseHost } from './host/index.ts';
import { readSettings } from './settings.ts';

/** Reads the inputs, runs what they ask for, leaves the summary, tells the host how it ended. */
async function main(): Promise<void> {
  const host = await chooseHost(process.env, process.argv.slice(2));
  if (!host) return;
  const { conclude, refuse } = await import('./conclude.ts');
  try {
    const settings = await readSettings(host);
    if (settings.mode === 'check') {
      const { check } = await import('./check.ts');
      await conclude(host, settings, await check(settings, host));
    } else {
      if (checksWereOff) {
        host.log.warn(
          'NODE_TLS_REJECT_UNAUTHORIZED=0 is not followed: certificates are checked all the same. Give the authority that signed them in NODE_EXTRA_CA_CERTS, or in the agent’s setting.',
        );
      }
      const { execute } = await import('./execute.ts');
      await execute(settings, host, conclude);
    }
  } catch (error) {
    await refuse(host, error);
  }
}

// A promise that nobody keeps would end the process as if all were well.
const unfinished = () => {
  process.exitCode = 1;
  process.stderr.write('The run ended before it was finished: this is a defect, please report it.\n');
};
process.on('beforeExit', unfinished);
void main().finally(() => {
  process.off('beforeExit', unfinished);
  // Sockets of an upload that was given up would hold the process.
  setTimeout(() => process.exit(), 1_000).unref();
});
