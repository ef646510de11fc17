import { createRequire } from 'node:module';
import type { BuildOptions, Plugin } from 'esbuild';
import { root } from './root.ts';

/** File in dist/ → its entry and the bytes it may have. What grows beyond them slows every start. */
export const bundles = {
  'index.js': { entry: 'src/main.ts', budget: 1_000_000 },
  'jq-worker.js': { entry: 'src/mapping/jq/engine/jq-worker.ts', budget: 1_400_000 },
  // The library of metrics, which only the always-on process loads: 66 kB that no step's start has to pay for.
  'serve-metrics.js': { entry: 'src/serve/status/serve-metrics.ts', budget: 90_000 },
  'github-artifact.js': { entry: 'src/host/github-actions/github-artifact.ts', budget: 2_000_000 },
  'tab.html': { entry: 'src/tab/tab.ts', budget: 40_000 },
} as const;

export type BundleName = keyof typeof bundles;

/** The Azure agent loads a task with `require`, so the bundle is CommonJS, which has no `import.meta`. */
const importMetaUrl = "const __importMetaUrl=require('node:url').pathToFileURL(__filename).href;";

/**
 * A plugin for packages of which only what is imported by name is needed: loading them does nothing. Without it,
 * `@actions/core` brings an HTTP client of 400 KiB along that nothing here uses. Not for a bundle that uses that client:
 * which of two importers is met first, and so what is left out, would be a matter of chance.
 */
const onlyWhatIsUsed: Plugin = {
  name: 'only-what-is-used',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      const ours = /node_modules\/@actions\/core\//.test(importer) || path === '@actions/core';
      if (!ours || pluginData === onlyWhatIsUsed) return undefined;
      const resolved = await resolve(path, { importer, resolveDir, kind, pluginData: onlyWhatIsUsed });
      return { ...resolved, sideEffects: false };
    });
  },
};

/** Unpacks what an artifact's download brings, which nothing here asks for; a package below it has no licence. */
const withoutDownloads: Plugin = {
  name: 'without-downloads',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^unzip-stream$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: 'module.exports = {}' }));
  },
};

/**
 * Messages of the Azure Pipelines library in English only. It looks at its nine translations, 60 kB, after a call of
 * `setResourcePath`, which nothing here makes; without any it takes the English ones.
 */
const withoutTranslations: Plugin = {
  name: 'without-translations',
  setup({ onLoad }) {
    onLoad({ filter: /azure-pipelines-task-lib[\\/]lib-resource\.js$/ }, ({ path }) => {
      const { messages } = createRequire(import.meta.url)(path);
      return { contents: `module.exports = ${JSON.stringify({ messages })};` };
    });
  },
};

/** Options that bundles for Node and for a browser have in common. */
const common = (file: BundleName): BuildOptions => ({
  absWorkingDir: root,
  entryPoints: [bundles[file].entry],
  bundle: true,
  minify: true,
  // All ASCII: V8 keeps such a source at one byte a character.
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
});

/** Options of esbuild for a bundle; that of a page is its script. */
export const bundleOptions = (file: BundleName): BuildOptions =>
  file.endsWith('.html')
    ? { ...common(file), platform: 'browser', target: 'es2022', format: 'iife' }
    : {
        ...common(file),
        platform: 'node',
        target: 'node20',
        format: 'cjs',
        banner: { js: file === 'index.js' ? `#!/usr/bin/env node\n${importMetaUrl}` : importMetaUrl },
        define: { 'import.meta.url': '__importMetaUrl' },
        plugins: file === 'github-artifact.js' ? [withoutDownloads] : [onlyWhatIsUsed, withoutTranslations],
      };
