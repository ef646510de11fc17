import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from './root.ts';

const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** `https://github.com/owner/name`, of package.json unless a fork says otherwise. */
export const repositoryAddress = (given?: string): string =>
  (given || json('package.json').repository.url).replace(/^git\+/, '').replace(/\.git$/, '');

/** Links that the Marketplace shows beside the page, all of them in the repository. */
const links = (repository: string, page: (path: string) => string) => ({
  repository: { type: 'git', uri: repository },
  links: {
    home: { uri: repository },
    getstarted: { uri: `${repository}#readme` },
    learn: { uri: page('docs/README.md') },
    license: { uri: page('LICENSE') },
    privacypolicy: { uri: page('docs/security.md') },
    issues: { uri: `${repository}/issues` },
    support: { uri: `${repository}/issues` },
  },
  badges: [
    {
      href: `${repository}/actions/workflows/ci.yml`,
      uri: `${repository}/actions/workflows/ci.yml/badge.svg?branch=main`,
      description: 'Checks and tests of the main branch',
    },
  ],
  CustomerQnASupport: { enableqna: true, url: `${repository}/issues` },
});

export interface ExtensionOptions {
  repository: string;
  publisher: string | undefined;
  isPublic: boolean | undefined;
}

/**
 * The Marketplace's manifest and page. The page's relative links lead to the release in the repository, its
 * pictures to those packed beside it.
 */
export const extension = ({ repository, publisher, isPublic }: ExtensionOptions) => {
  const manifest = json('vss-extension.json');
  const page = (path: string) => `${repository}/blob/v${manifest.version}/${path}`;
  const absolute = (target: string) => {
    const path = posix.normalize(`task/${target}`);
    return path.startsWith('docs/images/') ? path.replace('docs/', '') : page(path);
  };
  return {
    manifest: {
      ...manifest,
      ...(publisher && { publisher }),
      ...(isPublic && { public: true }),
      ...links(repository, page),
    },
    overview: readFileSync(join(root, 'task/overview.md'), 'utf8').replace(
      /\]\((?!https?:|#)([^)]+)\)/g,
      (_link, target) => `](${absolute(target)})`,
    ),
  };
};
