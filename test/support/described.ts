/** What the text of `mbx setup` would make of a tenant if somebody ran it: an application, its permissions, roles and role group. */
import { X509Certificate } from 'node:crypto';
import type { Application, Tenant } from '../../src/simulator/tenant/model.ts';

/** Ids of application permissions. Source: Microsoft Graph permissions reference; app-only access to Exchange. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  'df021288-bdef-4463-88db-98f22de89214': 'User.Read.All',
  '98830695-27a2-44f7-8c18-0c3ebc9698f6': 'GroupMember.Read.All',
  '498476ce-e0fe-48b0-b801-37ba7e2685c6': 'Organization.Read.All',
  '483bed4a-2ad3-4361-a73b-c83ccdbdc53c': 'RoleManagement.Read.Directory',
  '658aa5d8-239f-45c4-aa12-864f4fc7e490': 'Member.Read.Hidden',
  '3011c876-62b7-4ada-afa2-506cbbecc68c': 'User.EnableDisableAccount.All',
  'dc50a0fb-09a3-484d-be87-e023b12c6440': 'Exchange.ManageAsApp',
};
const GRAPH = '00000003-0000-0000-c000-000000000000';
const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';

const APPLICATION = 'cafe0000-0000-4000-8000-000000000001';
const PRINCIPAL = 'cafe0000-0000-4000-8000-000000000002';

const quotedIn = (text: string): string[] =>
  [...text.matchAll(/'([^']+)'/g)].map(([, name = '']) => name);
const guidsIn = (text: string): string[] =>
  text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];

/** Permission names by service; a line that fits neither form is not understood, and gives nothing. */
function permissionsIn(text: string): { readonly graph: string[]; readonly exchange: string[] } {
  const parts = [
    ...text.matchAll(/--api (\S+) --api-permissions ((?:\S+=Role ?)+)/g),
    ...text.matchAll(
      /ResourceAppId='([^']+)';ResourceAccess=@\(((?:@\{Id='[^']+';Type='Role'\},?)+)\)/g,
    ),
  ];
  const of = (service: string): string[] =>
    parts
      .filter(([, api]) => api === service)
      .flatMap(([, , ids = '']) => guidsIn(ids).map((id) => PERMISSIONS[id] ?? `unknown ${id}`));
  return { graph: of(GRAPH), exchange: of(EXCHANGE) };
}

const thumbprintOf = (pem: string): string =>
  new X509Certificate(pem).fingerprint256.replaceAll(':', '');

/** Carries the text out in a tenant, with the certificate that is uploaded, and says as which application to sign in. Throws where the text makes no role group. */
export function carryOutSetup(text: string, tenant: Tenant, pem: string): Application {
  const { graph, exchange } = permissionsIn(text);
  const application: Application = {
    appId: APPLICATION,
    id: PRINCIPAL,
    displayName:
      quotedIn(/(?:--display-name|-DisplayName) ('[^']+')/.exec(text)?.[1] ?? '')[0] ?? '',
    secret: null,
    certificate: { thumbprintSha256: thumbprintOf(pem), pem },
    federated: null,
    graphRoles: graph,
    exchangeRoles: exchange,
    wids: [],
    deviceCodeUser: null,
  };
  for (const [, name = '', parent = '', cmdlets = ''] of text.matchAll(
    /New-ManagementRole -Name '([^']+)' -Parent '([^']+)' -EnabledCmdlets ((?:'[^']+',?)+)/g,
  )) {
    tenant.managementRoles ??= [];
    tenant.managementRoles.push({ name, parent, cmdlets: quotedIn(cmdlets) });
  }
  const [, group, roles = ''] =
    /New-RoleGroup -Name '([^']+)' -Roles ((?:'[^']+',?)+)/.exec(text) ?? [];
  if (
    group === undefined ||
    !text.includes(`Add-RoleGroupMember -Identity '${group}' -Member $objectId`)
  )
    throw new Error('the text makes no role group, or puts nobody in it');
  tenant.roleGroups ??= [];
  tenant.roleGroups.push({ name: group, roles: quotedIn(roles), members: [application.id] });
  tenant.applications.push(application);
  return application;
}
