/** The commands that give what is missing: Azure CLI for application permissions, Exchange Online PowerShell for roles. Each stands on one line. */
import type { ToRun } from '../model/error.ts';
import { type Grant, type Permission, RESOURCE, type Role } from './grants.ts';
import type { Need } from './need.ts';

/** Whom to give it to; absent where it is not known yet: then a placeholder stands there. */
export interface Application {
  /** The application's id (client id). */
  readonly appId?: string;
  /** Object id of its service principal (the enterprise application), not of its registration. */
  readonly objectId?: string;
}

/** Where the lines are to be run. */
export type Shell = 'Azure CLI' | 'Exchange Online PowerShell';
export interface Mend extends ToRun {
  readonly in: Shell;
}

const APP_ID = '<application id>';
const OBJECT_ID = '<object id of the enterprise application>';

/** What gives a need's permission or role. */
export const mendOf = ({ give }: Pick<Need, 'give'>, to: Application = {}): readonly Mend[] =>
  mendsOf([give], to);

/** What gives all of these, each line once. Source: Azure CLI, `az ad app permission`; Exchange PowerShell, management roles and role groups. */
export function mendsOf(grants: readonly Grant[], to: Application = {}): readonly Mend[] {
  const permissions = grants.filter((grant) => grant.is === 'permission');
  const roles = grants.filter((grant) => grant.is === 'role');
  return [
    ...(permissions.length === 0
      ? []
      : [{ in: 'Azure CLI' as const, lines: permissionLines(permissions, to) }]),
    ...(roles.length === 0
      ? []
      : [{ in: 'Exchange Online PowerShell' as const, lines: roleLines(roles, to) }]),
  ];
}

/** One line for each service, then the consent. */
function permissionLines(
  permissions: readonly Permission[],
  { appId = APP_ID }: Application,
): readonly string[] {
  const id = quoted(appId);
  const services = [...new Set(permissions.map(({ service }) => service))];
  return [
    ...services.map((service) => {
      const ids = permissions
        .filter((one) => one.service === service)
        .map((one) => `${one.id}=Role`);
      return `az ad app permission add --id ${id} --api ${RESOURCE[service].appId} --api-permissions ${ids.join(' ')}`;
    }),
    `az ad app permission admin-consent --id ${id}`,
  ];
}

/** Roles of a built-in group by membership in it, which needs no organisation that was customised; made ones in a role group of their own. */
function roleLines(roles: readonly Role[], to: Application): readonly string[] {
  const member = quoted(to.objectId ?? OBJECT_ID);
  const made = roles.filter((one) => one.made !== undefined);
  const groups = [...new Set(roles.flatMap(({ heldBy }) => heldBy?.roleGroup ?? []))];
  return [
    registration(to),
    ...groups.map((group) => `Add-RoleGroupMember -Identity ${quoted(group)} -Member ${member}`),
    ...(made.length === 0 ? [] : [CUSTOMISED]),
    ...made.flatMap((one) => [
      ...making(one),
      `New-RoleGroup -Name ${quoted(`${one.name} members`)} -Roles ${quoted(one.name)} -Members ${member}`,
    ]),
  ];
}

/** Roles can be made only where the organisation was customised: once, and it cannot be undone. */
export const CUSTOMISED =
  'if ((Get-OrganizationConfig).IsDehydrated) { Enable-OrganizationCustomization }';
/** Tells Exchange of the application; once. */
const registration = ({ appId = APP_ID, objectId = OBJECT_ID }: Application): string =>
  `New-ServicePrincipal -AppId ${quoted(appId)} -ObjectId ${quoted(objectId)} -DisplayName mbx`;
/** Makes a role that Exchange does not have; nothing for one that it has. */
export const making = ({ name, made }: Role): readonly string[] =>
  made === undefined
    ? []
    : [
        `New-ManagementRole -Name ${quoted(name)} -Parent ${quoted(made.parent)} -EnabledCmdlets ${made.cmdlets.map(quoted).join(',')}`,
      ];

/** For bash and PowerShell alike: none of the names has a quote in it. */
const quoted = (text: string): string => `'${text}'`;
