import type { Organisation } from './types.ts';

/** The api-version of each request: an older Server does not have every one. */
export interface ApiVersions {
  /** The version to ask for in place of the one wanted. */
  pick(route: string, wanted: string): string;
  /** The version to ask for after a refusal; undefined where there is nothing else to try. */
  afterRefusal(route: string, used: string, refusal: { code?: string; message: string }): string | undefined;
}

/** Versions of the Server's releases 2022.1, 2022, 2020, 2019.1 and 2019. */
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

/** Versions by area of the API, stepped down as a Server asks. Azure DevOps Services has all of them. */
export function createApiVersions(hosting: Organisation['hosting']): ApiVersions {
  /** The highest version of an area. */
  const ceilings = new Map<string, string>();
  /** Routes that exist as preview only. */
  const previews = new Set<string>();
  const areaOf = (route: string) => /_apis\/([^/]+)/.exec(route)?.[1] ?? route;

  const pick = (route: string, wanted: string): string => {
    const { number, preview } = parse(wanted);
    const ceiling = ceilings.get(areaOf(route));
    const lowered = ceiling !== undefined && compare(number, ceiling) > 0;
    // A preview's revision belongs to its version: of another one the latest revision is asked for.
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

/** Whether a message says “version … out of range”. */
function tellsOfRange(message: string): boolean {
  const text = message.toLowerCase();
  const at = text.indexOf('version ');
  return at !== -1 && text.includes('out of range', at);
}
