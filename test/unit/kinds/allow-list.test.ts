import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EmptyAnswer, emptyAnswers } from '../../../src/kinds/empty-answers.ts';
import { partRoutes } from '../../chaos/sweep/roles.ts';
import { errors } from '../../emulators/azure-devops/evidence/errors/errors.ts';
import type { ErrorAnswer } from '../../emulators/azure-devops/evidence/types.ts';

const seen = Object.values<ErrorAnswer>(errors).filter(({ source }) => source.seen !== 'unrecorded');
const known = (code: string, status: number, route: string): boolean =>
  seen.some(
    (one) =>
      one.absent &&
      one.status === status &&
      one.routes.some((each) => each.endsWith(` /${route}`)) &&
      (one.typeKey === code || one.message.startsWith(`${code}:`)),
  );
/** Routes that give more of an item which its list has named: no deletion rests on them. */
const isPart = (route: string) => partRoutes.some((each) => each.endsWith(` /${route}`));

describe('the allow-list of answers that mean "there is none here"', () => {
  for (const [name, { codes, routes, source, statuses, witness }] of Object.entries<EmptyAnswer>(
    emptyAnswers,
  ))
    it(`${name}: rests on what was seen, on a second answer, or on nothing that is deleted`, () => {
      assert.ok(source.length > 20, 'it does not say where it was seen');
      if (codes === 'untold')
        return assert.ok(witness, 'nobody has recorded a code, and nothing else agrees');
      if (witness) return;
      const unseen = routes
        // Folders are listed where files are read.
        .filter((route) => !isPart(route) || route.endsWith('/items'))
        // The emulator has the route with its project alone.
        .map((route) => route.replace(/^_apis\/git/, '{project}/_apis/git'))
        .flatMap((route) =>
          codes
            .filter((code) => !statuses.some((status) => known(code, status, route)))
            .map((code) => `${code} on ${route}`),
        );
      assert.deepEqual(unseen, [], 'nobody has seen these codes there');
    });
});
