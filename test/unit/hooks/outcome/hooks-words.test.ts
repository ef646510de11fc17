import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HooksOutcome } from '../../../../src/hooks/outcome/hooks-outcome.ts';
import { outcomeWords, planWords } from '../../../../src/hooks/outcome/hooks-words.ts';
import { planHooks } from '../../../../src/hooks/plan/plan-hooks.ts';
import { subscribedEvents } from '../../../../src/hooks/subscription/event-subscriptions.ts';
import { hooksOutcome } from '../../../support/hooks-outcome.ts';

const outcome = (changed: Partial<HooksOutcome> = {}) => hooksOutcome(93, changed);

const textOf = (lines: readonly { words: string }[]): string => lines.map(({ words }) => words).join('\n');

describe('what is told of subscriptions', () => {
  it('is one line where all is well', () => {
    assert.deepEqual(outcomeWords(outcome()), [
      { level: 'info', words: 'Subscriptions of contoso: 93 of 93 are there.' },
    ]);
  });

  it('names what was done, what is missing and why, and what somebody else has', () => {
    const lines = outcomeWords(
      outcome({
        states: { ...outcome().states, onProbation: 1, disabledByUser: 2 },
        done: { created: 5, updated: 1, removed: 2, revived: 0 },
        missing: 3,
        covered: 1,
        foreign: { 'https://port.example/integration/webhook': 1 },
        reasons: ['"web": the permission Edit subscriptions is missing.'],
      }),
    );
    assert.match(
      textOf(lines),
      /^Subscriptions of contoso: 90 of 93 are there; 5 made, 1 changed, 2 removed\.$/m,
    );
    assert.match(
      textOf(lines),
      /1 subscription of contoso to https:\/\/port\.example\S* is not of this installation/,
    );
    assert.match(textOf(lines), /1 subscription of contoso is restricted/);
    assert.match(textOf(lines), /2 subscriptions of contoso were disabled by a person, and stay so/);
    const warned = lines.filter(({ level }) => level === 'warn').map(({ words }) => words);
    assert.equal(warned.length, 3);
    assert.ok(warned.includes('"web": the permission Edit subscriptions is missing.'));
  });

  it('of a plan is a line for each event, with some of its projects', () => {
    const [push] = subscribedEvents;
    assert.ok(push);
    const projects = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, name: `Project ${id}` }));
    const plan = planHooks({
      target: { url: 'https://catalog.example/x', mark: { installation: '0', credentials: '0' } },
      wanted: projects.map((project) => ({ event: push, project })),
      found: [],
      unread: new Set(),
      rights: () => ({ view: true }),
      proves: () => true,
      failed: () => undefined,
      stays: () => undefined,
      unwanted: () => 'keep',
      differences: () => [],
    });
    const lines = textOf(
      planWords(plan, outcome({ wanted: 5, states: { ...outcome().states, enabled: 0 } })),
    );
    assert.match(lines, /5 wanted; of this installation there are none\. What would be done:/);
    assert.match(lines, /^create git\.push: "Project a", "Project b", "Project c" and 2 more$/m);
    const nothing = { ...plan, actions: [] };
    assert.match(textOf(planWords(nothing, outcome())), /there are 93 enabled\. Nothing is to be done\./);
    assert.match(textOf(planWords(nothing, outcome({ missing: 5 }))), /Nothing can be done about those/);
  });
});
