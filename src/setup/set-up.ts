/** What `mbx setup` describes: an application with exactly what some commands need. */
import { type Permission, ROLE_GROUP, type Role } from './grants.ts';
import { READER } from './identities.ts';
import { type Need, TENANT_COMMANDS, type TenantCommand } from './need.ts';
import { grantsOf, needsOf } from './needs.ts';

export interface SetUp {
  /** Name of the application, in Entra ID and in Exchange. */
  readonly application: string;
  readonly commands: readonly TenantCommand[];
  readonly needs: readonly Need[];
  readonly permissions: readonly Permission[];
  /** Roles of Exchange that its role group holds. */
  readonly roles: readonly Role[];
  readonly roleGroup: string;
}

/**
 * One set-up for the commands that only read, one for those that write: whoever plans and audits gets nothing that could write. In the
 * table's order; a command that is named twice counts once.
 */
export function setUpsFor(commands: readonly TenantCommand[]): readonly SetUp[] {
  const chosen = TENANT_COMMANDS.filter((command) => commands.includes(command));
  const reading = chosen.filter((command) => READER.for.includes(command));
  const writing = chosen.filter((command) => !READER.for.includes(command));
  return [
    ...(reading.length === 0 ? [] : [setUp('mbx reader', ROLE_GROUP.reads, reading)]),
    ...(writing.length === 0 ? [] : [setUp('mbx writer', ROLE_GROUP.writes, writing)]),
  ];
}

function setUp(application: string, roleGroup: string, commands: readonly TenantCommand[]): SetUp {
  const needs = needsOf(commands);
  const grants = grantsOf(needs);
  return {
    application,
    commands,
    needs,
    permissions: grants.filter((grant) => grant.is === 'permission'),
    roles: grants.filter((grant) => grant.is === 'role'),
    roleGroup,
  };
}
