import { expect, test } from 'vitest';
import { ID, mailbox } from '../../test/support/simulator/small-tenant.ts';
import { simClock } from './clock.ts';
import { type LagTimes, makeLag } from './lag.ts';
import { seededRandom } from './random.ts';

function world(times: LagTimes) {
  let host = 1_000_000;
  const clock = simClock(() => host);
  const lag = makeLag({ clock, random: seededRandom(1), times: () => times, alongWith: () => [] });
  const object = mailbox(ID.fred, 'fred@contoso.com', 'Fred');
  const change = (displayName: string) => {
    lag.changing(object);
    object.displayName = displayName;
  };
  const pass = (ms: number) => {
    host += ms;
  };
  return { lag, object, change, pass };
}
const exactly = (ms: number) => ({ ms, spread: 'exactly' as const });

test('without a lag the object itself is shown', () => {
  const { lag, object, change } = world({});
  change('New');
  expect(lag.seen('mailbox', object)).toBe(object);
});

test('each group of properties shows what was so long ago', () => {
  const { lag, object, change, pass } = world({ mailbox: exactly(100), recipient: exactly(300) });
  change('One');
  pass(200);
  change('Two');
  const shown = () => [
    lag.seen('mailbox', object)?.displayName,
    lag.seen('recipient', object)?.displayName,
    lag.seen('user', object)?.displayName,
  ];
  expect(shown()).toEqual(['One', 'Fred', 'Two']);
  pass(100);
  expect(shown()).toEqual(['Two', 'One', 'Two']);
  pass(200);
  expect(shown()).toEqual(['Two', 'Two', 'Two']);
});

test('an old state is whole: lists of then, and no property of later', () => {
  const { lag, object, pass } = world({ mailbox: exactly(100) });
  lag.changing(object);
  object.emailAddresses.push('smtp:new@contoso.com');
  object.visibleFrom = '2030-01-01T00:00:00Z';
  const old = lag.seen('mailbox', object);
  expect(old?.emailAddresses).not.toContain('smtp:new@contoso.com');
  expect(old).not.toHaveProperty('visibleFrom');
  pass(100);
  expect(lag.seen('mailbox', object)).toBe(object);
});

test('a new object is not there yet', () => {
  const { lag, object, pass } = world({ recipient: exactly(100) });
  lag.created(object);
  expect(lag.seen('recipient', object)).toBeUndefined();
  expect(lag.seen('mailbox', object)).toBe(object);
  pass(100);
  expect(lag.seen('recipient', object)).toBe(object);
});

test('up to a time: each read has its own, never more', () => {
  const { lag, object, change, pass } = world({ mailbox: { ms: 100, spread: 'upTo' } });
  change('New');
  pass(50);
  const seen = Array.from({ length: 50 }, () => lag.seen('mailbox', object)?.displayName);
  expect(new Set(seen)).toEqual(new Set(['Fred', 'New']));
  pass(50);
  expect(Array.from({ length: 50 }, () => lag.seen('mailbox', object)?.displayName)).not.toContain(
    'Fred',
  );
});
