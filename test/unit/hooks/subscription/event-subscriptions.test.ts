import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventTable } from '../../../../src/events/event-table.ts';
import { subscribedEvents } from '../../../../src/hooks/subscription/event-subscriptions.ts';
import { kinds } from '../../../../src/kinds/registry.ts';

/** Handled where somebody subscribes to it. It changes nothing that a kind shows. */
const UNUSED = ['ms.vss-code.git-pullrequest-comment-event'];

describe('the events that are subscribed to', () => {
  it('are those that say what changed, and no others', () => {
    const idle = eventTable.get('tfvc.checkin');
    const handled = [...eventTable].flatMap(([type, places]) => (places === idle ? [] : [type]));
    assert.deepEqual(
      subscribedEvents.map(({ type }) => type).sort(),
      handled.filter((type) => !UNUSED.includes(type)).sort(),
    );
  });

  it('are of kinds that there are', () => {
    for (const { type, kinds: names } of subscribedEvents) {
      assert.ok(names.length > 0, type);
      assert.deepEqual(
        names.filter((name) => !kinds.has(name)),
        [],
        type,
      );
    }
  });

  it('send all details where an id stands within what they hold', () => {
    // An event in the fewest details: members at the top of the resource alone.
    const few = { resource: { id: 5, url: 'x', name: 'x', pullRequestId: 5, workItemId: 5 }, project: GUID };
    for (const { type, details } of subscribedEvents)
      if (details !== 'all') assert.equal(eventTable.get(type)?.(few)?.length, 1, type);
  });
});

const GUID = '6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c';
