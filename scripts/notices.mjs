import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const PACKAGE = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENSE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/** Folders of the packages that end up in the bundles. */
const packageFolders = (metafiles) =>
  new Set(
    metafiles.flatMap(({ outputs }) =>
      Object.values(outputs).flatMap(({ inputs }) =>
        Object.keys(inputs).flatMap((path) => PACKAGE.exec(path)?.[1] ?? []),
      ),
    ),
  );

const licenseTexts = async (folder) => {
  const names = (await readdir(folder)).filter((name) => LICENSE_FILE.test(name)).sort();
  return Promise.all(names.map(async (name) => (await readFile(join(folder, name), 'utf8')).trim()));
};

const licenseName = ({ license }) => (typeof license === 'object' ? license.type : license) ?? 'unknown';

const section = async (root, folder) => {
  const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const texts = await licenseTexts(join(root, folder));
  const author = typeof manifest.author === 'object' ? manifest.author.name : manifest.author;
  return {
    key: `${manifest.name} ${manifest.version}`,
    text: [
      `${manifest.name} ${manifest.version}`,
      `License: ${licenseName(manifest)}`,
      ...(texts.length > 0 ? ['', ...texts] : author ? [`Copyright: ${author}`] : []),
    ]
      .join('\n')
      .replaceAll('\r\n', '\n'),
  };
};

/** The third-party notices of what the bundles contain, one section a package. */
export const notices = async (root, metafiles) => {
  const sections = await Promise.all([...packageFolders(metafiles)].map((folder) => section(root, folder)));
  const distinct = new Map(sections.map(({ key, text }) => [key, text]));
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  const intro = 'This product contains the following third-party software.';
  const texts = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return `${[intro, ...texts].join(rule)}\n`;
};
