/** What is not known is no empty list, and what the mailbox itself holds is nobody's business. */
import { describe, expect, test } from 'vitest';
import { person, ref } from '../../test/support/builders.ts';
import type { FullAccess } from '../kinds/full-access/full-access.ts';
import { provisional, type Ref } from '../model/ref.ts';
import { evaluate, Items } from './items.ts';
import { eachKind, managed, type State } from './state.ts';

const [sales, info, desk] = [ref('sales'), ref('info'), ref('desk')];
const open = (subject: Ref, who: string, entry?: NonNullable<FullAccess['entry']>): FullAccess => ({
  subject,
  trustee: person(who),
  ...(entry === undefined ? {} : { entry }),
});
const access = Items.from(
  [open(sales, 'ann'), open(info, 'bob'), open(sales, 'sales', 'self'), open(sales, 'cy', 'deny')],
  [{ subject: info.id, reason: 'Get-MailboxPermission gave an answer without SELF' }],
);

describe('items', () => {
  test('of a subject are its items, or the gap; never both, and never an empty list for "not known"', () => {
    expect(access.of(sales.id)).toMatchObject({ known: true, items: [{}, {}, {}] });
    expect(access.of(info.id)).toEqual({
      known: false,
      gap: 'Get-MailboxPermission gave an answer without SELF',
      shown: [open(info, 'bob')],
    });
    expect(access.of(desk.id)).toEqual({ known: true, items: [] });
    expect(Items.unread('not asked for').of(sales.id)).toEqual({
      known: false,
      gap: 'not asked for',
      shown: [],
    });
  });
  test('of a mailbox that is not there yet are none, and that is known', () => {
    const { id } = provisional('fresh@contoso.com');
    expect(Items.unread('not asked for').of(id)).toEqual({ known: true, items: [] });
  });
  test('are seen only where they are known', () => {
    expect(access.seen().map(({ subject }) => subject.address)).not.toContain(info.address);
  });
  test('that are narrowed keep their gaps', () => {
    const none = access.only(() => false);
    expect(none.of(sales.id)).toEqual({ known: true, items: [] });
    expect(none.of(info.id).known).toBe(false);
  });
});

describe('a reader like a rule', () => {
  test('is not asked about what is not known: that is "not evaluated"', () => {
    const asked: string[] = [];
    const result = evaluate(access, [sales, info], (subject, items) => {
      asked.push(subject.address);
      return items.length === 0 ? [`${subject.address} has nobody`] : [];
    });
    expect(asked).toEqual([sales.address]);
    expect(result).toEqual({
      found: [],
      notEvaluated: [
        { subject: info, reason: 'Get-MailboxPermission gave an answer without SELF' },
      ],
    });
  });
  test('finds nothing in a kind that was not read, and is never green there', () => {
    const result = evaluate(Items.unread('not asked for'), [sales, info], ({ address }) => [
      address,
    ]);
    expect(result.found).toEqual([]);
    expect(result.notEvaluated.map(({ subject }) => subject)).toEqual([sales, info]);
  });
});

describe('a step over what may be managed', () => {
  const ENTRIES = ['self', 'deny', 'inherited', 'system'] as const;
  const nobodyKnown: FullAccess = {
    subject: sales,
    trustee: { kind: 'unresolved', id: 'S-1-5-9', name: 'odd' },
  };
  const state: State = {
    ...eachKind(() => Items.unread('not asked for')),
    fullAccess: Items.from([
      open(sales, 'ann'),
      ...ENTRIES.map((entry) => open(sales, entry, entry)),
      nobodyKnown,
    ]),
  };
  test('never sees SELF, nor what denies, is inherited, is the system’s, or of nobody known', () => {
    expect(managed(state).fullAccess.of(sales.id)).toEqual({
      known: true,
      items: [open(sales, 'ann')],
    });
  });
  test('sees the whole where it asks for it', () => {
    expect(state.fullAccess.seen()).toHaveLength(6);
  });
  test('sees the gaps as they are', () => {
    expect(managed(state).sendAs.of(sales.id).known).toBe(false);
  });
});
