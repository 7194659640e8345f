import { describe, expect, test } from 'vitest';
import { behalf, grant, hide, ref, revoke, sendAs, signIn } from '../../test/support/builders.ts';
import { barred, blockedBeside } from './barred.ts';
import type { Planned } from './plan.ts';

const at = { file: 'mailboxes.yaml', line: 7, column: 3 };
const people = (said: { leaver?: string; blocked?: string; glass?: string }) => ({
  leavers: new Map(said.leaver === undefined ? [] : [[ref(said.leaver).id, at]]),
  blocked: new Set(said.blocked === undefined ? [] : [ref(said.blocked).id]),
  breakGlass: new Set(said.glass === undefined ? [] : [ref(said.glass).id]),
});

describe('nothing is given to', () => {
  const gives: readonly [string, Planned][] = [
    ['Full Access', grant('sales', 'ann')],
    ['Send As', sendAs('sales', 'ann', 'add')],
    ['Send on Behalf', behalf('sales', 'ann', 'add')],
  ];
  test.each(gives)('a leaver, a blocked or a break-glass account: %s', (_, change) => {
    expect(barred(change, people({ leaver: 'ann' }))).toBe(
      'ann@contoso.com is under `leavers:` (mailboxes.yaml:7)',
    );
    expect(barred(change, people({ blocked: 'ann' }))).toBe('ann@contoso.com cannot sign in');
    expect(barred(change, people({ glass: 'ann' }))).toBe(
      'ann@contoso.com is a break-glass account',
    );
    expect(barred(change, people({ leaver: 'bob', blocked: 'cy', glass: 'dan' }))).toBe(undefined);
  });

  test('a break-glass account, which is no target either', () => {
    for (const change of [hide('sales', true), revoke('sales', 'ann'), signIn('sales', 'blocked')])
      expect(barred(change, people({ glass: 'sales' }))).toBe(
        'sales@contoso.com is a break-glass account',
      );
  });

  test('and taking away, or a setting, is free', () => {
    const all = { leaver: 'ann', blocked: 'ann' };
    expect(barred(revoke('sales', 'ann'), people(all))).toBe(undefined);
    expect(barred(hide('ann', true), people(all))).toBe(undefined);
  });

  test('but sign-in to a blocked account, unless it has left', () => {
    const allow = signIn('desk', 'allowed');
    expect(barred(allow, people({ blocked: 'desk' }))).toBe(undefined);
    expect(barred(allow, people({ leaver: 'desk' }))).toContain('is under `leavers:`');
  });
});

test('whom an undo lets in again is not blocked beside it, unless the file says so or it has left', () => {
  const changes = [signIn('desk', 'allowed')];
  const id = ref('desk').id;
  const beside = (said: Parameters<typeof people>[0], byFile: readonly string[]) =>
    blockedBeside(changes, people(said), new Set(byFile)).has(id);
  expect(beside({ blocked: 'desk' }, [])).toBe(false);
  expect(beside({ blocked: 'desk' }, [id])).toBe(true);
  const left = { ...people({ blocked: 'desk', leaver: 'desk' }) };
  expect(blockedBeside(changes, left, new Set()).has(id)).toBe(true);
});
