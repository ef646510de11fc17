import { createHash } from 'node:crypto';
import type { RepositoryHead } from './repository-head.ts';
import type { World } from './world.ts';

export interface FileEntry {
  /** Path with a leading slash. */
  path: string;
  objectId: string;
  /** Made when asked for: one of them weighs more than a mebibyte. */
  content(): Buffer;
}

/** The id as Git makes it. */
export const blobId = (bytes: Buffer): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

type Text = (repository: RepositoryHead, revision: number) => string | Buffer;

const usual: Record<string, Text> = {
  '/README.md': ({ name, project }, revision) =>
    `# ${name}\n\nPart of **${project.name}**.${revision > 0 ? ` Edition ${revision}.` : ''}\n\n## Run it\n\n\`npm start\`\n`,
  '/CODEOWNERS': () => '* @platform\n/deploy/ @reliability\n',
  '/azure-pipelines.yml': ({ name }, revision) =>
    `trigger:\n  - main\n\nname: ${JSON.stringify(name)}\nstages:\n  - stage: Build\n  - stage: Deploy # ${revision}\n`,
  '/package.json': ({ name }, revision) =>
    `${JSON.stringify({ name, version: `1.${revision}.0`, private: true, scripts: { start: 'node src/index.js' } }, null, 2)}\n`,
  '/service.yaml': ({ name, project }, revision) =>
    `name: ${JSON.stringify(name)}\nowner: ${JSON.stringify(project.name)}\ntier: ${(revision % 3) + 1}\nonCall: yes\nport: 010\nsince: 2024-05-01\n`,
  '/docs/index.md': ({ name }) => `# How ${name} works\n\nSee the decisions beside this page.\n`,
  '/docs/decisions/0001-language.md': () => '# One language\n\nTypeScript.\n',
  '/src/index.js': () => "import { start } from './lib/start.js';\n\nstart();\n",
  '/src/lib/start.js': (_, revision) => `export const start = () => console.log('edition ${revision}');\n`,
  '/deploy/staging/values.yaml': (_, revision) => `replicas: 1\nimage:\n  tag: ${revision}\n`,
  '/deploy/production/values.yaml': (_, revision) => `replicas: 3\nimage:\n  tag: ${revision}\n`,
};

const huge = (): Buffer => Buffer.from(`{"rows":[${'"0123456789abcdef",'.repeat(66_000)}"last"]}`);

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Files that readers stumble over. Only the first repository of all has them. */
const odd: Record<string, Text> = {
  '/odd/huge.json': huge,
  '/odd/logo.png': () => png,
  '/odd/empty.yaml': () => '',
  '/odd/windows.json': (_, revision) => `\ufeff{\r\n  "edition": ${revision},\r\n  "ending": "crlf"\r\n}\r\n`,
  '/odd/broken.json': () => '{"open": [1, 2,\n',
  '/odd/several.yaml': (_, revision) => `---\nkind: one\nedition: ${revision}\n---\n---\nkind: two\n`,
  '/odd/latin1.txt': () => Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]),
  '/odd/with space & 100%.json': () => '{"odd": "name"}\n',
  '/odd/données.yaml': () => 'clé: valeur\nempty: ~\n',
  '/odd/.hidden.yml': () => 'hidden: true\n',
};

const fileSet = (repository: RepositoryHead): [string, Text][] => {
  if (repository.defaultBranch === undefined) return [];
  const files = Object.entries(usual).filter(
    ([path]) => !(repository.slot % 5 === 3 && (path === '/README.md' || path === '/CODEOWNERS')),
  );
  return repository.project.slot === 0 && repository.slot === 0 ? [...files, ...Object.entries(odd)] : files;
};

export const filesOf = (world: World, repository: RepositoryHead) => {
  const files = fileSet(repository);
  return world.shelf<FileEntry>({
    kind: 'file',
    place: repository.id,
    slots: files.length,
    make: (slot, _, revision) => {
      const [path, text] = files[slot] ?? [`/docs/added-${slot}.md`, () => `# Page ${slot}\n`];
      const content = () => {
        const made = text(repository, revision);
        return typeof made === 'string' ? Buffer.from(made) : made;
      };
      return {
        path,
        get objectId() {
          return blobId(content());
        },
        content,
      };
    },
  });
};
