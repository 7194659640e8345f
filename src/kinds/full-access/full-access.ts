/** Full Access: who may open a mailbox, and whether Outlook shows it to them by itself (auto-mapping). */
import * as z from 'zod';
import type { Call } from '../../model/call.ts';
import { itemOf } from '../../model/change.ts';
import { nameOf, type Principal, type Ref } from '../../model/ref.ts';
import { principalSchema, refSchema } from '../../model/schemas.ts';
import {
  type AccessRow,
  accessRows,
  INHERITANCE,
  type Inheritance,
} from '../../tenant/read/access.ts';
import { merged } from '../../tenant/read/trustees.ts';
import { CMDLET } from '../../wire/exchange.ts';
import type { Kind } from '../kind.ts';
import { reaches } from '../rights.ts';
import { termsOf, verdictOn } from '../wanted.ts';

export interface FullAccess {
  readonly subject: Ref;
  readonly trustee: Principal;
  /** Absent: not said, or it cannot be read. It is never a difference then. */
  readonly automap?: boolean;
  /** Absent: an ordinary grant. */
  readonly entry?: Exclude<AccessRow['entry'], 'allow'>;
  /** Absent: all folders, as every right that is wished. An entry of another reach is an item of its own. */
  readonly inheritance?: Exclude<Inheritance, 'All'>;
  /** What its entries stand under, where the trustee's SID was another one then; it says only how to take them away. */
  readonly under?: readonly string[];
}

const RIGHT = 'FullAccess';
/** Nothing where the file does not say it. */
const AUTOMAP_SAID: Readonly<Record<string, string>> = {
  true: 'with auto-mapping',
  false: 'without auto-mapping',
};
const call = (
  cmdlet: string,
  { subject, trustee, inheritance }: FullAccess,
  { User = trustee.id, ...more }: { readonly User?: string; readonly AutoMapping?: boolean } = {},
): Call => ({
  service: 'exchange',
  cmdlet,
  on: subject,
  parameters: { User, AccessRights: [RIGHT], InheritanceType: inheritance ?? 'All', ...more },
});

export const fullAccess: Kind<FullAccess> = {
  title: 'Full Access',
  about: 'mailboxes',
  schema: z.strictObject({
    subject: refSchema,
    trustee: principalSchema,
    automap: z.exactOptional(z.boolean()),
    entry: z.exactOptional(z.enum(['deny', 'inherited', 'self', 'system'])),
    inheritance: z.exactOptional(z.enum(INHERITANCE).exclude(['All'])),
    under: z.exactOptional(z.array(z.string().min(1)).min(1)),
  }),
  declared: ({ subject, delegates, mode }) =>
    delegates && {
      wishes: delegates.grants
        .filter(({ right }) => right === 'fullAccess')
        .map(({ trustee, automap, at, ...grant }) => ({
          item: { subject, trustee, ...(automap === undefined ? {} : { automap }) },
          at,
          ...termsOf(grant),
        })),
      verdict: ({ trustee }) => verdictOn({ delegates, mode }, trustee, 'fullAccess', false),
    },
  reads: [CMDLET.getMailboxPermission],
  async read(session, subjects) {
    const { rows, gaps } = await accessRows(session, subjects);
    const items = rows
      .filter(({ rights }) => rights.includes(RIGHT))
      .map(({ subject, trustee, entry, automap, inheritance, former }) => ({
        item: {
          subject,
          trustee,
          ...(automap === undefined ? {} : { automap }),
          ...(entry === 'allow' ? {} : { entry }),
          ...(inheritance === 'All' ? {} : { inheritance }),
        },
        trustee,
        entry,
        ...(former === undefined ? {} : { former }),
      }));
    const found = merged(items, ({ item }) => `${item.subject.id} ${key(item)}`).map(
      ({ row: { item }, under }): FullAccess => (under === undefined ? item : { ...item, under }),
    );
    return { items: mappedOnce(found), gaps };
  },
  key,
  value: ({ automap }) => (automap === undefined ? '' : automap ? 'automap' : 'no automap'),
  /** Compared only where it is declared and known. Source: design, automap. */
  complete: (wanted, actual) =>
    wanted.automap === undefined || actual.automap === undefined ? actual : wanted,
  unmanaged: ({ entry, trustee }) =>
    entry ?? (trustee.kind === 'unresolved' ? 'unresolved' : undefined),
  grants: ({ trustee, entry, inheritance }) =>
    entry === 'deny'
      ? []
      : [{ to: trustee, right: inheritance === undefined ? 'open' : 'openInPart' }],
  label: ({ trustee, entry, inheritance }) =>
    named(trustee, [entry, inheritance && `InheritanceType ${inheritance}`]),
  describe(change) {
    const { subject, trustee, automap, inheritance } = itemOf(change);
    const part =
      inheritance === undefined ? '' : ` (only the entry of InheritanceType ${inheritance})`;
    switch (change.op) {
      case 'add':
        return `let ${nameOf(trustee)} open ${subject.address}${part}${automap === undefined ? '' : ` (${AUTOMAP_SAID[String(automap)]})`}`;
      case 'update':
        return `turn auto-mapping of ${subject.address} ${automap === true ? 'on' : 'off'} for ${nameOf(trustee)} (access is taken and given again)`;
      case 'remove':
        return `stop ${nameOf(trustee)} opening ${subject.address}${part}`;
    }
  },
  shown(change) {
    const { trustee, automap, inheritance } = itemOf(change);
    const said = [
      inheritance === undefined ? '' : `only the entry of InheritanceType ${inheritance}`,
      change.op === 'update'
        ? `auto-mapping ${change.before.automap === true ? 'on' : 'off'} -> ${automap === true ? 'on' : 'off'}; access is taken and given again`
        : change.op === 'add'
          ? (AUTOMAP_SAID[String(automap)] ?? '')
          : '',
    ].filter((text) => text !== '');
    return {
      what: said.length === 0 ? 'Full Access' : `Full Access (${said.join(', ')})`,
      who: trustee,
    };
  },
  via: (change) =>
    change.op === 'update'
      ? [
          { op: 'remove', before: change.before },
          { op: 'add', after: change.after },
        ]
      : [change],
  calls(change) {
    switch (change.op) {
      case 'add': {
        const { automap, trustee } = change.after;
        const mapped =
          trustee.kind === 'group' || automap === undefined ? {} : { AutoMapping: automap };
        return [call(CMDLET.addMailboxPermission, change.after, mapped)];
      }
      case 'update':
        return []; // made of the other two
      case 'remove':
        return (change.before.under ?? [change.before.trustee.id]).map((User) =>
          call(CMDLET.removeMailboxPermission, change.before, { User }),
        );
    }
  },
  noUndo: (change) =>
    change.op === 'remove' && change.before.trustee.kind === 'orphan'
      ? 'the account is deleted, so the right cannot be given back'
      : undefined,
  /** Deny goes before what is granted, whoever grants it. Source: Exchange, access control entries. */
  overrides: ({ entry, trustee }, wished, isIn) =>
    entry === 'deny' && reaches(trustee, wished.trustee, isIn),
  /** Source: Add-MailboxPermission. The mailbox's own entry and inherited ones are not in its list. */
  most: {
    items: 500,
    called: 'entries in its access list',
    counts: ({ entry }) => entry !== 'self' && entry !== 'inherited',
  },
  authority: () => 'cloud',
};

function key({ trustee, entry, inheritance }: FullAccess): string {
  if (entry === undefined && inheritance === undefined) return trustee.id;
  return [trustee.id, entry, inheritance].filter((part) => part !== undefined).join(' ');
}
/** Auto-mapping is read by person, not by entry: where one reaches the whole mailbox, it is that entry's. */
function mappedOnce(items: readonly FullAccess[]): readonly FullAccess[] {
  if (items.every(({ inheritance }) => inheritance === undefined)) return items;
  const pair = ({ subject, trustee }: FullAccess): string => `${subject.id} ${trustee.id}`;
  const whole = new Set(
    items
      .filter(({ entry, inheritance }) => entry === undefined && inheritance === undefined)
      .map(pair),
  );
  return items.map((item) =>
    item.inheritance !== undefined && item.automap === true && whole.has(pair(item))
      ? { ...item, automap: false }
      : item,
  );
}
function named(trustee: Principal, words: readonly (string | undefined)[]): string {
  const said = words.filter((word) => word !== undefined);
  return said.length === 0 ? nameOf(trustee) : `${nameOf(trustee)} (${said.join(', ')})`;
}
