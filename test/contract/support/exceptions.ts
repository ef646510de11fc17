import type { Exception } from './findings.ts';

const entitlements = 'memberEntitlementManagement/User Entitlements_Search User Entitlements';
const lookup = 'graph/Subject Lookup_Lookup Subjects';

const older = 'the option apiVersion asks as version 6.0 does, with top and skip; the files are of 7.1';
const enablement = 'advancedSecurity/Repo Enablement_Get';
const enablements = 'advancedSecurity/Org Enablement_Get';
const firstRevision =
  'asked and answered as revision 1 is, which the official client has; the file is of revision 3';
const neverSet = 'described as null where it was never set or is not asked for, and typed as true or false';
const wrapped = 'the service wraps the map of subjects as it wraps lists, the file draws it bare';

/** Cases in which the service knows more than its published files, or other than they say. */
export const exceptions: readonly Exception[] = [
  {
    rule: 'path',
    operation: 'GET _apis/resourceAreas',
    at: '',
    reason: 'where the areas live is asked of the location service, which has no file',
  },
  { rule: 'version', operation: enablement, at: 'api-version', reason: firstRevision },
  { rule: 'unknown property', operation: enablement, at: 'advSecEnabl*', reason: firstRevision },
  { rule: 'version', operation: enablements, at: 'api-version', reason: firstRevision },
  { rule: 'unknown property', operation: enablements, at: 'enableOnCreate', reason: firstRevision },
  {
    rule: 'unknown property',
    operation: enablements,
    at: 'reposEnablementStatus[].advSecEnabl*',
    reason: firstRevision,
  },
  { rule: 'answer', operation: enablement, at: 'secretProtectionFeatures.*', reason: neverSet },
  { rule: 'answer', operation: enablement, at: 'codeSecurityFeatures.*', reason: neverSet },
  {
    rule: 'answer',
    operation: enablements,
    at: 'reposEnablementStatus[].secretProtectionFeatures.*',
    reason: neverSet,
  },
  {
    rule: 'answer',
    operation: enablements,
    at: 'reposEnablementStatus[].codeSecurityFeatures.*',
    reason: neverSet,
  },
  { rule: 'version', operation: entitlements, at: 'api-version', reason: older },
  { rule: 'query', operation: entitlements, at: 'top', reason: older },
  { rule: 'query', operation: entitlements, at: 'skip', reason: older },
  { rule: 'unknown property', operation: entitlements, at: 'members', reason: older },
  {
    rule: 'value',
    operation: entitlements,
    at: 'select',
    reason: 'described as a list with commas, and typed as one of its values',
  },
  {
    rule: 'unknown property',
    operation: entitlements,
    at: 'items[].extensions',
    reason: 'select=extensions asks for it, and no type in the file has it',
  },
  { rule: 'answer', operation: lookup, at: 'count', reason: wrapped },
  { rule: 'unknown property', operation: lookup, at: 'value.*', reason: wrapped },
  {
    rule: 'answer',
    operation: 'wit/Work Items_List',
    at: 'value[]',
    reason: 'errorPolicy=omit leaves a null in the place of a work item that is gone',
  },
  ...['gitRef', 'dismissal', 'fixedDate', 'physicalLocations[].region', 'tools[].rules[].tags'].map(
    (member): Exception => ({
      rule: 'answer',
      operation: 'advancedSecurity/Alerts_List',
      at: `value[].${member}`,
      reason: 'recorded as null where an alert has none (microsoft/GHAzDO-Resources, src/api-docs)',
    }),
  ),
  {
    rule: 'answer',
    operation: 'distributedTask/Environments_List',
    at: 'value[].project.name',
    reason: 'recorded as null (SixPivot/AzureDevopsDeploymentDashboard, extension/src/tests/testData)',
  },
  {
    rule: 'answer',
    operation: 'test/Code Coverage_Get Build Code Coverage',
    at: 'value[].modules[].blockData',
    reason: "one text of Base64 in Microsoft's own recordings and samples, an array in the file",
  },
  {
    rule: 'answer',
    operation: 'work/Boards_Get',
    at: 'rows[].name',
    reason: "null for the first row in Microsoft's own recordings",
  },
  {
    rule: 'unknown property',
    operation: 'build/Builds_List',
    at: 'value[].definition.drafts',
    reason: 'a property of the full definition that the service sends with the reference',
  },
  {
    rule: 'unknown property',
    operation: 'build/Definitions_List',
    at: 'value[].*',
    reason: 'includeAllProperties asks for whole definitions, the file names the type of a reference',
  },
  {
    rule: 'unknown property',
    operation: 'build/Definitions_Get',
    at: 'process.yamlFilename',
    reason: 'the file names the base type; a pipeline has its YamlProcess',
  },
  {
    rule: 'unknown property',
    operation: 'release/Releases_List',
    at: 'value[].artifacts[].sourceId',
    reason: 'the samples of releases inside deployments have it',
  },
  {
    rule: 'sample',
    operation: 'wit/Classification Nodes_Get',
    at: '_links.parent',
    reason: 'the sample is a node below the root; the root has no parent',
  },
  {
    rule: 'sample',
    operation: 'wit/Classification Nodes_Get',
    at: 'attributes',
    reason: 'the sample is an iteration, whose dates they are',
  },
];
