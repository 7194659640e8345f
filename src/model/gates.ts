/** The names of the gates: all that the strategy's file knows of them. What each one counts and what opens it stands in plan/gates/. */

/** In the order of help and docs. Each has its file in plan/gates/, and a line in the register there. */
export const GATE_IDS = [
  'max-revokes',
  'max-grants',
  'mailbox-emptied',
  'principal-fan-in',
  'broad-trustee',
  'protected',
  'creates',
  'similar-address',
  'addresses-removed',
  'sign-in',
  'external-forward',
  'empty-strategy',
  'break-glass',
  'lock-out',
] as const;
export type GateId = (typeof GATE_IDS)[number];

/**
 * Keys under `settings.gates`: the gate whose default the number there replaces, and what an editor shows. The schema of the file and the
 * JSON Schema are made from this. A gate without a key here is raised by no file.
 */
export const GATE_SETTINGS = {
  maxRevokes: { gate: 'max-revokes', says: 'Grants that one plan may take away.' },
  maxGrants: { gate: 'max-grants', says: 'Grants that one plan may give.' },
  mailboxEmptied: {
    gate: 'mailbox-emptied',
    says: 'Mailboxes that one plan may leave without any delegate.',
  },
  principalFanIn: {
    gate: 'principal-fan-in',
    says: 'Mailboxes that one person may gain in one plan.',
  },
  broadTrustee: {
    gate: 'broad-trustee',
    says: 'Rights that one plan may give to guests, addresses outside, everybody and large groups.',
  },
  creates: { gate: 'creates', says: 'Shared mailboxes that one plan may create.' },
  similarAddress: {
    gate: 'similar-address',
    says: 'New mailboxes with an address very like an existing one.',
  },
  addressesRemoved: { gate: 'addresses-removed', says: 'Addresses that one plan may take away.' },
  externalForward: {
    gate: 'external-forward',
    says: 'Mailboxes whose mail one plan may send on to somebody outside.',
  },
  // Without a gate: such a key may stand in the file already, and does nothing in this version.
  primaryChange: { gate: undefined, says: 'Primary addresses that one plan may change.' },
  signIn: { gate: 'sign-in', says: 'Sign-ins that one plan may block or allow.' },
  convert: { gate: undefined, says: 'Mailboxes that one plan may convert.' },
  maxLeavers: { gate: undefined, says: 'Leavers that one plan may act on.' },
} as const satisfies Readonly<
  Record<string, { readonly gate: GateId | undefined; readonly says: string }>
>;
export type GateSetting = keyof typeof GATE_SETTINGS;

const isGateSetting = (key: string): key is GateSetting => Object.hasOwn(GATE_SETTINGS, key);
export const GATE_SETTING_NAMES: readonly GateSetting[] =
  Object.keys(GATE_SETTINGS).filter(isGateSetting);

/** The key under `settings.gates` that raises the gate; undefined: none does. */
export const settingOf = (id: GateId): GateSetting | undefined =>
  GATE_SETTING_NAMES.find((name) => GATE_SETTINGS[name].gate === id);
