/** File in the staged extension → its source. The bundle for GitHub's artifacts has no business there. */
export const staged: Readonly<Record<string, string>> = {
  LICENSE: 'LICENSE',
  'icon-128.png': 'task/icon-128.png',
  'icon-32.png': 'task/icon.png',
  'images/report.png': 'docs/images/report.png',
  'images/tab.png': 'docs/images/tab.png',
  'images/terminal.png': 'docs/images/terminal.png',
  'tab/tab.html': 'dist/tab.html',
  'task/icon.png': 'task/icon.png',
  'task/icon.svg': 'task/icon.svg',
  'task/index.js': 'dist/index.js',
  'task/jq-worker.js': 'dist/jq-worker.js',
  'task/samples.ndjson': 'dist/samples.ndjson',
  'task/package.json': 'dist/package.json',
  'task/THIRD-PARTY-NOTICES.txt': 'dist/THIRD-PARTY-NOTICES.txt',
};
