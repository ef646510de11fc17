import type { StepReport } from './build-reports.ts';

/** The part of the tab below the list of steps. */
export type Shown =
  | { state: 'message'; text: string }
  | { state: 'failed'; text: string; retry(): void }
  | { state: 'report'; frame: HTMLElement };

export interface View {
  /** The steps to choose from, where there are several. */
  steps(reports: readonly StepReport[], chosen: number, choose: (report: StepReport) => void): void;
  show(shown: Shown): void;
}

const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text?: string,
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return made;
};

const button = (text: string, pressed: () => void): HTMLButtonElement => {
  const made = element('button', text);
  made.type = 'button';
  made.addEventListener('click', pressed);
  return made;
};

const contentOf = (shown: Shown): HTMLElement[] => {
  switch (shown.state) {
    case 'report':
      return [shown.frame];
    case 'message':
      return [element('p', shown.text)];
    case 'failed':
      return [element('p', shown.text), button('Try again', shown.retry)];
  }
};

/** The view of the tab. Text from outside becomes text only. */
export const createView = (steps: HTMLElement, content: HTMLElement): View => ({
  steps(reports, chosen, choose) {
    steps.hidden = reports.length < 2;
    const buttons = reports.map((report, index) => {
      const made = button(report.name, () => choose(report));
      made.setAttribute('aria-pressed', String(index === chosen));
      return made;
    });
    const focused = [...steps.children].indexOf(document.activeElement as Element);
    steps.replaceChildren(...buttons);
    buttons[focused]?.focus();
  },
  show(shown) {
    content.className = shown.state;
    content.replaceChildren(...contentOf(shown));
  },
});
