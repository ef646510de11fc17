import { type Build, listReports, RequestFailed, readReport, type StepReport } from './build-reports.ts';
import { createReportFrame } from './report-frame.ts';
import { currentTheme, type Theme } from './theme.ts';
import type { View } from './view.ts';

/** A finished run's state (azure-devops-extension-api, `BuildStatus.Completed`). */
const COMPLETED = 2;

const NOT_YET = 'No sync step of this run has ended yet. Its report is shown here as soon as it has.';
const NONE =
  'This run has no report. The task PortCatalogSync leaves one at the end of each step, from version 0.3.0 on.';

/** A failure in words for people. Own mistakes are told too, so that no one waits for nothing. */
const wordsFor = (what: string, error: unknown): string =>
  `${what} ${error instanceof RequestFailed ? error.message : `This is a mistake of the extension: ${error}`}`;

const same = (a: StepReport, b: StepReport): boolean => a.record === b.record && a.name === b.name;

/** Handlers of the page's word of its run, and of a change of the theme. */
export interface ReportsTab {
  /** The run has changed: new steps may have ended. */
  update(build: Build): void;
  themeChanged(): void;
}

/** The report that is chosen, from the click to what is shown of it. */
interface Reader {
  chosen(): StepReport | undefined;
  /** Whether a report is shown now. */
  showing(): boolean;
  choose(build: Build, report: StepReport): Promise<void>;
  /** The choice ends with the run that it was of. */
  forget(): void;
  themeChanged(): void;
}

const createReader = (view: View): Reader => {
  let chosen: StepReport | undefined;
  let reading: AbortController | undefined;
  let shown: { theme: Theme; render(theme: Theme): void } | undefined;

  const showReport = ({ name }: StepReport, text: string): void => {
    const frame = createReportFrame(`Report of ${name}`);
    const render = (theme: Theme) => {
      shown = { theme, render };
      frame.show(text, theme);
    };
    render(currentTheme());
    view.show({ state: 'report', frame: frame.element });
  };

  const forget = (): void => {
    reading?.abort();
    chosen = undefined;
    shown = undefined;
  };

  const choose = async (build: Build, report: StepReport): Promise<void> => {
    forget();
    chosen = report;
    reading = new AbortController();
    const { signal } = reading;
    view.show({ state: 'message', text: 'Loading the report…' });
    try {
      const text = await readReport(build, report, signal);
      if (!signal.aborted) showReport(report, text);
    } catch (error) {
      if (signal.aborted) return;
      const text = wordsFor('The report could not be loaded.', error);
      view.show({ state: 'failed', text, retry: () => void choose(build, report) });
    }
  };

  return {
    chosen: () => chosen,
    showing: () => shown !== undefined,
    choose,
    forget,
    themeChanged() {
      const theme = currentTheme();
      if (shown && shown.theme !== theme) shown.render(theme);
    },
  };
};

export const createReportsTab = (view: View): ReportsTab => {
  const reader = createReader(view);
  let current: Build | undefined;
  let listing: AbortController | undefined;

  const choose = (build: Build, reports: readonly StepReport[], wanted: StepReport): void => {
    void reader.choose(build, wanted);
    showSteps(build, reports);
  };

  const showSteps = (build: Build, reports: readonly StepReport[]): void => {
    const chosen = reader.chosen();
    const index = chosen ? reports.findIndex((report) => same(report, chosen)) : -1;
    view.steps(reports, index, (report) => choose(build, reports, report));
  };

  const list = async (build: Build): Promise<void> => {
    listing?.abort();
    listing = new AbortController();
    const { signal } = listing;
    try {
      const reports = await listReports(build, signal);
      if (signal.aborted) return;
      const [first] = reports;
      if (!first) view.show({ state: 'message', text: build.status === COMPLETED ? NONE : NOT_YET });
      else if (reader.chosen()) showSteps(build, reports);
      else choose(build, reports, first);
    } catch (error) {
      if (signal.aborted || reader.showing()) return;
      const text = wordsFor('The run’s reports could not be listed.', error);
      view.show({ state: 'failed', text, retry: () => void list(build) });
    }
  };

  return {
    update(build) {
      if (build.id !== current?.id) {
        reader.forget();
        view.show({ state: 'message', text: 'Looking for reports of this run…' });
      }
      current = build;
      void list(build);
    },
    themeChanged: reader.themeChanged,
  };
};
