import { open } from 'node:fs/promises';
import { messageOf, UserError } from '../../lib/errors.ts';
import type { Host } from '../types.ts';

/** Bytes of a token: those of Kubernetes have one or two thousand. */
const LARGEST = 32_768;

const unusable = (path: string, reason: string, cause?: unknown): UserError =>
  new UserError(
    `The token file ${path} of AZURE_FEDERATED_TOKEN_FILE ${reason}.`,
    'Check that the pod has a service account with workload identity, and that this user may read the file.',
    { cause, code: 'PCS1201' },
  );

/**
 * The token that Kubernetes keeps in a file for workload identity. Read each time: it is replaced before it ends, within
 * the hour. Throws UserError.
 */
const readToken = async (path: string): Promise<string> => {
  const bytes = Buffer.alloc(LARGEST + 1);
  let read = 0;
  try {
    const file = await open(path);
    try {
      ({ bytesRead: read } = await file.read(bytes, 0, bytes.length, 0));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unusable(path, `cannot be read: ${messageOf(error)}`, error);
  }
  if (read > LARGEST) throw unusable(path, 'is too large for a token');
  const token = bytes.toString('utf8', 0, read).trim();
  if (!/^[\w.=-]+$/.test(token)) throw unusable(path, 'holds no token');
  return token;
};

/** The host's part where the environment names a token file, as Azure's webhook for workload identity does in a pod. */
export const workloadIdentity = (
  environment: Host['environment'],
): Required<Pick<Host, 'federatedToken'>> | undefined => {
  const path = environment.AZURE_FEDERATED_TOKEN_FILE?.trim();
  return path ? { federatedToken: () => readToken(path) } : undefined;
};
