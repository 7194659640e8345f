import { expect, test } from 'vitest';
import {
  automap,
  create,
  grant,
  hide,
  moveAlias,
  ref,
  revoke,
} from '../../test/support/builders.ts';
import type { Alias } from '../kinds/alias/alias.ts';
import type { FullAccess } from '../kinds/full-access/full-access.ts';
import { KINDS, describe as told } from '../kinds/index.ts';
import type { MailboxSetting } from '../kinds/mailbox-settings/mailbox-settings.ts';
import { afterOf } from '../model/change.ts';
import type { End, Line } from '../model/journal.ts';
import { Items } from '../state/items.ts';
import { eachKind, type State } from '../state/state.ts';
import { type Plan, type Planned, planned } from './plan.ts';
import { type Undo, undo } from './undo.ts';

const planOf = (changes: readonly Planned[]): Plan => ({
  version: 2,
  maker: { name: 'plan', only: [], exclude: [] },
  tenant: { id: 'id-tenant', domain: 'contoso.onmicrosoft.com' },
  actor: { id: 'id-mbx', name: 'mbx' },
  expires: '2030-01-08T09:00:00Z',
  gates: [],
  objects: [],
  made: '2030-01-07T09:00:00Z',
  strategy: { files: ['mailboxes.yaml'], hash: '' },
  policy: {},
  opens: [],
  scope: { compared: 1, declared: 1, leavers: 0 },
  changes,
  blocked: [],
  gaps: [],
  refused: [],
  kept: [],
  notes: [],
});
/** The journal of a run in which these changes ended so. */
const journal = (...ended: readonly (readonly [Planned, End])[]): readonly Line<Plan>[] => [
  { line: 'begin', at: 0, run: 'r1', plan: planOf(ended.map(([change]) => change)) },
  ...ended.map(([{ id }, end]): Line<Plan> => ({ line: 'end', at: 1, change: id, end })),
];

/** What is there once these changes were made, and nothing else. */
function madeOf(...changes: readonly Planned[]): State {
  const actions = changes.map(({ action }) => action);
  const nothing: State = eachKind(() => Items.from([]));
  return {
    ...nothing,
    fullAccess: Items.from(
      actions.flatMap((action) =>
        action.kind === 'fullAccess' ? (afterOf<FullAccess>(action) ?? []) : [],
      ),
    ),
    alias: Items.from(
      actions.flatMap((action) => (action.kind === 'alias' ? (afterOf<Alias>(action) ?? []) : [])),
    ),
    mailboxSettings: Items.from(
      actions.flatMap((action) =>
        action.kind === 'mailboxSettings' ? (afterOf<MailboxSetting>(action) ?? []) : [],
      ),
    ),
  };
}
const lines = ({ changes }: Undo): readonly string[] => changes.map(({ action }) => told(action));

const toAnn = grant('sales', 'ann');
const fromBob = revoke('sales', 'bob');

test('last made, first undone', () => {
  const run = journal([toAnn, 'verified'], [fromBob, 'verified'], [hide('info', true), 'verified']);
  expect(lines(undo(run, madeOf(toAnn, hide('info', true))))).toEqual([
    'turn hiding from address lists off for info@contoso.com',
    'let bob@contoso.com open sales@contoso.com',
    'stop ann@contoso.com opening sales@contoso.com',
  ]);
});

test('an undo is a plan like any other: its changes have ids, effects and the line of the file', () => {
  const at = { file: 'mailboxes.yaml', line: 7, column: 7 };
  const { action } = toAnn;
  const change = planned({ action, reason: 'declared', at });
  const [back] = undo(journal([change, 'verified']), madeOf(change)).changes;
  expect(back).toMatchObject({ reason: 'undo', effect: 'narrows', at });
  expect(back?.id).toBe(revoke('sales', 'ann').id);
});

const ends: readonly [End, boolean][] = [
  ['verified', true],
  ['pending', true],
  ['contradicted', true],
  ['unknown', true], // the reading decides
  ['refused', false],
  ['held', false],
];
test.each(ends)('a change that ended %s is undone where it is in effect: %s', (end, is) => {
  expect(undo(journal([toAnn, end]), madeOf(toAnn)).changes).toHaveLength(is ? 1 : 0);
});

test('a change without an end was not made', () => {
  const run = journal([toAnn, 'verified']).filter(({ line }) => line !== 'end');
  expect(undo(run, madeOf(toAnn))).toEqual({
    changes: [],
    cannot: [],
    already: [],
    others: [],
  });
});

test('what is as it was before needs nothing, and is told apart', () => {
  expect(undo(journal([toAnn, 'verified']), madeOf())).toEqual({
    changes: [],
    cannot: [],
    already: [toAnn],
    others: [],
  });
});

test('what somebody has changed since to something else stays, and is told', () => {
  const off = automap('sales', 'ann', false);
  const gone = undo(journal([off, 'verified']), madeOf());
  expect(gone.changes).toEqual([]);
  expect(gone.cannot).toEqual([
    { change: off, why: expect.stringContaining('somebody has changed it since') },
  ]);
});

test('what could not be read stays', () => {
  const unread = eachKind((kind) =>
    kind === 'fullAccess' ? Items.unread('no answer') : Items.from([]),
  );
  expect(undo(journal([toAnn, 'verified']), unread)).toEqual({
    changes: [],
    cannot: [{ change: toAnn, why: 'it could not be read' }],
    already: [],
    others: [],
  });
});

test('a mailbox is never deleted again, and a deleted account gets nothing back', () => {
  const made = create('new@contoso.com');
  const orphan = planned({
    action: KINDS.fullAccess.act({
      op: 'remove',
      before: { subject: ref('sales'), trustee: { id: 'S-1-5-21-1-2-3-4', kind: 'orphan' } },
    }),
    reason: 'not in the file',
  });
  const bound: Line<Plan> = {
    line: 'bound',
    at: 1,
    provisional: 'new:new@contoso.com',
    id: 'id-1',
  };
  const run = [...journal([made, 'verified'], [orphan, 'verified']), bound];
  const { changes, cannot } = undo(run, madeOf());
  expect(changes).toEqual([]);
  expect(cannot.map(({ change, why }) => [change.id, why])).toEqual([
    [orphan.id, expect.stringContaining('the account is deleted')],
    [made.id, expect.stringContaining('never deletes a mailbox')],
  ]);
});

test('of a creation that never came to be nothing is left: whoever has the address now is somebody else', () => {
  const made = create('new@contoso.com');
  for (const end of ['refused', 'unknown'] as const)
    expect(undo(journal([made, end]), madeOf())).toMatchObject({ changes: [], cannot: [] });
});

test('an address that moved goes back to the mailbox it came from', () => {
  const move = moveAlias('sales', 'info', 'x@contoso.com');
  expect(lines(undo(journal([move, 'verified']), madeOf(move)))).toEqual([
    'move the address x@contoso.com from info@contoso.com to sales@contoso.com',
  ]);
});

test('what was planned again after a creation is undone under its new name, and once', () => {
  const onNew = grant('new:new@contoso.com', 'ann');
  const real = grant('new', 'ann');
  const run: readonly Line<Plan>[] = [
    { line: 'begin', at: 0, run: 'r1', plan: planOf([onNew, toAnn]) },
    { line: 'replanned', at: 1, plan: planOf([real, toAnn]) },
    { line: 'end', at: 2, change: toAnn.id, end: 'verified' },
    { line: 'end', at: 3, change: real.id, end: 'verified' },
  ];
  expect(lines(undo(run, madeOf(real, toAnn))).toSorted()).toEqual([
    'stop ann@contoso.com opening new@contoso.com',
    'stop ann@contoso.com opening sales@contoso.com',
  ]);
});

test('undone, and undone again, is as it was', () => {
  const { changes } = undo(journal([fromBob, 'verified']), madeOf());
  const again = undo(
    journal(...changes.map((one) => [one, 'verified'] as const)),
    madeOf(...changes),
  );
  expect(again.changes.map(({ id }) => id)).toEqual([fromBob.id]);
});
