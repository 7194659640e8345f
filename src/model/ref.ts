/** References: an immutable id to compare by, an address or a name for people. Plain data, interned by the recipient index. */

export interface Ref {
  /** Directory object id; `new:ADDRESS` until the object exists. */
  readonly id: string;
  /** Primary address, lower case. */
  readonly address: string;
}

/** Everybody, including those who are not signed in, by SID. Source: Windows, well-known security identifiers. */
export const EVERYONE = {
  'S-1-1-0': 'Everyone (S-1-1-0)',
  'S-1-5-7': 'Anonymous (S-1-5-7)',
  'S-1-5-11': 'Authenticated Users (S-1-5-11)',
  /** Of a folder's list. */
  default: 'default',
  anonymous: 'anonymous',
} as const;
export type Everyone = keyof typeof EVERYONE;

/**
 * Who holds something. Only `unresolved` is never touched: it could not be identified. `external` is an address outside the organisation:
 * a mail contact or mail user whose mail goes there. `agent`: a user with a mailbox and no person behind it (an AI agent).
 */
export type Principal =
  | {
      readonly id: string;
      readonly kind: 'user' | 'agent' | 'group' | 'guest' | 'external' | 'contact' | 'service';
      readonly address: string;
    }
  /** Found nowhere although everything was read. `id` is the SID; `name` what the service still calls it. */
  | { readonly id: string; readonly kind: 'orphan'; readonly name?: string }
  | { readonly id: string; readonly kind: 'unresolved'; readonly name: string }
  /** All people of the tenant, or all the world: a right of theirs is everybody's. */
  | { readonly id: Everyone; readonly kind: 'everyone' };

/** Every item of every kind says which object it sits on. */
export interface Subject {
  readonly subject: Ref;
}

const NEW = 'new:';
export const provisional = (address: string): Ref => ({ id: NEW + address, address });
export const isProvisional = (id: string): boolean => id.startsWith(NEW);
/** The name by which a service knows an object: its id, or its address where the id is not known before it is created. */
export const identityOf = (id: string): string => (isProvisional(id) ? id.slice(NEW.length) : id);

/** What people call a principal: the address where there is one; that it is no person stands behind it. */
export function nameOf(who: Principal): string {
  switch (who.kind) {
    case 'orphan':
      return who.name === undefined
        ? `the deleted account ${who.id}`
        : `${who.name} (deleted account ${who.id})`;
    case 'everyone':
      return EVERYONE[who.id];
    case 'unresolved':
      return who.name;
    case 'agent':
      return `${who.address} (AI agent)`;
    case 'user':
    case 'group':
    case 'guest':
    case 'external':
    case 'contact':
    case 'service':
      return who.address;
  }
}
