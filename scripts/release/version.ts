type Replace = (text: string, version: string) => string;

const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

const first =
  (pattern: RegExp): Replace =>
  (text, version) =>
    text.replace(pattern, (_found, before: string, after: string) => `${before}${version}${after}`);

const inJson = first(/^( {2}"version": ")[^"]*(")/m);

/** Files that name the version. task/task.json is made from the code. */
export const places: Readonly<Record<string, Replace>> = {
  'package.json': inJson,
  'vss-extension.json': inJson,
  // The file has its own version, and that of the package that it locks.
  'package-lock.json': (text, version) =>
    first(/^( {4}"": \{\n {6}"name": "[^"]*",\n {6}"version": ")[^"]*(")/m)(inJson(text, version), version),
  'src/app/version.ts': first(/(version = ')[^']*(')/),
  'examples/kubernetes/cronjob.yaml': first(/(image: \S+:)\d[^\s]*()$/m),
  'docs/always-on.md': first(/(image: \S+:)\d[^\s]*()$/m),
  // The chart's own, and that of what it installs.
  'deploy/helm/port-catalog-sync/Chart.yaml': (text, version) =>
    first(/^(appVersion: )\S+()$/m)(first(/^(version: )\S+()$/m)(text, version), version),
};

/** Throws when it is no version, or not beyond the present one. */
export const assertNext = (present: string, next: string): void => {
  const [a, b] = [present, next].map((text) => VERSION.exec(text)?.slice(1).map(Number));
  if (!a || !b) throw new Error(`${b ? present : next} is not a version such as 1.2.3.`);
  const differs = b.findIndex((part, index) => part !== a[index]);
  if (differs < 0 || (b[differs] ?? 0) < (a[differs] ?? 0))
    throw new Error(`${next} is not beyond ${present}.`);
};

/** The notes of a version in CHANGELOG.md. Throws when it is not the newest there. */
export const notesOf = (changelog: string, version: string): string => {
  const [, newest = ''] = changelog.split(/^## /m);
  const [title = '', ...lines] = newest.split('\n');
  if (title.trim() !== version)
    throw new Error(`CHANGELOG.md begins with "${title.trim()}", not ${version}.`);
  const notes = lines.join('\n').trim();
  if (notes === '') throw new Error(`CHANGELOG.md says nothing of ${version}.`);
  return notes;
};
