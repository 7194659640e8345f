/** The two identities that mbx is set up with: one for plans, which cannot write, and one for what changes the tenant. */
import { type Grant, ROLE_GROUP } from './grants.ts';
import { isRequired, type Need, TENANT_COMMANDS, type TenantCommand } from './need.ts';
import { grantsOf, isRequiredGrant, needsBehind, needsOf } from './needs.ts';

export interface Identity {
  /** "To plan and to verify: an identity that only reads". */
  readonly title: string;
  /** As `mbx setup --for` takes them. */
  readonly for: readonly TenantCommand[];
  /** Name of the role group that holds exactly its roles. */
  readonly roleGroup: string;
  readonly needs: readonly Need[];
}

export const READER: Identity = {
  title: 'To plan and to verify: an identity that only reads',
  for: ['plan', 'verify'],
  roleGroup: ROLE_GROUP.reads,
  needs: needsOf(['plan', 'verify']),
};
/** It does what the first one does, too. */
export const WRITER: Identity = {
  title: 'To apply, resume and undo',
  for: ['apply', 'undo', 'resume'],
  roleGroup: ROLE_GROUP.writes,
  needs: needsOf(TENANT_COMMANDS),
};
export const IDENTITIES: readonly Identity[] = [READER, WRITER];
/** The command that prints how to make it. */
export const setUpOf = (identity: Identity): string => `mbx setup --for ${identity.for.join(',')}`;

/** One grant of an identity, in words. */
export interface Given {
  readonly grant: Grant;
  readonly required: boolean;
  /** What it is for, each purpose once. */
  readonly purposes: readonly string[];
  /** The cmdlets that it is given for; none for a permission. */
  readonly cmdlets: readonly string[];
  /** Only then it is used; undefined: always. */
  readonly when: string | undefined;
  /** What is lost without it: the command itself, where it is required. */
  readonly loses: string;
  /** Calls that others may open as well, by some sources or in some tenants. */
  readonly contested: readonly Need[];
}

/** What an identity is given, in the order of the table. */
export const givenTo = ({ needs }: Pick<Identity, 'needs'>): readonly Given[] =>
  grantsOf(needs).map((grant) => {
    const behind = needsBehind(grant, needs);
    const conditions = behind.map(({ when }) => when);
    const cmdlets = grant.is === 'role' ? behind.map(({ operation }) => operation) : [];
    return {
      grant,
      required: isRequiredGrant(grant, needs),
      purposes: [...new Set(behind.map(({ purpose }) => purpose))],
      cmdlets,
      when: conditions.includes(undefined) ? undefined : [...new Set(conditions)].join('; or '),
      loses: behind.some(isRequired)
        ? 'the command ends with exit code 4'
        : [...new Set(behind.flatMap(({ loses }) => loses ?? []))].join('; '),
      contested: behind.filter(({ contested }) => contested.length > 0),
    };
  });
