/** Further addresses: each belongs to one mailbox at a time, and one that moves is taken from the one and given to the other. */
import fc from 'fast-check';
import type { Tenant } from '../../../src/simulator/tenant/model.ts';
import { aliasesOf, livingIn, mailboxOf, primaryOf } from '../../support/dump.ts';
import {
  addressOf,
  BOXES,
  DELETED,
  type Entry,
  type Named,
  NEW_BOX,
} from '../../support/small-company.ts';
import { drawing, forEachNamed, type KindCase } from './case.ts';

/** Addresses that are no mailbox's primary; the last one belongs to a deleted mailbox. */
const ALIASES = ['a1', 'a2', 'a3', 'a4', DELETED] as const;

/** Where each shall be: as it is, nowhere, at a mailbox, or with the next one of those whose aliases the file manages. */
const place = fc.oneof(
  { weight: 2, arbitrary: fc.constant('as it is' as const) },
  { weight: 3, arbitrary: fc.constant('next' as const) },
  { weight: 2, arbitrary: fc.constantFrom(...BOXES, NEW_BOX) },
  { weight: 2, arbitrary: fc.constant('nowhere' as const) },
);
/** Seldom asked for, since that is blocked. */
const ofDeleted = fc.oneof(
  { weight: 2, arbitrary: fc.constant('nowhere' as const) },
  { weight: 1, arbitrary: fc.constantFrom(...BOXES, NEW_BOX) },
);
type Place = Named | 'as it is' | 'next' | 'nowhere';

const holderIn = (tenant: Tenant, alias: string): Named | undefined => {
  const mailbox = livingIn(tenant).find((one) => aliasesOf(one).includes(addressOf(alias)));
  return BOXES.find((box) => mailbox !== undefined && primaryOf(mailbox) === addressOf(box));
};
/** What a person would not write is left out: an alias taken from a mailbox that the file does not name. */
function homeOf(
  now: Named | undefined,
  wish: Place,
  managing: readonly Entry[],
): Named | undefined {
  const at = managing.findIndex(({ local }) => local === now);
  if (wish === 'as it is' || (now !== undefined && managing[at]?.mode !== 'exact')) return now;
  if (wish === 'next') return managing[(at + 1) % managing.length]?.local;
  return wish === 'nowhere' ? undefined : wish;
}

export const alias: KindCase<'alias'> = {
  there: drawing(
    fc.array(fc.option(fc.constantFrom(...BOXES), { nil: undefined, freq: 4 }), {
      minLength: ALIASES.length - 1,
      maxLength: ALIASES.length - 1,
    }),
    ({ mailbox, owner }, homes) => {
      for (const [index, box] of homes.entries()) {
        if (box === undefined) continue;
        const address = `smtp:${addressOf(ALIASES[index] ?? '')}`;
        mailbox(box).emailAddresses.push(address);
        owner(box).proxyAddresses.push(address);
      }
    },
  ),
  asked: drawing(
    fc.record({
      manages: forEachNamed(fc.nat(3).map((n) => n > 0)),
      places: fc.tuple(place, place, place, place, ofDeleted),
    }),
    ({ tenant, entries }, { manages, places }) => {
      const managing = [...entries.values()].filter(({ local }) => manages[local]);
      const homes = ALIASES.map((one, index) =>
        homeOf(holderIn(tenant, one), places[index] ?? 'nowhere', managing),
      );
      for (const { local, says } of managing) {
        const own = ALIASES.filter((_, index) => homes[index] === local);
        says.push(`aliases: [${own.map(addressOf).join(', ')}]`);
      }
    },
  ),
  isInEffect(tenant, change) {
    const { subject, address } = change.op === 'remove' ? change.before : change.after;
    const isAt = (one: typeof subject): boolean => {
      const mailbox = mailboxOf(tenant, one);
      return mailbox !== undefined && aliasesOf(mailbox).includes(address);
    };
    if (change.op === 'remove') return !isAt(subject);
    const left = change.op === 'update' ? change.before.subject : undefined;
    return isAt(subject) && (left === undefined || !isAt(left));
  },
  missing({ aliases, mode }, mailbox) {
    if (aliases === undefined) return [];
    const listed = aliases.entries.map(({ value }) => value);
    const further = aliasesOf(mailbox).filter((address) => !address.includes('onmicrosoft'));
    return [
      ...listed.filter((address) => !further.includes(address)),
      ...further
        .filter((address) => mode === 'exact' && !listed.includes(address))
        .map((address) => `no ${address}`),
    ];
  },
  picture: (mailbox) => aliasesOf(mailbox).toSorted(),
  changes: {
    add: ({ subject, address }) =>
      fc.record({ subject, address }).map((after) => ({ op: 'add', after })),
    update: ({ subject, address }) =>
      fc
        .tuple(subject, subject, address)
        .filter(([from, to]) => from.id !== to.id)
        .map(([from, to, one]) => ({
          op: 'update',
          before: { subject: from, address: one },
          after: { subject: to, address: one },
        })),
    remove: ({ subject, address }) =>
      fc.record({ subject, address }).map((before) => ({ op: 'remove', before })),
  },
  readBy: { cmdlet: 'Get-Mailbox' },
  writtenBy: ['Set-Mailbox'],
};
