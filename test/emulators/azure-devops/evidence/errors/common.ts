import type { ErrorAnswer, Source } from '../types.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const CLI = 'Azure/azure-devops-cli-extension, integrationtests/recordings';

export const recorded = (file: string): Source => ({ seen: 'recorded', in: `${CLI}/${file}` });
export const unrecorded: Source = { seen: 'unrecorded' };

/** An answer in the service's own form for errors. */
export const json = (answer: Omit<ErrorAnswer, 'contentType' | 'body'>): ErrorAnswer => ({
  contentType: JSON_TYPE,
  body: 'json',
  ...answer,
});

/** Namespaces of the service's types. */
export const GIT = 'Microsoft.TeamFoundation.Git.Server';
export const CORE = 'Microsoft.TeamFoundation.Core.WebApi';
export const COMMON = 'Microsoft.VisualStudio.Services.Common';
export const BUILD = 'Microsoft.TeamFoundation.Build.WebApi';
export const WIKI = 'Microsoft.TeamFoundation.Wiki.Server';
export const TEST = 'Microsoft.TeamFoundation.TestManagement.WebApi';
export const WIT = 'Microsoft.TeamFoundation.WorkItemTracking.Server';
