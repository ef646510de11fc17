/** The version. A test holds it equal to package.json and the manifests. */
export const version = '0.3.0';
