import { describe, expect, test } from 'vitest';
import { person } from '../../test/support/builders.ts';
import type { Principal } from '../model/ref.ts';
import { isIgnored, type Verdict, verdictOn, type WantedDelegates } from './wanted.ts';

const place = (line: number) => ({ file: 'mailboxes.yaml', line, column: 5 });
const DELEGATES = place(4);
const LINE = place(7);
const LEFT = place(3);

const ann = person('ann');
const app: Principal = { id: 'id-app', kind: 'service', address: 'archiver' };
const nobody: Principal = { id: 'id-nobody', kind: 'unresolved', name: 'Old Name' };
const orphan: Principal = { id: 'S-1-5-21-1-2-3-4', kind: 'orphan', name: 'Gus Gone' };

/** All that can be said of one trustee. */
interface Said {
  readonly breakGlass?: true;
  readonly ignored?: true;
  readonly leaver?: true;
  /** In a team of the file, and not counted there. */
  readonly spared?: true;
  /** A line names the person and this right, and gives it no more. */
  readonly withdrawn?: 'expired' | 'blocked';
  readonly blocked?: true;
  readonly mode?: 'exact' | 'additive';
  /** People set the right themselves here. */
  readonly ownList?: true;
}
function verdict(trustee: Principal, said: Said): Verdict {
  const ids = (is: true | undefined): ReadonlySet<string> => new Set(is ? [trustee.id] : []);
  const delegates: WantedDelegates = {
    at: DELEGATES,
    grants: [],
    withdrawn:
      said.withdrawn === undefined
        ? []
        : [{ trustee: trustee.id, right: 'sendAs', reason: said.withdrawn, at: LINE }],
    leavers: new Map(said.leaver ? [[trustee.id, LEFT]] : []),
    blocked: ids(said.blocked),
    breakGlass: ids(said.breakGlass),
    ignored: { ids: ids(said.ignored), patterns: [] },
    spared: new Set(said.spared ? [`${trustee.id} sendAs`] : []),
    sendOnBehalfExact: true,
  };
  return verdictOn(
    { delegates, mode: said.mode ?? 'exact' },
    trustee,
    'sendAs',
    said.ownList === true,
  );
}

describe('a right that the file does not give', () => {
  const table: readonly [Principal, Said, Verdict][] = [
    [ann, {}, { take: 'not in the file', at: DELEGATES }],
    [ann, { blocked: true }, { take: 'blocked', at: DELEGATES }],
    [orphan, {}, { take: 'not in the file', at: DELEGATES }],
    [ann, { mode: 'additive' }, { keep: 'additive' }],
    [ann, { ownList: true }, { keep: 'own list' }],
    [ann, { ownList: true, mode: 'additive' }, { keep: 'additive' }],
    [ann, { mode: 'additive', blocked: true }, { keep: 'additive' }],
    [app, {}, { keep: 'application' }],
    [app, { mode: 'additive' }, { keep: 'application' }],
    // A line that is over, and a leaver, are taken away in every mode.
    [ann, { withdrawn: 'expired' }, { take: 'expired', at: LINE }],
    [ann, { withdrawn: 'blocked' }, { take: 'blocked', at: LINE }],
    [ann, { mode: 'additive', withdrawn: 'expired' }, { take: 'expired', at: LINE }],
    [ann, { ownList: true, withdrawn: 'blocked' }, { take: 'blocked', at: LINE }],
    [app, { withdrawn: 'expired' }, { take: 'expired', at: LINE }],
    [ann, { mode: 'additive', leaver: true }, { take: 'leaver', at: LEFT }],
    [ann, { leaver: true, withdrawn: 'expired' }, { take: 'leaver', at: LEFT }],
    [ann, { spared: true }, { keep: 'team' }],
    [ann, { spared: true, mode: 'additive' }, { keep: 'additive' }],
    [ann, { spared: true, leaver: true }, { take: 'leaver', at: LEFT }],
    [ann, { spared: true, withdrawn: 'expired' }, { take: 'expired', at: LINE }],
    // Whoever has left loses all, ignored or not; what must never be touched goes before everything else.
    [ann, { ignored: true, leaver: true }, { take: 'leaver', at: LEFT }],
    [ann, { mode: 'additive', ignored: true, leaver: true }, { take: 'leaver', at: LEFT }],
    [ann, { ignored: true, withdrawn: 'expired' }, { keep: 'ignored' }],
    [orphan, { ignored: true }, { keep: 'ignored' }],
    [ann, { breakGlass: true, ignored: true, leaver: true }, { keep: 'break-glass' }],
    [ann, { breakGlass: true, withdrawn: 'blocked' }, { keep: 'break-glass' }],
    [nobody, {}, { keep: 'unresolved' }],
    [nobody, { breakGlass: true, ignored: true, leaver: true }, { keep: 'unresolved' }],
  ];
  test.each(table)('%j, %j: %j', (trustee, said, expected) => {
    expect(verdict(trustee, said)).toEqual(expected);
  });

  test('a line about another right, or another person, says nothing of this one', () => {
    const delegates: WantedDelegates = {
      at: DELEGATES,
      grants: [],
      withdrawn: [
        { trustee: ann.id, right: 'fullAccess', reason: 'expired', at: LINE },
        { trustee: 'id-bob', right: 'sendAs', reason: 'expired', at: LINE },
      ],
      leavers: new Map([['id-bob', LEFT]]),
      blocked: new Set(),
      breakGlass: new Set(),
      ignored: { ids: new Set(), patterns: [] },
      spared: new Set(),
      sendOnBehalfExact: true,
    };
    expect(verdictOn({ delegates, mode: 'additive' }, ann, 'sendAs', false)).toEqual({
      keep: 'additive',
    });
  });
});

const ignored: readonly [string, Principal, boolean][] = [
  ['backup-*@contoso.com', person('backup-1'), true],
  ['backup-*@contoso.com', person('backup'), false],
  ['ann@contoso.com', ann, true],
  ['s-1-5-21-1-2-3-4', orphan, true],
  ['s-1-5-21-1-2-3-5', orphan, false],
  ['gus gone', orphan, true],
  ['archiver', app, true],
  ['*', { id: 'anonymous', kind: 'everyone' }, true],
];
test.each(ignored)('%s in ignoreTrustees names %j: %s', (pattern, trustee, is) => {
  expect(isIgnored({ ids: new Set(), patterns: ['nobody@contoso.com', pattern] }, trustee)).toBe(
    is,
  );
});
test('whoever was found by another address is ignored by the id', () => {
  const found = { ids: new Set([ann.id]), patterns: ['annie@contoso.com'] };
  expect([isIgnored(found, ann), isIgnored(found, app)]).toEqual([true, false]);
});
