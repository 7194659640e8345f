/** The two identities that mbx is set up with: one for plans, which cannot write, and one for what changes the tenant. */
import { type Grant, ROLE_GROUP } from './grants.ts';
import { isRequired, type Need, TENANT_COMMANDS, type TenantCommand } from './need.ts';
import { grantsOf, isRequiredGrant, needsBehind, needsOf } from './needs.ts';

export interface Identity {
  /** "To plan: an identity that only reads". */
  readonly title: string;
  readonly commands: readonly TenantCommand[];
  /** Name of the role group that holds exactly its roles. */
  readonly roleGroup: string;
  readonly needs: readonly Need[];
}

const identity = (
  title: string,
  commands: readonly TenantCommand[],
  roleGroup: string,
): Identity => ({ title, commands, roleGroup, needs: needsOf(commands) });

export const READER = identity(
  'To plan and to verify: an identity that only reads',
  ['plan', 'verify'],
  ROLE_GROUP.reads,
);
export const WRITER = identity('To apply, resume and undo', TENANT_COMMANDS, ROLE_GROUP.writes);
export const IDENTITIES: readonly Identity[] = [READER, WRITER];

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
