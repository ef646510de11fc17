/** A main of nothing but the host: what the host tests start as the agents do. */

import { rm } from 'node:fs/promises';
import { version } from '../../../src/app/version.ts';
import { chooseHost } from '../../../src/host/choose-host.ts';
import { messageOf } from '../../../src/lib/errors.ts';
import { emptyReport } from '../../../src/report/empty.ts';
import { readSettings } from '../../../src/settings/read.ts';
import { writeSummary } from '../../../src/summary/write.ts';

const main = async () => {
  const host = await chooseHost(process.env, process.argv.slice(2), version);
  if (host) {
    const report = emptyReport(
      { name: 'stub', version: '0', runtime: 'node', host: host.name },
      { id: 'run-1', mode: 'sync', startedAt: '2026-01-01T00:00:00.000Z' },
    );
    try {
      const settings = await readSettings(host);
      const close = host.log.group('Settings');
      host.log.info(JSON.stringify(settings));
      close();
      for (const line of (process.env.STUB_LINES ?? '').split('|')) host.log.info(line);
      if (process.env.STUB_WARN) host.log.warn(process.env.STUB_WARN);
      if (process.env.STUB_FEDERATED) {
        host.log.info(`token: ${await host.federatedToken?.('audience', process.env.STUB_FEDERATED)}`);
      }
      host.log.progress('working', 40);
      if (process.env.STUB_STATUS) report.run.status = process.env.STUB_STATUS as 'problems';
      if (process.env.STUB_THROW) setTimeout(() => Promise.reject(new Error(process.env.STUB_THROW)), 1);
      if (process.env.STUB_WAIT) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 30_000);
          host.onCancel((reason) => {
            host.log.info(`asked to stop by ${reason}`);
            report.run.status = 'cancelled';
            if (process.env.STUB_WAIT === 'twice') return;
            clearTimeout(timer);
            resolve();
          });
          host.log.info('waiting');
        });
      }
    } catch (error) {
      report.run.status = 'failed';
      report.run.failure = { message: messageOf(error) };
    }
    const files = await writeSummary(report, process.env.STUB_DIRECTORY ?? '.', {
      host: host.name,
      mask: host.mask,
      artifactName: host.input('artifactName') || 'port-sync-summary',
    });
    if (process.env.STUB_REMOVE) await rm(process.env.STUB_REMOVE, { recursive: true });
    await host.finish(report, files);
  }
};

void main();
