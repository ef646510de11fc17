import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { dump } from 'js-yaml';

/** Variables for as many inputs as go together: the mapping in YAML, patterns, certificates, a proxy. */
export async function everyInput(folder: string, document: string): Promise<Record<string, string>> {
  const mapping = join(folder, 'mapping.yaml');
  const certificates = join(folder, 'authorities.pem');
  await writeFile(mapping, dump(JSON.parse(document)));
  await writeFile(certificates, rootCertificates.join('\n'));
  return {
    PORT_SYNC_CONFIG_FILE: mapping,
    PORT_SYNC_SAVE_MAPPING: 'true',
    PORT_SYNC_INTEGRATION_IDENTIFIER: 'every-input',
    PORT_SYNC_INITIALIZE_PORT_RESOURCES: 'true',
    PORT_SYNC_SEND_RAW_DATA_EXAMPLES: 'true',
    PORT_SYNC_PROJECTS: '*, !Old*, contoso/*',
    PORT_SYNC_EXCLUDED_TAGS: 'old, archive',
    PORT_SYNC_JQ_ENVIRONMENT: 'TEAM, STAGE',
    PORT_SYNC_DELETIONS: 'on',
    PORT_SYNC_MAX_DELETIONS: '100',
    PORT_SYNC_FAIL_ON: 'problems',
    PORT_SYNC_MAX_CONCURRENCY: '40',
    PORT_SYNC_REQUEST_TIMEOUT: '50',
    PORT_SYNC_MAX_ANSWER_SIZE: '60',
    PORT_SYNC_TIME_LIMIT: '3000',
    PORT_SYNC_OVERLAP_WAIT: '10',
    PORT_SYNC_OVERLAP_STALE_AFTER: '100',
    PORT_SYNC_ON_OVERLAP: 'skip',
    PORT_SYNC_LOG_FORMAT: 'json',
    PORT_SYNC_ARTIFACT_NAME: 'summary',
    PORT_SYNC_PULL_REQUEST_COMMENT: 'off',
    NODE_EXTRA_CA_CERTS: certificates,
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: '127.0.0.1',
  };
}
