/** The part of a set-up in Exchange Online. Source: Exchange PowerShell, management roles, role groups and service principals. */
import { CUSTOMISED, making } from './mend.ts';
import type { SetUp } from './set-up.ts';

/** For whoever runs the lines; a reported refusal that looks like a mistake in them. */
export const TAKEN =
  'If a line says that the organization is not customized, or that you need a delegating role assignment, although Enable-OrganizationCustomization ran: wait an hour, connect again, go on from that line.';

/** So that it can be run again, and for a second application beside the first. */
const unless = (there: string, make: string): string =>
  `if (-not (${there} -ErrorAction SilentlyContinue)) { ${make} }`;

/** Where the two ids of the application come from. */
export type IdsFrom = 'the same window' | 'printed' | 'the portal';
const IDS: Readonly<Record<IdsFrom, readonly string[]>> = {
  'the same window': [
    '# In a new window, set $appId and $objectId first, as printed above: the two modules do not always load in one.',
  ],
  printed: [
    "$appId = '<appId, printed above>'",
    "$objectId = '<objectId of the enterprise application, printed above>'",
  ],
  'the portal': [
    "$appId = '<Application (client) ID, copied in 2>'",
    "$objectId = '<Object ID of the enterprise application, copied in 7>'",
  ],
};

/** In order; a line that begins with `#` is for the reader. */
export function exchangeLines(
  { application, roles, roleGroup }: SetUp,
  ids: IdsFrom,
): readonly string[] {
  return [
    "Connect-ExchangeOnline -UserPrincipalName '<your administrator account>'",
    ...IDS[ids],
    '# Only where the organization was never customized; it cannot be undone, and harms nothing.',
    CUSTOMISED,
    ...roles.flatMap((role) =>
      making(role).map((line) => unless(`Get-ManagementRole -Identity '${role.name}'`, line)),
    ),
    unless(
      `Get-RoleGroup -Identity '${roleGroup}'`,
      `New-RoleGroup -Name '${roleGroup}' -Roles ${roles.map(({ name }) => `'${name}'`).join(',')}`,
    ),
    `New-ServicePrincipal -AppId $appId -ObjectId $objectId -DisplayName '${application}'`,
    `Add-RoleGroupMember -Identity '${roleGroup}' -Member $objectId`,
  ];
}
