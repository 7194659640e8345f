/** What can be in the way of a change, and what must be known of the tenant to see it. */
import type { Directory } from '../tenant/directory/directory.ts';

/** Why a change cannot be made from here. */
export interface Obstacle {
  readonly why: string;
  /** The step to take elsewhere. */
  readonly mend: string;
}

/** What must be known of the tenant, beyond the items, to see what is in the way of a change. */
export interface TenantFacts {
  readonly directory: Pick<Directory, 'organization' | 'recipients'>;
  /** Display name of the soft-deleted mailbox that holds an address. */
  readonly softDeleted: ReadonlyMap<string, string>;
  /** The strategy allows to create mailboxes in the cloud of a synchronised tenant. */
  readonly cloudCreate: boolean;
  /** Primary address of the mailbox to which the whole strategy gives an alias, selected for this plan or not. */
  readonly promised: ReadonlyMap<string, string>;
  /** Object ids of synchronised mailboxes whose Exchange attributes are managed in the cloud. */
  readonly cloudManaged: ReadonlySet<string>;
}
