import { describe, expect, test } from 'vitest';
import { readAllowed } from '../run/allow.ts';
import type { Gate } from './gates/gate.ts';
import { allowedBy, gatesIn, opensOf } from './opened.ts';

const CREATES: Gate = {
  gate: 'creates',
  actual: 4,
  limit: 3,
  tripped: true,
  about: ['a@contoso.com'],
  why: 'it creates 4 mailboxes',
  allow: ['--allow creates=4'],
};
const PROTECTED: Gate = {
  gate: 'protected',
  actual: 2,
  limit: 0,
  tripped: true,
  about: ['ceo@contoso.com', 'cfo@contoso.com'],
  why: 'it widens access to protected mailboxes',
  allow: ['--allow protected=ceo@contoso.com', '--allow protected=cfo@contoso.com'],
};
const LOCK_OUT: Gate = {
  gate: 'lock-out',
  actual: 1,
  limit: 0,
  tripped: true,
  about: ['mbx'],
  why: 'it would block the last administrator',
};
const ROOMY: Gate = {
  gate: 'max-grants',
  actual: 2,
  limit: 10,
  tripped: false,
  about: [],
  why: 'it gives rights to 2 holders',
};
const seen = (gates: readonly Gate[], ...opens: readonly string[]) => {
  const { shut, opened } = gatesIn({ gates, opens });
  return {
    shut: shut.map(({ gate }) => gate),
    opened: opened.map(({ text, what }) => `${text}: ${what}`),
  };
};

test('flags come back from their texts, each once and in order', () => {
  const opens = opensOf(
    readAllowed(['protected=CFO@contoso.com', 'creates=3', 'max-grants=9', 'creates=5']),
  );
  expect(opens).toEqual(['creates=5', 'max-grants=9', 'protected=cfo@contoso.com']);
  expect(opensOf(allowedBy(opens))).toEqual(opens);
  expect(opensOf(allowedBy(['none=1', 'creates', 'creates=x', 'creates=-1']))).toEqual([]);
});

describe('gates of a plan', () => {
  test('without a flag all that are tripped are shut', () => {
    expect(seen([CREATES, PROTECTED, ROOMY])).toEqual({
      shut: ['creates', 'protected'],
      opened: [],
    });
  });
  test('a number that is at least the actual one opens, and says what goes through', () => {
    for (const n of [4, 42])
      expect(seen([CREATES], `creates=${n}`)).toEqual({
        shut: [],
        opened: [`creates=${n}: it creates 4 mailboxes`],
      });
  });
  test('a smaller one does not, and says so', () => {
    expect(seen([CREATES], 'creates=3')).toEqual({
      shut: ['creates'],
      opened: ['creates=3: not enough: the plan needs 4'],
    });
  });
  test('every protected mailbox must be named', () => {
    const [ceo, cfo] = ['protected=ceo@contoso.com', 'protected=cfo@contoso.com'];
    expect(seen([PROTECTED], ceo).shut).toEqual(['protected']);
    expect(seen([PROTECTED], ceo, cfo).shut).toEqual([]);
    expect(seen([PROTECTED], 'protected=hr@contoso.com').opened).toEqual([
      'protected=hr@contoso.com: nothing in this plan needs it',
    ]);
  });
  test('a flag that nothing needs is shown all the same', () => {
    expect(seen([ROOMY], 'max-grants=50', 'sign-in=9').opened).toEqual([
      'max-grants=50: nothing in this plan needs it',
      'sign-in=9: nothing in this plan needs it',
    ]);
  });
  test('what nothing opens stays shut', () => {
    expect(seen([LOCK_OUT], 'lock-out=9').shut).toEqual(['lock-out']);
  });
});
