/** One row of the table of permissions: what a command may call, and what opens that call. */
import type { Grant } from './grants.ts';

/** Commands that touch the tenant. */
export const TENANT_COMMANDS = ['plan', 'apply', 'undo', 'resume', 'verify'] as const;
export type TenantCommand = (typeof TENANT_COMMANDS)[number];
/** Whoever makes calls: `doctor` asks on behalf of the others, and has one call of its own. */
export type Caller = TenantCommand | 'doctor';

/**
 * How sure it is that the permission or role opens the call: `documented` by Microsoft; `reported` of a live tenant; `listed` in role
 * definitions that a third party published about 2014; `inferred`; `contested`: sources disagree, or tenants differ.
 */
export const SURENESS = ['documented', 'reported', 'listed', 'inferred', 'contested'] as const;
export type Sureness = (typeof SURENESS)[number];

export interface Call {
  readonly service: 'graph' | 'exchange';
  /** Method and path in which ids are left out, or a cmdlet: as `tenant/denials` names it. */
  readonly operation: string;
  /** Of the cmdlet, those that are sent and that not every role with the cmdlet holds, each with the roles that do. */
  readonly parameters?: Readonly<Record<string, readonly string[]>>;
  /** Commands that may make it. */
  readonly commands: readonly Caller[];
  /** What for: "read who holds Send As". */
  readonly purpose: string;
  /** Only then it is made: "the file has `delegates:`". Absent: always. */
  readonly when?: string;
  /** It can be done without; then this is lost, and said. Absent: the command ends with exit code 4. */
  readonly loses?: string;
  /** Names of the permissions of which each one opens it, or of the roles that hold it. */
  readonly openedBy: readonly string[];
  /** Names of those that open it by some sources, or in some tenants. */
  readonly contested: readonly string[];
  readonly sure: Sureness;
  /** Where that stands, in a few words. */
  readonly source: string;
}

export interface Need extends Call {
  /** What to give, so that all calls of the commands asked about are open with the fewest grants. */
  readonly give: Grant;
}
export const isRequired = ({ loses }: Pick<Need, 'loses'>): boolean => loses === undefined;
