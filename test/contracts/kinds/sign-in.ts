/** Whether the own account of a shared mailbox may sign in. */
import fc from 'fast-check';
import { provisional } from '../../../src/model/ref.ts';
import type { Tenant } from '../../../src/simulator/tenant/model.ts';
import { mailboxOf, ownerOf } from '../../support/dump.ts';
import { isPerson } from '../../support/small-company.ts';
import { boxesOf, drawing, forEachBox, forEachNamed, type KindCase, maybe } from './case.ts';

const WORDS = ['blocked', 'allowed'] as const;
const word = maybe(fc.constantFrom(...WORDS));
/** What is created is blocked already. */
const mostlyAllowed = maybe(fc.constantFrom(...WORDS, 'allowed', 'allowed'));
const now = (tenant: Tenant, subject: { readonly id: string; readonly address: string }) => {
  const mailbox = mailboxOf(tenant, subject);
  const enabled = mailbox && ownerOf(tenant, mailbox)?.accountEnabled;
  return enabled === true ? 'allowed' : 'blocked';
};

export const signIn: KindCase<'signIn'> = {
  there: drawing(forEachBox(fc.boolean()), ({ owner }, drawn) => {
    for (const [box, enabled] of boxesOf(drawn))
      if (!isPerson(box)) owner(box).accountEnabled = enabled;
  }),
  asked: drawing(forEachNamed(word, mostlyAllowed), ({ entries }, drawn) => {
    for (const { local, says } of entries.values())
      if (drawn[local] !== undefined && !isPerson(local)) says.push(`signIn: ${drawn[local]}`);
  }),
  isInEffect: (tenant, change) =>
    change.op !== 'remove' &&
    mailboxOf(tenant, change.after.subject) !== undefined &&
    now(tenant, change.after.subject) === change.after.to,
  missing: ({ subject, signIn: wish }, _mailbox, tenant) =>
    wish === undefined || now(tenant, subject) === wish.value ? [] : [`sign-in ${wish.value}`],
  picture: (mailbox, tenant) => ownerOf(tenant, mailbox)?.accountEnabled,
  changes: {
    add: ({ address }) =>
      address.map((one) => ({
        op: 'add',
        after: { subject: provisional(one), to: 'allowed' },
      })),
    update: ({ subject }) =>
      fc.tuple(subject, fc.constantFrom(...WORDS)).map(([one, to]) => ({
        op: 'update',
        before: { subject: one, to: to === 'blocked' ? 'allowed' : 'blocked' },
        after: { subject: one, to },
      })),
  },
  readBy: { path: (id) => `/users/${id}` },
  writtenBy: [], // Graph does
};
