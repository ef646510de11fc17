/** The spelling of GitHub Actions and the terminal: `personalAccessToken` → `personal-access-token`. */
export const kebabCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The terminal's environment variable: `personalAccessToken` → `PORT_SYNC_PERSONAL_ACCESS_TOKEN`. */
export const environmentName = (name: string): string =>
  `PORT_SYNC_${kebabCase(name).replaceAll('-', '_').toUpperCase()}`;
