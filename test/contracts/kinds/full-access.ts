/** Full Access: entries of a mailbox that let somebody open it, with auto-mapping and a reach. */
import fc from 'fast-check';
import type { ItemOf } from '../../../src/kinds/index.ts';
import type { Wanted } from '../../../src/kinds/wanted.ts';
import { fullAccess as entryFor } from '../../../src/simulator/seeds/builder.ts';
import type { Mailbox, MailboxAce, Tenant } from '../../../src/simulator/tenant/model.ts';
import { livingIn, mailboxOf, nameIn, primaryOf, sidOf } from '../../support/dump.ts';
import { addressOf, type Line } from '../../support/small-company.ts';
import { boxesOf, drawing, forEachBox, forEachNamed, type KindCase } from './case.ts';
import { addRight, forEachLine, gives, holder, missingRights, seldom } from './rights.ts';

const RIGHT = 'FullAccess';
const entry = fc.record({
  holder,
  deny: seldom(10),
  /** Which folders it reaches. */
  reach: fc.constantFrom<MailboxAce['inheritanceType']>(
    ...Array.from({ length: 8 }, () => 'All' as const),
    'None',
    'Descendents',
  ),
  automap: fc.boolean(),
  /** It has a further right of its own, which is none of ours. */
  more: seldom(10),
});
const entries = fc.uniqueArray(entry, {
  maxLength: 4,
  selector: (one) => `${one.holder} ${one.deny} ${one.reach}`,
});
const line = fc.record({
  given: gives,
  /** `turned`: the other way round than it is; off where it is not there. */
  automap: fc.constantFrom('turned', 'turned', 'turned', 'true', 'false', undefined),
});

const allows = ({ deny, rights }: MailboxAce): boolean => !deny && rights.includes(RIGHT);
const wholly = (ace: MailboxAce): boolean => allows(ace) && ace.inheritanceType === 'All';
const personIn = ({ users }: Tenant, who: string) =>
  users.find(({ userPrincipalName }) => userPrincipalName === addressOf(who));
/** Undefined: there is no such entry. */
function mappedNow(tenant: Tenant, box: string, who: string): boolean | undefined {
  const mailbox = livingIn(tenant).find((one) => primaryOf(one) === addressOf(box));
  const sid = personIn(tenant, who)?.sid;
  const found = mailbox?.permissions.find((ace) => wholly(ace) && ace.sid === sid);
  return found && found.autoMapping === true;
}
function say(
  { who, more }: Line,
  automap: 'turned' | 'true' | 'false' | undefined,
  now: boolean | undefined,
): void {
  if (automap === undefined || who.startsWith('group:')) return; // a group has none
  more.push(`automap: ${automap === 'turned' ? now === false : automap}`);
}

type Item = ItemOf<'fullAccess'>;
const isEntryOf = (tenant: Tenant, { trustee, inheritance }: Item) => {
  const [sid, reach] = [sidOf(tenant, trustee.id), inheritance ?? 'All'];
  return (ace: MailboxAce): boolean =>
    allows(ace) && ace.inheritanceType === reach && ace.sid === sid;
};
const withoutRight = (ace: MailboxAce): MailboxAce => ({
  ...ace,
  rights: ace.rights.filter((right) => right !== RIGHT),
});
const shown =
  (tenant: Tenant) =>
  (ace: MailboxAce): string =>
    [
      nameIn(tenant, ace.sid),
      ...ace.rights.toSorted(),
      ace.deny,
      ace.inheritanceType,
      ace.autoMapping,
    ].join(' ');
const heldIn = (mailbox: Mailbox): ReadonlySet<string> =>
  new Set(mailbox.permissions.filter(wholly).map(({ sid }) => sid));

/** Of people; a group has no auto-mapping, and that of guests the service sets itself. */
const missingMapping = (
  { delegates }: Wanted,
  { permissions }: Mailbox,
  tenant: Tenant,
): readonly string[] =>
  (delegates?.grants ?? [])
    .filter(({ right, trustee, automap }) => {
      if (right !== 'fullAccess' || trustee.kind !== 'user' || automap === undefined) return false;
      const sid = sidOf(tenant, trustee.id);
      return permissions.some(
        (ace) => wholly(ace) && ace.sid === sid && ace.autoMapping !== automap,
      );
    })
    .map(({ trustee, automap }) => `auto-mapping ${automap} for ${sidOf(tenant, trustee.id)}`);

export const fullAccess: KindCase<'fullAccess'> = {
  there: drawing(forEachBox(entries), ({ mailbox, account }, drawn) => {
    for (const [box, list] of boxesOf(drawn))
      for (const { holder: who, deny, reach, automap, more } of list) {
        if (who === box) continue;
        const { sid, mapped } = account(who);
        // The mapping is the person's, and the whole entry's.
        const own = mapped === 'drawn' ? reach === 'All' && automap : mapped;
        mailbox(box).permissions.push(
          entryFor(sid, {
            deny,
            rights: more ? [RIGHT, 'ReadPermission'] : [RIGHT],
            inheritanceType: reach,
            autoMapping: deny ? null : own,
          }),
        );
      }
  }),
  asked: drawing(forEachNamed(forEachLine(line)), ({ tenant, entries: named }, drawn) => {
    for (const { local, delegates = [] } of named.values()) {
      const own = drawn[local];
      addRight(
        delegates,
        'fullAccess',
        own.map(({ given }) => given),
      );
      for (const [index, one] of delegates.entries())
        if (own[index]?.given === true)
          say(one, own[index].automap, mappedNow(tenant, local, one.who));
    }
  }),
  isInEffect(tenant, change) {
    const item = change.op === 'remove' ? change.before : change.after;
    const mailbox = mailboxOf(tenant, item.subject);
    const found = mailbox?.permissions.find(isEntryOf(tenant, item));
    if (change.op === 'remove' || found === undefined)
      return (change.op === 'remove') === (found === undefined);
    return item.automap === undefined || (found.autoMapping ?? false) === item.automap;
  },
  missing: (wanted, mailbox, tenant) => [
    ...missingRights('fullAccess', wanted, heldIn(mailbox), tenant),
    ...missingMapping(wanted, mailbox, tenant),
  ],
  picture: ({ permissions }, tenant) => permissions.map(shown(tenant)).toSorted(),
  holders: ({ permissions }) =>
    permissions
      .filter(allows)
      .map(({ sid, inheritanceType: reach }) => (reach === 'All' ? { sid } : { sid, part: reach })),
  /** What an account that is gone had. */
  without: (mailbox, { trustee }) => ({
    ...mailbox,
    permissions: mailbox.permissions
      .map((ace) => (ace.sid === trustee.id && !ace.deny ? withoutRight(ace) : ace))
      .filter(({ rights }) => rights.length > 0),
  }),
  changes: {
    add: ({ subject, trustee }) =>
      fc.record({ subject, trustee }).map((after) => ({ op: 'add', after })),
    update: ({ subject, trustee }) =>
      fc.tuple(subject, trustee, fc.boolean()).map(([box, who, to]) => ({
        op: 'update',
        before: { subject: box, trustee: who, automap: !to },
        after: { subject: box, trustee: who, automap: to },
      })),
    remove: ({ subject, trustee }) =>
      fc.record({ subject, trustee }).map((before) => ({ op: 'remove', before })),
  },
  readBy: { cmdlet: 'Get-MailboxPermission' },
  writtenBy: ['Add-MailboxPermission', 'Remove-MailboxPermission'],
};
