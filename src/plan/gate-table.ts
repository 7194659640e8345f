/** The gates as a table: what each counts, what passes without a word, what opens it. Evaluated in gates.ts, told by `mbx help gates`. */
import type { GateName } from '../strategy/strategy.ts';
import { LEAVING_ONE } from './addresses-leaving.ts';
import type { GateId } from './gate.ts';

/** A part of the holders that stand before the change, within a floor and a ceiling. */
export interface Share {
  /** 0 to 1. */
  readonly share: number;
  readonly least: number;
  readonly most: number;
}

/** What opens a gate: a number that is at least the actual one, the address of each mailbox, or nothing. */
export type GateRow =
  | {
      readonly opens: 'number';
      /** Its name under `settings.gates`. */
      readonly setting: GateName;
      /** How much passes without a word. */
      readonly limit: number | Share;
      readonly counts: string;
    }
  | { readonly opens: 'address' | 'nothing'; readonly counts: string };

/** On one mailbox, more than this many that are more than half. */
export const REVOKES_ON_ONE = 3;
/** People in a group from which on it is broad: more than this. */
export const BROAD = 25;

/** Source of the numbers: design, table of gates. */
export const GATE_TABLE = {
  'max-revokes': {
    opens: 'number',
    setting: 'maxRevokes',
    limit: { share: 0.2, least: 5, most: 50 },
    counts: `holders who lose rights, each counted once a mailbox; trips also, unless maxRevokes is set, where one mailbox loses more than ${REVOKES_ON_ONE} and these are more than half`,
  },
  'max-grants': {
    opens: 'number',
    setting: 'maxGrants',
    limit: { share: 0.2, least: 10, most: 200 },
    counts: 'holders who gain rights, each counted once a mailbox',
  },
  'mailbox-emptied': {
    opens: 'number',
    setting: 'mailboxEmptied',
    limit: 0,
    counts:
      'mailboxes that had people or groups as delegates and will have none; a group counts only where somebody in it can sign in and is no leaver; nothing opens it where the members of such a group may not be read',
  },
  'principal-fan-in': {
    opens: 'number',
    setting: 'principalFanIn',
    limit: 5,
    counts: 'mailboxes on which one and the same holder gains rights',
  },
  'broad-trustee': {
    opens: 'number',
    setting: 'broadTrustee',
    limit: 0,
    counts: `rights that go to a guest (each one within a group counts), to everybody, or to a group of more than ${BROAD} people; nothing opens it where the members of such a group may not be read`,
  },
  protected: {
    opens: 'address',
    counts: 'mailboxes under settings.protected to which access widens, or which are hidden',
  },
  creates: { opens: 'number', setting: 'creates', limit: 3, counts: 'mailboxes that are created' },
  'similar-address': {
    opens: 'number',
    setting: 'similarAddress',
    limit: 0,
    counts: 'new mailboxes whose address is almost that of another one (a typo?)',
  },
  'addresses-removed': {
    opens: 'number',
    setting: 'addressesRemoved',
    limit: 5,
    counts: `addresses that are taken away and given to nobody: mail to them bounces; where more than ${LEAVING_ONE} leave one mailbox, those that move to another one count too`,
  },
  'sign-in': {
    opens: 'number',
    setting: 'signIn',
    limit: 5,
    counts: 'accounts whose sign-in is blocked or allowed',
  },
  'empty-strategy': { opens: 'nothing', counts: 'mailboxes in the strategy: it must name one' },
  'break-glass': {
    opens: 'nothing',
    counts: 'accounts under settings.breakGlass that would be changed, gain or lose a right',
  },
  'lock-out': {
    opens: 'nothing',
    counts:
      'accounts that would lock everybody out if their sign-in were blocked: that of whoever carries the plan out, that of the last global administrator who can sign in; any, where the administrators could not be read',
  },
} as const satisfies Readonly<Record<GateId, GateRow>>;

/** Gates that a number opens. */
export type CountedGate = {
  [G in GateId]: (typeof GATE_TABLE)[G]['opens'] extends 'number' ? G : never;
}[GateId];
