import { type Build, listReports, RequestFailed, readReport, type StepReport } from './build-reports.ts';
import { createReportFrame } from './report-frame.ts';
import { currentTheme, type Theme } from './theme.ts';
import type { Shown, View } from './view.ts';

/** A finished run's state (azure-devops-extension-api, `BuildStatus.Completed`). */
const COMPLETED = 2;

const NOT_YET = 'No sync step of this run has ended yet. Its report is shown here as soon as it has.';
const NONE =
  'This run has no report. The task PortCatalogSync leaves one at the end of each step, from version 0.3.0 on.';

/** What went wrong in `what`, for people: own mistakes too, so that nobody waits for nothing. */
const wordsFor = (what: string, error: unknown): string =>
  `${what} ${error instanceof RequestFailed ? error.message : `This is a mistake of the extension: ${error}`}`;

const same = (a: StepReport, b: StepReport): boolean => a.record === b.record && a.name === b.name;

/** What the tab does on the page's word of its run, on a click and on a change of the theme. */
export interface ReportsTab {
  /** The run has changed: new steps may have ended. */
  update(build: Build): void;
  themeChanged(): void;
}

export const createReportsTab = (view: View): ReportsTab => {
  let build: Build | undefined;
  let reports: StepReport[] = [];
  let chosen: StepReport | undefined;
  let listing: AbortController | undefined;
  let reading: AbortController | undefined;
  let shown: { report: string; theme: Theme; render(theme: Theme): void } | undefined;

  const show = (next: Shown): void => {
    if (next.state !== 'report') shown = undefined;
    view.show(next);
  };

  const showReport = (name: string, report: string): void => {
    const frame = createReportFrame(`Report of ${name}`);
    const render = (theme: Theme) => {
      shown = { report, theme, render };
      frame.show(report, theme);
    };
    render(currentTheme());
    view.show({ state: 'report', frame: frame.element });
  };

  const choose = async (wanted: StepReport): Promise<void> => {
    if (!build) return;
    reading?.abort();
    reading = new AbortController();
    const { signal } = reading;
    chosen = wanted;
    showSteps();
    show({ state: 'message', text: 'Loading the report…' });
    try {
      const text = await readReport(build, wanted, signal);
      if (!signal.aborted) showReport(wanted.name, text);
    } catch (error) {
      if (signal.aborted) return;
      const retry = () => void choose(wanted);
      show({ state: 'failed', text: wordsFor('The report could not be loaded.', error), retry });
    }
  };

  const showSteps = (): void => {
    const index = chosen ? reports.findIndex((report) => chosen && same(report, chosen)) : -1;
    view.steps(reports, index, (at) => {
      const wanted = reports[at];
      if (wanted) void choose(wanted);
    });
  };

  const list = async (of: Build): Promise<void> => {
    listing?.abort();
    listing = new AbortController();
    const { signal } = listing;
    try {
      reports = await listReports(of, signal);
      if (signal.aborted) return;
      const [first] = reports;
      if (!first) show({ state: 'message', text: of.status === COMPLETED ? NONE : NOT_YET });
      else if (!chosen) await choose(first);
      else showSteps();
    } catch (error) {
      if (signal.aborted || shown) return;
      const text = wordsFor('The run’s reports could not be listed.', error);
      show({ state: 'failed', text, retry: () => void list(of) });
    }
  };

  return {
    update(next) {
      if (next.id !== build?.id) {
        chosen = undefined;
        reading?.abort();
        show({ state: 'message', text: 'Looking for reports of this run…' });
      }
      build = next;
      void list(next);
    },
    themeChanged() {
      const theme = currentTheme();
      if (shown && shown.theme !== theme) shown.render(theme);
    },
  };
};
