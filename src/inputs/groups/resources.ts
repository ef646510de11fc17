import type { Input } from '../types.ts';

export const resources: readonly Input[] = [
  {
    name: 'initializePortResources',
    label: 'Initialise Port resources',
    type: 'boolean',
    group: 'resources',
    help: 'On the first run creates default blueprints, a mapping, scorecards and pages in Port, unless they are there.',
    default: 'true',
    fallbacks: ['OCEAN__INITIALIZE_PORT_RESOURCES'],
  },
  {
    name: 'resourcesPath',
    label: 'Folder with own resources',
    type: 'text',
    group: 'resources',
    help: 'A folder whose `blueprints.json`, `port-app-config.yml`, `scorecards.json`, `actions.json` and `pages` replace the built-in defaults.',
    otherwise: 'the built-in defaults',
  },
  {
    name: 'sendRawDataExamples',
    label: 'Send raw data examples',
    type: 'boolean',
    group: 'resources',
    help: 'Sends up to five raw items of each resource to Port, which shows them in its mapping editor: where entities changed, and in the first run of a day.',
    default: 'true',
    fallbacks: ['OCEAN__SEND_RAW_DATA_EXAMPLES'],
  },
];
