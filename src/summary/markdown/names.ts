import { code, plain } from './escape.ts';

/** Title and identifier, as far as they differ. */
const named = (title: string | undefined, identifier: string): string =>
  title === undefined || title === identifier
    ? code(identifier)
    : `${plain(title, 120)} (${code(identifier)})`;

export const entity = ({ identifier, title }: { identifier: string; title?: string | undefined }): string =>
  named(title, identifier);

export const blueprint = ({ blueprint, title }: { blueprint: string; title?: string | undefined }): string =>
  named(title, blueprint);
