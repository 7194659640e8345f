/** A handful of mailboxes behind a writer and a reader that do as they are told: for what a run does when the service does not. */

import type { Reader, Writer } from '../../src/apply/ports.ts';
import { facetsOf } from '../../src/facts/index.ts';
import { KIND_NAMES } from '../../src/kinds/index.ts';
import { type Call, isEdit, type Outcome } from '../../src/model/call.ts';
import { type Recipient, Recipients } from '../../src/tenant/directory/recipients.ts';
import { type Query, type Row, ServiceError, type Settled } from '../../src/tenant/service.ts';
import type { Session } from '../../src/tenant/session.ts';
import { ref } from './builders.ts';
import { directoryOf } from './sessions.ts';

/** What the service says to one write, and whether it does it all the same. */
export interface Answered {
  readonly outcome: Outcome;
  readonly takesEffect: boolean;
  /** Called while the write is under way. */
  readonly meanwhile?: () => void;
}
export const DONE: Answered = { outcome: { result: 'done' }, takesEffect: true };
export const SILENTLY_NOT: Answered = { outcome: { result: 'done' }, takesEffect: false };
export const LOST_AFTER: Answered = {
  outcome: { result: 'unknown', message: 'connection lost' },
  takesEffect: true,
};
export const LOST_BEFORE: Answered = { ...LOST_AFTER, takesEffect: false };
export const BUSY: Answered = {
  outcome: { result: 'unsent', message: 'busy' },
  takesEffect: false,
};
export const refusedAs = (why: 'conflict' | 'denied' | 'signedOut' | 'other'): Answered => ({
  outcome: { result: 'refused', why, code: 'Refused', message: `refused: ${why}` },
  takesEffect: false,
});

interface Box {
  /** Ids of those who may open it. */
  access: readonly string[];
  /** Ids of those for whom Outlook opens it by itself. */
  mapped: readonly string[];
  aliases: readonly string[];
  hidden: boolean;
  displayName: string;
}
type Boxes = Readonly<Record<string, Box>>;

const PEOPLE = ['ann', 'bob', 'cy'] as const;

export class ScriptedTenant {
  /** Calls and looks, in order: `send Set-Mailbox sales`, `look`, `locate`. */
  readonly log: string[] = [];
  /** Calls as they came. */
  readonly sent: Call[] = [];
  /** What is said to the next writes; DONE when it is used up, or `always`. */
  answers: Answered[] = [];
  always: Answered = DONE;
  /** Decides by the call, before all others. */
  byCall: (call: Call) => Answered | undefined = () => undefined;
  /** What the next looks show: how it is now, how it was at first, or nothing. `now` when it is used up, or `looksAlways`. */
  looks: ('now' | 'old' | 'fails')[] = [];
  looksAlways: 'now' | 'old' | 'fails' = 'now';
  readonly boxes: Record<string, Box>;
  readonly #first: Boxes;

  constructor(boxes: Readonly<Record<string, Partial<Box>>>) {
    this.boxes = Object.fromEntries(
      Object.entries(boxes).map(([name, box]) => [
        name,
        { access: [], mapped: [], aliases: [], hidden: false, displayName: name, ...box },
      ]),
    );
    this.#first = structuredClone(this.boxes);
  }

  box(name: string): Box {
    const box = this.boxes[name];
    if (box === undefined) throw new Error(`there is no mailbox ${name}`);
    return box;
  }

  readonly writer: Writer = {
    send: async (call) => {
      const { outcome, takesEffect, meanwhile } =
        this.byCall(call) ?? this.answers.shift() ?? this.always;
      this.log.push(
        `send ${call.service === 'exchange' ? call.cmdlet : call.method} ${nameIn(call.on.address)}`,
      );
      this.sent.push(call);
      meanwhile?.();
      if (takesEffect) this.#carryOut(call);
      return outcome;
    },
  };

  readonly reader: Reader = {
    fresh: (subjects): Session => {
      this.log.push('look');
      const shows = this.looks.shift() ?? this.looksAlways;
      const boxes = shows === 'old' ? this.#first : structuredClone(this.boxes);
      const queryEach = async <T>(
        queries: readonly Query[],
        narrow: (row: Row, index: number) => T | undefined,
      ): Promise<readonly Settled<T>[]> =>
        queries.map((query, index): Settled<T> => {
          if (shows === 'fails') return { ok: false, error: UNREADABLE };
          const rows = rowsOf(query, boxes);
          const items = rows.flatMap((row) => narrow(row, index) ?? []);
          return { ok: true, answer: { items, warnings: [] } };
        });
      const never = (): never => {
        throw new Error('not scripted');
      };
      return {
        mailboxes: subjects,
        facets: facetsOf(KIND_NAMES),
        fresh: true,
        directory: directoryOf(recipientsOf(boxes)),
        services: {
          exchange: { queryEach, query: never, holders: never, write: never, cmdlets: never },
          graph: { list: never, get: never, readEach: never, write: never },
        },
        pause: never,
      };
    },
    locate: async ({ on }) => {
      this.log.push('locate');
      const name = nameIn(on.address);
      return name in this.boxes ? { is: 'ours', id: ref(name).id } : { is: 'none' };
    },
  };

  #carryOut(call: Call): void {
    if (call.service !== 'exchange') throw new Error('not scripted');
    const name = nameIn(call.on.address);
    if (call.cmdlet === 'New-Mailbox') {
      this.boxes[name] = { access: [], mapped: [], aliases: [], hidden: false, displayName: name };
      return;
    }
    const box = this.box(name);
    for (const [parameter, value] of Object.entries(call.parameters)) {
      if (parameter === 'User') {
        const side = call.cmdlet.startsWith('Add') ? 'add' : 'remove';
        const mapped = side === 'add' && call.parameters['AutoMapping'] !== false;
        box.access = edited(box.access, side, [String(value)]);
        box.mapped = edited(box.mapped, mapped ? 'add' : 'remove', [String(value)]);
      } else if (parameter === 'EmailAddresses' && isEdit(value)) {
        box.aliases = edited(box.aliases, 'remove', value.remove.map(plain));
        box.aliases = edited(box.aliases, 'add', value.add.map(plain));
      } else if (parameter === 'HiddenFromAddressListsEnabled') box.hidden = value === true;
      else if (parameter === 'DisplayName') box.displayName = String(value);
    }
  }
}

const UNREADABLE = new ServiceError(
  { service: 'exchange', failure: 'unavailable', status: 503, code: '', what: 'Get' },
  'the service is not available',
);
const nameIn = (address: string): string => address.slice(0, address.indexOf('@'));
const plain = (proxy: string): string => proxy.slice('smtp:'.length);
const edited = (
  list: readonly string[],
  side: 'add' | 'remove',
  values: readonly string[],
): readonly string[] => {
  const others = list.filter((one) => !values.includes(one));
  return side === 'add' ? [...others, ...values] : others;
};

function recipientsOf(boxes: Boxes): Recipients {
  const names = new Set([...PEOPLE, ...Object.keys(boxes)]);
  return new Recipients(
    [...names].map((name): Recipient => {
      const { id, address } = ref(name);
      return {
        id,
        address,
        kind: 'user',
        type: 'UserMailbox',
        displayName: name,
        identities: [name],
        names: [],
        addresses: [address],
        synced: false,
      };
    }),
  );
}

/** Of a mailbox's own row all is there that any kind asks for; what nobody set is null. */
const ASKED_FIELDS = [...facetsOf(KIND_NAMES)].flatMap(({ fields }) => fields);

function rowsOf({ cmdlet, parameters }: Query, boxes: Boxes): readonly Row[] {
  const [name, box] =
    Object.entries(boxes).find(([one]) => ref(one).id === parameters['Identity']) ?? [];
  if (name === undefined || box === undefined) return [];
  if (cmdlet === 'Get-MailboxPermission') {
    return ['NT AUTHORITY\\SELF', ...box.access].map((id) => ({
      Identity: name,
      User: id,
      UserSid: '',
      AccessRights: ['FullAccess'],
      Deny: false,
      IsInherited: false,
      DelegateListLink: box.mapped,
    }));
  }
  const unset = Object.fromEntries(ASKED_FIELDS.map((field) => [field, null]));
  return [
    {
      ...unset,
      ExternalDirectoryObjectId: ref(name).id,
      Guid: ref(name).id,
      RecipientTypeDetails: 'SharedMailbox',
      DisplayName: box.displayName,
      HiddenFromAddressListsEnabled: box.hidden,
      DeliverToMailboxAndForward: false,
      EmailAddresses: [
        `SMTP:${ref(name).address}`,
        ...box.aliases.map((address) => `smtp:${address}`),
      ],
      UserPrincipalName: ref(name).address,
      GrantSendOnBehalfTo: [],
    },
  ];
}
