/** Full Access: who may open a mailbox, and whether Outlook shows it to them by itself (auto-mapping). */
import * as z from 'zod';
import type { Call } from '../../model/call.ts';
import { itemOf } from '../../model/change.ts';
import { nameOf, type Principal, type Ref } from '../../model/ref.ts';
import { principalSchema, refSchema } from '../../model/schemas.ts';
import { type AccessRow, accessRows } from '../../tenant/read/access.ts';
import { CMDLET } from '../../wire/exchange.ts';
import type { Kind } from '../kind.ts';
import { verdictOn } from '../wanted.ts';

export interface FullAccess {
  readonly subject: Ref;
  readonly trustee: Principal;
  /** Absent: not said, or it cannot be read. It is never a difference then. */
  readonly automap?: boolean;
  /** Absent: an ordinary grant. */
  readonly entry?: Exclude<AccessRow['entry'], 'allow'>;
}

const RIGHT = 'FullAccess';
const call = (
  cmdlet: string,
  { subject, trustee }: FullAccess,
  more: { readonly AutoMapping?: boolean } = {},
): Call => ({
  service: 'exchange',
  cmdlet,
  on: subject,
  parameters: { User: trustee.id, AccessRights: [RIGHT], ...more },
});

export const fullAccess: Kind<FullAccess> = {
  title: 'Full Access',
  schema: z.strictObject({
    subject: refSchema,
    trustee: principalSchema,
    automap: z.exactOptional(z.boolean()),
    entry: z.exactOptional(z.enum(['deny', 'inherited', 'self', 'system'])),
  }),
  declared: ({ subject, delegates, mode }) =>
    delegates && {
      wishes: delegates.grants
        .filter(({ right }) => right === 'fullAccess')
        .map(({ trustee, automap, at, team }) => ({
          item: { subject, trustee, ...(automap === undefined ? {} : { automap }) },
          at,
          ...(team === undefined ? {} : { team }),
        })),
      verdict: ({ trustee }) => verdictOn({ delegates, mode }, trustee, 'fullAccess', false),
    },
  async read(session, subjects) {
    const { rows, gaps } = await accessRows(session, subjects);
    const items = rows
      .filter(({ rights }) => rights.includes(RIGHT))
      .map(
        ({ subject, trustee, entry, automap }): FullAccess => ({
          subject,
          trustee,
          ...(automap === undefined ? {} : { automap }),
          ...(entry === 'allow' ? {} : { entry }),
        }),
      );
    return { items: unique(items), gaps };
  },
  key,
  value: ({ automap }) => (automap === undefined ? '' : automap ? 'automap' : 'no automap'),
  /** Compared only where it is declared and known. Source: design, automap. */
  complete: (wanted, actual) =>
    wanted.automap === undefined || actual.automap === undefined ? actual : wanted,
  unmanaged: ({ entry, trustee }) =>
    entry ?? (trustee.kind === 'unresolved' ? 'unresolved' : undefined),
  grants: ({ trustee, entry }) => (entry === 'deny' ? [] : [{ to: trustee, right: 'open' }]),
  label: ({ trustee, entry }) =>
    entry === undefined ? nameOf(trustee) : `${nameOf(trustee)} (${entry})`,
  describe(change) {
    const { subject, trustee, automap } = itemOf(change);
    switch (change.op) {
      case 'add':
        return `let ${nameOf(trustee)} open ${subject.address}${automap === false ? ' (not shown in Outlook by itself)' : ''}`;
      case 'update':
        return `turn auto-mapping of ${subject.address} ${automap === true ? 'on' : 'off'} for ${nameOf(trustee)} (access is taken and given again)`;
      case 'remove':
        return `stop ${nameOf(trustee)} opening ${subject.address}`;
    }
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
        return [call(CMDLET.removeMailboxPermission, change.before)];
    }
  },
  noUndo: (change) =>
    change.op === 'remove' && change.before.trustee.kind === 'orphan'
      ? 'the account is gone: nobody can be given it back'
      : undefined,
  /** Deny goes before what is granted, whoever grants it. Source: Exchange, access control entries. */
  overrides: (there, wished) => there.entry === 'deny' && there.trustee.id === wished.trustee.id,
  /** Source: Add-MailboxPermission. The mailbox's own entry and inherited ones are not in its list. */
  most: {
    items: 500,
    called: 'entries in its access list',
    counts: ({ entry }) => entry !== 'self' && entry !== 'inherited',
  },
  authority: () => 'cloud',
};

function key({ trustee, entry }: FullAccess): string {
  return entry === undefined ? trustee.id : `${trustee.id} ${entry}`;
}
/** One trustee may own several rows (SELF always comes twice). */
function unique(items: readonly FullAccess[]): readonly FullAccess[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const name = `${item.subject.id} ${key(item)}`;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}
