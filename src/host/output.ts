import type { Mask } from './mask.ts';
import { neutralise, neutraliseColoured, neutraliseInline } from './neutralise.ts';

export type Write = (text: string) => void;

/** The one way to the host's log. Masks secrets, and neutralises what would run as a command. */
export interface Output {
  /** Prints each line of the text, behind the prefix. */
  print(text: string, prefix?: string): void;
  /** Prints our own lines with their colours. */
  printColoured(text: string): void;
  /** The text on one line, safe as data of a command. */
  inline(text: string): string;
  /** The text with its line breaks, for commands that escape them. */
  block(text: string): string;
}

/**
 * An output that masks twice: before, since a line break may cut a secret in two, and after, since neutralising changes
 * text.
 */
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
