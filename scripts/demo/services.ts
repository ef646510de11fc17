import { systemClock } from '../../src/lib/async/clock.ts';
import { createAzureDevOpsEmulator, createOrganisation } from '../../test/emulators/azure-devops/index.ts';
import { createPortEmulator } from '../../test/emulators/port/emulator.ts';

/** The emulated organisation "contoso" and an empty emulated Port, and the environment that leads a run to them. */
export const startDemo = async (summaryDirectory: string) => {
  const organisation = createOrganisation({ name: 'contoso', scale: 'demo' });
  const devops = createAzureDevOpsEmulator({
    organisations: [organisation],
    clock: systemClock,
    record: 'counts',
  });
  const port = createPortEmulator({ clock: systemClock, record: 'counts' });
  const [azureServer, portServer] = [await devops.listen(), await port.listen()];
  return {
    devops,
    /** Changes between two syncs: some work items change and some are gone. */
    timePasses() {
      organisation.change({ kinds: ['work-item'], share: 0.05, seed: 1 });
      organisation.remove({ kinds: ['work-item'], share: 0.02, seed: 2 });
    },
    /** Changes work items and gives their events, as Azure DevOps sends them. The last one does not say of what it is. */
    workItemsChange(count: number): object[] {
      const places = [...organisation.all('work-item')].filter((_, index) => index % 7 === 3).slice(0, count);
      for (const [index, place] of places.entries())
        place.update({ title: `Changed a moment ago (${index})` });
      return [...places.map(({ item }) => ({ workItemId: item.id, project: item.project })), {}].map(
        ({
          project = organisation.find('project').item,
          ...resource
        }: {
          workItemId?: number;
          project?: { id: string };
        }) => ({
          subscriptionId: '5f4a0a6e-1c3c-4b0e-8d3e-5a0b6f1f4a11',
          eventType: 'workitem.updated',
          publisherId: 'tfs',
          resource,
          resourceContainers: {
            collection: { baseUrl: 'http://dev.azure.com/contoso/' },
            project: { id: project.id },
          },
        }),
      );
    },
    /** Somebody asks for a resync in Port. */
    askForResync() {
      const integration = port.integration('my-azure-devops-integration');
      if (integration) integration.resyncRequest = new Date().toISOString();
    },
    environment: {
      // The emulator answers for dev.azure.com and its kin as their proxy would.
      HTTP_PROXY: azureServer.url,
      NO_PROXY: '127.0.0.1',
      PORT_SYNC_ORGANIZATION_URLS: 'http://dev.azure.com/contoso',
      PORT_SYNC_PERSONAL_ACCESS_TOKEN: 'a'.repeat(52),
      PORT_SYNC_PORT_BASE_URL: portServer.url,
      PORT_SYNC_PORT_CLIENT_ID: 'emulated-client',
      PORT_SYNC_PORT_CLIENT_SECRET: 'emulated-client-secret',
      PORT_SYNC_SUMMARY_DIRECTORY: summaryDirectory,
    },
    close: () => Promise.all([azureServer.close(), portServer.close()]),
  };
};
