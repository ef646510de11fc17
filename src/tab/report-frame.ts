import type { Theme } from './theme.ts';

/**
 * Leads the report's links within itself to itself: without it they would lead to our own page, as whose part a document
 * without an address counts. Before the report's policy, which forbids to set it.
 */
const ownAddress = '<base href="about:srcdoc">';

/** The report with the theme at its root element, which its styles look at. */
const themed = (report: string, theme: Theme): string =>
  report.replace(/<html[^<>]*>\s*<head>/i, () => `<html lang="en" data-theme="${theme}"><head>${ownAddress}`);

/**
 * A frame for text from outside: of an origin of its own, under the policy of our page, by which no script runs but the
 * report's and nothing is loaded. A link opens a new window.
 */
export const createReportFrame = (
  title: string,
): { element: HTMLIFrameElement; show(report: string, theme: Theme): void } => {
  const element = document.createElement('iframe');
  element.title = title;
  element.setAttribute('sandbox', 'allow-scripts allow-popups allow-popups-to-escape-sandbox');
  element.referrerPolicy = 'no-referrer';
  return {
    element,
    show(report, theme) {
      element.srcdoc = themed(report, theme);
    },
  };
};
