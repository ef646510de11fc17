/** `personalAccessToken` → `personal-access-token`: GitHub Actions and the terminal. */
export const kebabCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `personalAccessToken` → `PORT_SYNC_PERSONAL_ACCESS_TOKEN`: the terminal's environment variable. */
export const environmentName = (name: string): string =>
  `PORT_SYNC_${kebabCase(name).replaceAll('-', '_').toUpperCase()}`;
