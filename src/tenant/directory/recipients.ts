/** Recipient index: every form of name that the services return, to one interned reference. Built once per run. */
import { normalise } from '../../model/address.ts';
import type { Principal, Ref } from '../../model/ref.ts';

/** A recipient or directory object as the index keeps it. */
export interface Recipient {
  /** Directory object id; `exchange:GUID` where the directory has none (Discovery mailbox, dynamic lists). */
  readonly id: string;
  /** Primary address or, without one, the name people know it by; lower case. */
  readonly address: string;
  readonly kind: 'user' | 'group' | 'guest' | 'contact' | 'service';
  /** Exchange's RecipientTypeDetails; undefined: no recipient. */
  readonly type?: string;
  readonly displayName: string;
  /** Forms that name exactly one object: object id, GUID, distinguished name, Exchange `Name`. */
  readonly identities: readonly string[];
  /** Forms that usually do: user principal name, alias, addresses without prefix. */
  readonly names: readonly string[];
  readonly userPrincipalName?: string;
  /** Of a mail contact or mail user: where mail to it goes, lower case; empty where the service did not say. */
  readonly externalAddress?: string;
  /** Its mail leaves the organisation: the external address is in no accepted domain, or is not known. */
  readonly outside?: true;
  /** A user with a mailbox and no person behind it: an AI agent. */
  readonly agent?: true;
  /** Why nothing may be concluded about it: its row could not be read. */
  readonly doubt?: string;
  /** Every SMTP address, primary and others, without prefix, lower case. */
  readonly addresses: readonly string[];
  /** SIP addresses, of Teams, that are none of these, without prefix, lower case. Only a name that guards is looked for among them. */
  readonly sipAddresses?: readonly string[];
  /** May sign in; undefined: not known (no account, or not read). */
  readonly enabled?: boolean;
  /** Why even by id it was not to be had whether they may sign in: then they are given nothing. */
  readonly signInUnknown?: string;
  /** The truth about it is on premises. */
  readonly synced: boolean;
  readonly groupKind?: GroupKind;
}

/** What a group is to Exchange. Only a mail-enabled security group can be a trustee. Source: Graph, group properties. */
export type GroupKind =
  | 'mail-enabled security group'
  | 'distribution list'
  | 'Microsoft 365 group'
  | 'security group'
  | 'dynamic distribution list';

/** How a name was found. */
export type Found =
  | { readonly found: 'one'; readonly recipient: Recipient }
  | { readonly found: 'none' }
  | { readonly found: 'several'; readonly recipients: readonly Recipient[] };

export class Recipients {
  readonly #byId = new Map<string, Recipient>();
  readonly #principals = new Map<string, Principal>();
  readonly #refs = new Map<string, Ref>();
  readonly #byIdentity = new Map<string, readonly Recipient[]>();
  readonly #byName = new Map<string, readonly Recipient[]>();
  readonly #byDisplayName = new Map<string, readonly Recipient[]>();
  readonly #byAddress = new Map<string, readonly Recipient[]>();
  readonly #bySip = new Map<string, readonly Recipient[]>();

  constructor(recipients: Iterable<Recipient>) {
    for (const recipient of recipients) {
      const { id, address } = recipient;
      this.#byId.set(id, recipient);
      this.#principals.set(id, principalOf(recipient));
      this.#refs.set(id, { id, address });
      for (const identity of keys([id, ...recipient.identities]))
        append(this.#byIdentity, identity, recipient);
      for (const name of keys([...recipient.names, ...recipient.addresses]))
        append(this.#byName, name, recipient);
      for (const smtp of new Set(recipient.addresses)) append(this.#byAddress, smtp, recipient);
      for (const sip of new Set(recipient.sipAddresses)) append(this.#bySip, sip, recipient);
      append(this.#byDisplayName, normalise(recipient.displayName), recipient);
    }
  }

  get(id: string): Recipient | undefined {
    return this.#byId.get(id);
  }
  ref(id: string): Ref | undefined {
    return this.#refs.get(id);
  }
  principal(id: string): Principal | undefined {
    return this.#principals.get(id);
  }
  all(): Iterable<Recipient> {
    return this.#byId.values();
  }

  /** Who owns this SMTP address, as primary or further one. */
  holders(address: string): readonly Recipient[] {
    return this.#byAddress.get(address) ?? [];
  }

  /** Who has this as a SIP address, and not as one of mail. */
  sipHolders(address: string): readonly Recipient[] {
    return this.#bySip.get(address) ?? [];
  }

  /** A name as Exchange returned it: what names exactly one object goes before what usually does, display names last. */
  find(name: string): Found {
    const key = normalise(name);
    for (const map of [this.#byIdentity, this.#byName, this.#byDisplayName]) {
      const [first, ...others] = map.get(key) ?? [];
      if (first === undefined) continue;
      if (others.length === 0) return { found: 'one', recipient: first };
      return { found: 'several', recipients: [first, ...others] };
    }
    return { found: 'none' };
  }

  /** Those of one sort who go by this name: whatever it may name, and display names only where it names nothing else. */
  named(name: string, isOfSort: (recipient: Recipient) => boolean): readonly Recipient[] {
    const key = normalise(name);
    const proper = [...(this.#byIdentity.get(key) ?? []), ...(this.#byName.get(key) ?? [])];
    const found = [...new Set(proper)].filter(isOfSort);
    return found.length > 0 ? found : (this.#byDisplayName.get(key) ?? []).filter(isOfSort);
  }

  /** May this name, as Exchange returned it, stand for the object? */
  mayBe(name: string, id: string): boolean {
    const found = this.find(name);
    switch (found.found) {
      case 'one':
        return found.recipient.id === id;
      case 'several':
        return found.recipients.some((recipient) => recipient.id === id);
      case 'none':
        return false;
    }
  }
}

/** A guest stays one wherever his mail goes; what is no person is told as that before anything else. */
export function principalOf({ id, address, kind, doubt, outside, agent }: Recipient): Principal {
  if (doubt !== undefined) return { id, kind: 'unresolved', name: address };
  if (agent === true) return { id, kind: 'agent', address };
  return { id, kind: outside === true && kind !== 'guest' ? 'external' : kind, address };
}

const keys = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.filter((name) => name !== '').map(normalise));

function append(map: Map<string, readonly Recipient[]>, key: string, value: Recipient): void {
  const list = map.get(key);
  map.set(key, list === undefined ? [value] : [...list, value]);
}
