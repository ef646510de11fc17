import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** The part of a package.json that is read. */
export interface Manifest {
  name: string;
  version: string;
  description?: string;
  dependencies?: Record<string, string>;
  license?: string | { type: string };
  author?: string | { name: string };
}

/** The notices of one package; `key` is its name and version. */
interface Section {
  key: string;
  text: string;
}

const PACKAGE = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENSE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/** Folders of the packages that end up in the bundles. */
export const packageFolders = (metafiles: readonly Metafile[]) =>
  new Set(
    metafiles.flatMap(({ outputs }) =>
      Object.values(outputs).flatMap(({ inputs }) =>
        Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
          bytesInOutput > 0 ? (PACKAGE.exec(path)?.[1] ?? []) : [],
        ),
      ),
    ),
  );

const licenseTexts = async (folder: string): Promise<string[]> => {
  const names = (await readdir(folder)).filter((name) => LICENSE_FILE.test(name)).sort();
  return Promise.all(names.map(async (name) => (await readFile(join(folder, name), 'utf8')).trim()));
};

/** The licence that a package without a file of its own means by its word for it. */
const mit = (holder: string) => `Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const standardTexts: Record<string, (holder: string) => string> = { MIT: mit };

export const licenseName = ({ license }: Manifest): string =>
  (typeof license === 'object' ? license.type : license) ?? 'unknown';

const authorName = ({ author }: Manifest): string =>
  (typeof author === 'object' ? author.name : author)?.replace(/\s*[<(].*$/, '') || 'its authors';

const section = async (root: string, folder: string): Promise<Section> => {
  const manifest: Manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const license = licenseName(manifest);
  const files = await licenseTexts(join(root, folder));
  const texts = files.length > 0 ? files : [standardTexts[license]?.(authorName(manifest))];
  if (texts.includes(undefined)) throw new Error(`${folder} has no licence: it cannot be bundled.`);
  const key = `${manifest.name} ${manifest.version}`;
  return {
    key,
    text: [key, `License: ${license}`, '', ...texts].join('\n').replaceAll('\r\n', '\n'),
  };
};

/** A part with the file of its licence, or its holder where it is MIT's. */
interface Part {
  name: string;
  license: string;
  file?: string;
  holder?: string;
}

/** Parts compiled into a package, whose licences it does not bring along. */
export const compiledInto: Record<string, readonly Part[]> = {
  'jq-wasm': [
    { name: 'jq', license: 'MIT, and others for its parts', file: 'jq.txt' },
    { name: 'Oniguruma', license: 'BSD-2-Clause', file: 'oniguruma.txt' },
    { name: 'Emscripten', license: 'MIT', holder: '2010-2014 Emscripten authors, see its AUTHORS file' },
    { name: 'musl', license: 'MIT', holder: '2005-2020 Rich Felker, et al.' },
  ],
};

const compiledSections = (folder: string): Promise<Section[]> =>
  Promise.all(
    (compiledInto[folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)] ?? []).map(
      async ({ name, license, file, holder }) => {
        const key = `${name} (in ${folder.slice(folder.lastIndexOf('/') + 1)})`;
        const text = file
          ? await readFile(new URL(`./licences/${file}`, import.meta.url), 'utf8')
          : mit(holder ?? 'its authors');
        return {
          key,
          text: [key, `License: ${license}`, '', text.trim().replaceAll(/^-{80}$/gm, '-'.repeat(60))].join(
            '\n',
          ),
        };
      },
    ),
  );

/** The third-party notices of what the bundles contain, one section a package. */
export const notices = async (root: string, metafiles: readonly Metafile[]): Promise<string> => {
  const folders = [...packageFolders(metafiles)];
  const sections = [
    ...(await Promise.all(folders.map((folder) => section(root, folder)))),
    ...(await Promise.all(folders.map(compiledSections))).flat(),
  ];
  const distinct = new Map(sections.map(({ key, text }) => [key, text]));
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  const intro = 'This product contains the following third-party software.';
  const texts = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return `${[intro, ...texts].join(rule)}\n`;
};
