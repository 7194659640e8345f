/** The part of a set-up in Entra ID, for Azure CLI in bash and for Microsoft Graph PowerShell. Sources: az ad app; Microsoft.Graph.Applications. */
import { type Permission, RESOURCE } from './grants.ts';
import type { SetUp } from './set-up.ts';

export interface EntraWishes {
  readonly tenant: string;
  /** File with the certificate's public part; undefined: the administrator has one. */
  readonly certificate: string | undefined;
}

const CERTIFICATE = 'FILE.cer';

interface OfService {
  readonly appId: string;
  readonly ids: readonly string[];
  readonly names: string;
}
/** Graph first, then Exchange. */
function byService(permissions: readonly Permission[]): readonly OfService[] {
  return (['graph', 'exchange'] as const).flatMap((service) => {
    const own = permissions.filter((one) => one.service === service);
    return own.length === 0
      ? []
      : [
          {
            appId: RESOURCE[service].appId,
            ids: own.map(({ id }) => id),
            names: own.map(({ name }) => name).join(', '),
          },
        ];
  });
}

export function azureCliLines(
  { application, permissions }: SetUp,
  { tenant, certificate = CERTIFICATE }: EntraWishes,
): readonly string[] {
  return [
    `az login --tenant '${tenant}' --allow-no-subscriptions`,
    `APP_ID=$(az ad app create --display-name '${application}' --sign-in-audience AzureADMyOrg --query appId --output tsv)`,
    'az ad sp create --id "$APP_ID"',
    ...byService(permissions).flatMap(({ appId, ids, names }) => [
      `# ${names}`,
      `az ad app permission add --id "$APP_ID" --api ${appId} --api-permissions ${ids.map((id) => `${id}=Role`).join(' ')}`,
    ]),
    '# Consent. Where it says that the application is not found: wait a minute, run it again.',
    'az ad app permission admin-consent --id "$APP_ID"',
    `az ad app credential reset --id "$APP_ID" --cert '@${certificate}' --append`,
    '# Object id of the enterprise application; that of the registration is another.',
    'OBJECT_ID=$(az ad sp show --id "$APP_ID" --query id --output tsv)',
    'echo "appId = $APP_ID   objectId = $OBJECT_ID"',
  ];
}

export function graphPowerShellLines(
  { application, permissions }: SetUp,
  { tenant, certificate = CERTIFICATE }: EntraWishes,
): readonly string[] {
  const services = byService(permissions);
  const access = services.map(
    ({ appId, ids }) =>
      `@{ResourceAppId='${appId}';ResourceAccess=@(${ids.map((id) => `@{Id='${id}';Type='Role'}`).join(',')})}`,
  );
  return [
    `Connect-MgGraph -TenantId '${tenant}' -Scopes 'Application.ReadWrite.All','AppRoleAssignment.ReadWrite.All'`,
    `$app = New-MgApplication -DisplayName '${application}' -SignInAudience AzureADMyOrg -RequiredResourceAccess @(${access.join(',')})`,
    '$sp = New-MgServicePrincipal -AppId $app.AppId',
    '# Consent: each permission is assigned to the enterprise application.',
    ...services.flatMap(({ appId, ids, names }) => [
      `# ${names}`,
      `$api = Get-MgServicePrincipal -Filter "appId eq '${appId}'"`,
      `foreach ($id in ${ids.map((id) => `'${id}'`).join(',')}) { New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id -PrincipalId $sp.Id -ResourceId $api.Id -AppRoleId $id }`,
    ]),
    `$cert = [Security.Cryptography.X509Certificates.X509Certificate2]::new((Resolve-Path '${certificate}').Path)`,
    "Update-MgApplication -ApplicationId $app.Id -KeyCredentials @(@{Type='AsymmetricX509Cert';Usage='Verify';Key=$cert.GetRawCertData()})",
    '$appId = $app.AppId; $objectId = $sp.Id',
    '"appId = $appId   objectId = $objectId"',
  ];
}
