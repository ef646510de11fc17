// The tab on the page of a run in Azure DevOps: shows the reports that steps of the run have left.
import { getConfiguration, init, notifyLoadFailed, notifyLoadSucceeded } from 'azure-devops-extension-sdk';
import type { Build } from './build-reports.ts';
import { createReportsTab } from './reports-tab.ts';
import { createView } from './view.ts';

/**
 * The callback by which the page of a run tells its tabs which run it shows, at once and whenever it changes. Not
 * documented.
 */
interface RunPage {
  onBuildChanged?(told: (build: Build) => void): void;
}

const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
};

const main = async (): Promise<void> => {
  const view = createView(byId('steps'), byId('content'));
  const tab = createReportsTab(view);
  addEventListener('themeApplied', tab.themeChanged);
  await init({ loaded: false });
  const { onBuildChanged } = getConfiguration() as RunPage;
  if (onBuildChanged) onBuildChanged(tab.update);
  else view.show({ state: 'message', text: 'This page does not say which run it shows.' });
  await notifyLoadSucceeded();
};

main().catch((error) => notifyLoadFailed(String(error)));
