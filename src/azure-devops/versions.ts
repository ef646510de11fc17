import type { Organisation } from './types.ts';

/** Which api-version to ask for: an older Server does not have every one. */
export interface Versions {
  pick(route: string, wanted: string): string;
  /** What to ask for after this refusal; undefined: there is nothing else to try. */
  afterRefusal(route: string, used: string, refusal: { code?: string; message: string }): string | undefined;
}

/** Versions that were released with a Server, newest first: 2022.1, 2022, 2020, 2019.1, 2019. */
const LADDER = ['7.1', '7.0', '6.0', '5.1', '5.0'];

interface Version {
  number: string;
  preview: string;
}

const parse = (text: string): Version => {
  const [, number = text, preview = ''] = /^(\d+\.\d+)(-preview(?:\.\d+)?)?$/.exec(text) ?? [];
  return { number, preview };
};

const compare = (a: string, b: string): number => {
  const [major = 0, minor = 0] = a.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = b.split('.').map(Number);
  return major - otherMajor || minor - otherMinor;
};

/** Azure DevOps Services has them all; there nothing is stepped down. */
export function createVersions(hosting: Organisation['hosting']): Versions {
  const ceilings = new Map<string, string>();
  const previews = new Set<string>();
  const areaOf = (route: string) => /_apis\/([^/]+)/.exec(route)?.[1] ?? route;

  const pick = (route: string, wanted: string): string => {
    const { number, preview } = parse(wanted);
    const ceiling = ceilings.get(areaOf(route));
    const lowered = ceiling !== undefined && compare(number, ceiling) > 0;
    // A revision belongs to its version: under another one, the latest revision is asked for.
    const suffix = lowered && preview ? '-preview' : preview;
    return `${lowered ? ceiling : number}${suffix || (previews.has(route) ? '-preview' : '')}`;
  };

  return {
    pick,
    afterRefusal(route, used, { code = '', message }) {
      if (hosting !== 'server') return undefined;
      const { number, preview } = parse(used);
      if (/InvalidPreviewVersion/i.test(code) && !preview) {
        previews.add(route);
        return `${number}-preview`;
      }
      if (!/VersionOutOfRange/i.test(code) && !tellsOfRange(message)) return undefined;
      const told = /supports is (\d+\.\d+)/i.exec(message)?.[1];
      const lower = told && compare(told, number) < 0 ? told : LADDER.find((v) => compare(v, number) < 0);
      if (told && compare(told, number) >= 0 && preview.includes('.')) return `${number}-preview`;
      if (lower === undefined) return undefined;
      ceilings.set(areaOf(route), lower);
      return pick(route, used);
    },
  };
}

/** “version … out of range”, as the service words it. */
function tellsOfRange(message: string): boolean {
  const text = message.toLowerCase();
  const at = text.indexOf('version ');
  return at !== -1 && text.includes('out of range', at);
}
