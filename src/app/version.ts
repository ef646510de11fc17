/** Kept equal to package.json and the manifests by a test. */
export const version = '0.3.0';
