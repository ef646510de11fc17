import { type Changes, createChanges } from './changes.ts';
import { hashText, mix } from './derive.ts';
import type { Scale } from './scale.ts';
import { createShelf, type Shelf, type ShelfOptions } from './shelf.ts';
import { hostileTexts } from './words.ts';

/** The addresses in the items: the organisation's own, whatever address a request came by. */
export interface Links {
  core: string;
  graph: string;
  entitlements: string;
  release: string;
}

/** The state that all parts of one organisation share. */
export interface World {
  readonly name: string;
  readonly seed: number;
  readonly scale: Scale;
  /** Milliseconds; all dates lie before it. */
  readonly now: number;
  readonly links: Links;
  readonly changes: Changes;
  /** The text itself; in a hostile organisation now and then with something nasty in it. */
  text(plain: string, key: number): string;
  shelf<T>(options: Omit<ShelfOptions<T>, 'seed' | 'changes'>): Shelf<T>;
}

export interface WorldOptions {
  name: string;
  seed: number;
  scale: Scale;
  now: number;
  hostile: boolean;
  /** The collection URL of a Server, in the items' links; else dev.azure.com and its sisters. */
  url: string | undefined;
  /** Milliseconds: when a change is made. A minute before `now`, where none is given. */
  time?: (() => number) | undefined;
}

const linksOf = (name: string, url: string | undefined): Links =>
  url === undefined
    ? {
        core: `https://dev.azure.com/${name}`,
        graph: `https://vssps.dev.azure.com/${name}`,
        entitlements: `https://vsaex.dev.azure.com/${name}`,
        release: `https://vsrm.dev.azure.com/${name}`,
      }
    : { core: url, graph: url, entitlements: url, release: url };

export const createWorld = ({ name, seed: given, scale, now, hostile, url, time }: WorldOptions): World => {
  const changes = createChanges(time ?? (() => now - 60_000));
  const seed = hashText(name, given);
  return {
    name,
    seed,
    scale,
    now,
    links: linksOf(name, url),
    changes,
    text(plain, key) {
      const roll = mix(key, seed, 11);
      if (!hostile || roll % 4 !== 0) return plain;
      return `${plain} ${hostileTexts[(roll >>> 4) % hostileTexts.length]}`;
    },
    shelf: (options) => createShelf({ ...options, seed, changes }),
  };
};
