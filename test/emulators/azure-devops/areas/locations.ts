import type { Area } from '../../../../src/azure-devops/types.ts';
import { refuse } from '../evidence/answer.ts';
import { resources } from '../evidence/resources.ts';
import { type EndpointCall, endpoint, itemResponse, listResponse } from '../service/endpoint.ts';
import { locationOf } from '../service/hosts.ts';

/** Areas, recorded by Azure/azure-devops-cli-extension, January 2025: some of 230, names in the cases that they came in. */
const areas: readonly [id: string, name: string, area: Area][] = [
  ['79134c72-4a58-4b42-976c-04e7115f32bf', 'core', 'core'],
  ['4e080c62-fa21-4fbc-8fef-2a10a2b38049', 'git', 'core'],
  ['fb13a388-40dd-4a04-b530-013a739c72ef', 'policy', 'core'],
  ['965220d5-5bb9-42cf-8d67-9b146df2a5a4', 'Build', 'core'],
  ['5d6898bb-45ec-463f-95f9-54d49c71752e', 'build', 'core'],
  ['2e0bf237-8973-4ec9-a581-9c3d679d1776', 'pipelines', 'core'],
  ['a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd', 'distributedtask', 'core'],
  ['0a833654-df2a-437e-8253-fe6b63b82035', 'environments', 'core'],
  ['c2aa639c-3ccc-4740-b3b6-ce2a1e1d984e', 'Test', 'core'],
  ['5264459e-e5e0-4bd8-b118-0985e68a4ec5', 'wit', 'core'],
  ['1d4f49f9-02b9-4e26-b826-2cdb6195f2a9', 'work', 'core'],
  ['bf7d82a0-8aa5-4613-94ef-6172a5ea01f3', 'wiki', 'core'],
  ['efc2f575-36ef-48e9-b672-0c6fb4a48ac5', 'Release', 'release'],
  ['bb1e7ec9-e901-4b68-999a-de7012b920f8', 'Graph', 'graph'],
  ['68ddce18-2501-45f1-a17b-7931a9922690', 'MemberEntitlementManagement', 'entitlements'],
  ['0f2ca920-f269-4545-b1f4-5b4173aa784e', 'Alert', 'advsec'],
  ['f101720c-9790-45a6-9fb3-494a09fddeeb', 'Management', 'advsec'],
];

const locations = (call: EndpointCall) =>
  areas.map(([id, name, area]) => ({
    id,
    name,
    locationUrl: locationOf(call.request.url, call.destination, area),
  }));

const isServer = ({ destination }: EndpointCall) => destination.hosting === 'server';

const resourceAreas = endpoint({
  route: 'GET /_apis/resourceAreas',
  area: 'any',
  version: undefined,
  scope: undefined,
  query: ['enterpriseName', 'organizationName', 'hostId'],
  // A Server, where all areas live together, lists none, and not even a list: the official client counts on both.
  answer: (call) =>
    isServer(call) ? itemResponse({ count: 0, value: null }) : listResponse(locations(call)),
});

const resourceArea = endpoint({
  ...resourceAreas,
  route: 'GET /_apis/resourceAreas/{area}',
  answer(call) {
    const wanted = call.parameter('area').toLowerCase();
    const found = isServer(call) ? undefined : locations(call).find(({ id }) => id === wanted);
    if (!found) throw refuse('noResourceArea', wanted);
    return itemResponse(found);
  },
});

/** The earlier of two versions; `0.0` stays what it is. */
const atMost = (version: string, latest: string) => (Number(version) > Number(latest) ? latest : version);

/** Resources of the host that is asked; a Server has them all. */
const resourcesAt = ({ destination, latest }: EndpointCall) => {
  const { area } = destination;
  const rows = area === 'any' ? Object.values(resources).flat() : (resources[area] ?? []);
  return [...new Set(rows)].map((one) => ({
    id: one.id,
    area: one.area,
    resourceName: one.name,
    routeTemplate: one.template,
    resourceVersion: one.revision,
    minVersion: one.oldest,
    maxVersion: latest,
    releasedVersion: atMost(one.released, latest),
  }));
};

const apiResources = endpoint({
  route: 'OPTIONS /_apis',
  area: 'any',
  version: undefined,
  scope: undefined,
  query: ['allHostTypes'],
  answer: (call) => listResponse(resourcesAt(call)),
});

const apiResourcesOfArea = endpoint({
  ...apiResources,
  route: 'OPTIONS /_apis/{area}',
  answer(call) {
    const wanted = call.parameter('area').toLowerCase();
    return listResponse(resourcesAt(call).filter(({ area }) => area.toLowerCase() === wanted));
  },
});

const connectionData = endpoint({
  route: 'GET /_apis/connectionData',
  area: 'any',
  version: undefined,
  scope: undefined,
  query: ['connectOptions', 'lastChangeId', 'lastChangeId64'],
  answer(call) {
    const user = {
      id: '1d0e2c4a-6b1f-4b55-9d8e-2f0a6c7b8d90',
      descriptor: 'Microsoft.IdentityModel.Claims.ClaimsIdentity;sync@northpeak.example',
      providerDisplayName: 'Catalog sync',
      isActive: true,
    };
    return itemResponse({
      authenticatedUser: user,
      authorizedUser: user,
      instanceId: '7c4f2f0b-3f0a-4a0f-8b34-5b9e8d4c1a22',
      deploymentType: call.destination.hosting === 'server' ? 'onPremises' : 'hosted',
    });
  },
});

export const locationEndpoints = [
  resourceAreas,
  resourceArea,
  connectionData,
  apiResources,
  apiResourcesOfArea,
];
