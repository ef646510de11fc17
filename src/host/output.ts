import type { Mask } from './mask.ts';
import { neutralise, neutraliseColoured, neutraliseInline } from './neutralise.ts';

export type Write = (text: string) => void;

/** The one way to the host's log: masks secrets and neutralises what would run as a command. */
export interface Output {
  /** Each line of the text, behind the prefix. */
  print(text: string, prefix?: string): void;
  /** Our own lines, whose colours stay. */
  printColoured(text: string): void;
  /** Text on one line that is safe as data of a command. */
  inline(text: string): string;
  /** The same with its line breaks, for commands that escape them. */
  block(text: string): string;
}

/** Masked before, since a line break may cut a secret in two, and behind, since neutralising changes text. */
export const createOutput = (write: Write, mask: Mask): Output => {
  const safely = (text: string, neutral: (text: string) => string[]) =>
    neutral(mask.apply(text)).map((line) => mask.apply(line));
  const emit = (lines: string[], prefix: string) => {
    write(lines.map((line) => `${prefix}${line}\n`).join(''));
  };
  return {
    print: (text, prefix = '') => emit(safely(text, neutralise), prefix),
    printColoured: (text) => emit(safely(text.replace(/\n$/, ''), neutraliseColoured), ''),
    inline: (text) => mask.apply(neutraliseInline(mask.apply(text))),
    block: (text) => safely(text, neutralise).join('\n'),
  };
};
