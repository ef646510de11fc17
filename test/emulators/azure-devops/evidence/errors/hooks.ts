import type { ErrorAnswer } from '../types.ts';
import { json, unrecorded } from './common.ts';

const HOOK_WRITES = [
  'POST /_apis/hooks/subscriptions',
  'PUT /_apis/hooks/subscriptions/{subscription}',
  'DELETE /_apis/hooks/subscriptions/{subscription}',
];

/** Answers of service hooks. */
export const hooks = {
  hookPermission: json({
    routes: HOOK_WRITES,
    when: 'the credential lacks a permission on subscriptions',
    status: 403,
    typeKey: 'AccessCheckException',
    namespace: 'Microsoft.VisualStudio.Services.Security',
    message:
      'Access Denied: {0} needs the following permission(s) on the resource {1} to perform this action: {2}',
    source: { seen: 'quoted', in: 'microsoft/appcenter, issue 672 (words)' },
  }),
  noHookScope: json({
    routes: [...HOOK_WRITES, 'POST /_apis/security/permissionevaluationbatch'],
    when: 'the token lacks a scope for the event',
    status: 403,
    typeKey: 'HttpException',
    namespace: 'System.Web',
    message: 'No scope found',
    source: unrecorded,
  }),
  noHookEvent: json({
    routes: ['POST /_apis/hooks/subscriptions', 'PUT /_apis/hooks/subscriptions/{subscription}'],
    when: 'the host does not have the event',
    status: 400,
    typeKey: 'InvalidOperationException',
    namespace: 'System',
    message: 'There is no registered handler for the service hooks event type {0}.',
    source: { seen: 'quoted', in: 'MicrosoftDocs/feedback, issue 916 (words)' },
  }),
  hookInput: json({
    routes: ['POST /_apis/hooks/subscriptions', 'PUT /_apis/hooks/subscriptions/{subscription}'],
    when: 'an input is missing, unknown or wrong',
    status: 400,
    typeKey: 'SubscriptionInputException',
    namespace: 'Microsoft.VisualStudio.Services.ServiceHooks.WebApi',
    message: 'The input {0} cannot be used for this subscription.',
    source: unrecorded,
  }),
  noHook: json({
    routes: [
      'PUT /_apis/hooks/subscriptions/{subscription}',
      'DELETE /_apis/hooks/subscriptions/{subscription}',
    ],
    when: 'there is no such subscription',
    status: 404,
    typeKey: 'SubscriptionNotFoundException',
    namespace: 'Microsoft.VisualStudio.Services.ServiceHooks.WebApi',
    message: 'The subscription {0} was not found.',
    source: unrecorded,
  }),
  noHookPublisher: json({
    routes: ['GET /_apis/hooks/publishers/{publisher}/eventtypes'],
    when: 'the host has no such publisher',
    status: 404,
    typeKey: 'PublisherNotFoundException',
    namespace: 'Microsoft.VisualStudio.Services.ServiceHooks.WebApi',
    message: 'The publisher {0} was not found.',
    source: unrecorded,
  }),
} satisfies Record<string, ErrorAnswer>;
