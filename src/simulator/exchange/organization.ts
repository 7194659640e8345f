/** Get-AcceptedDomain and Get-OrganizationConfig. */
import { createHash } from 'node:crypto';
import { type CmdletCall, filterText, type Listing, listing } from './call.ts';
import { configurationCells } from './directory-cells.ts';
import { notFound } from './errors.ts';
import { initialDomain } from './identity.ts';
import { DOMAIN_TEMPLATE, ORGANIZATION_TEMPLATE } from './organization-template.ts';

export function getAcceptedDomain(call: CmdletCall): Listing {
  const identity = filterText(call, 'Identity')?.toLowerCase();
  const found = call.tenant.domains.filter(
    ({ name }) => identity === undefined || name.toLowerCase() === identity,
  );
  if (identity !== undefined && found.length === 0) throw notFound(identity);
  return listing(
    found,
    (domain) => ({
      ...configurationCells(call.tenant, domain.name, idOf(domain.name)),
      DomainName: domain.name,
      DomainType: domain.type,
      Default: domain.default,
      InitialDomain: domain.initial,
    }),
    DOMAIN_TEMPLATE,
  );
}

export function getOrganizationConfig(call: CmdletCall): Listing {
  const domain = initialDomain(call.tenant);
  return listing(
    [call.tenant],
    (tenant) => ({
      ...configurationCells(tenant, domain, tenant.id),
      DisplayName: tenant.displayName,
      IsDehydrated: tenant.dehydrated ?? false,
      ExternalDirectoryOrganizationId: tenant.id,
      SharePointUrl: `https://${domain.split('.')[0]}.sharepoint.com/`,
      MicrosoftExchangeRecipientPrimarySmtpAddress: `MicrosoftExchange@${domain}`,
      MicrosoftExchangeRecipientEmailAddresses: [`SMTP:MicrosoftExchange@${domain}`],
    }),
    ORGANIZATION_TEMPLATE,
  );
}

/** The same id for the same domain in every run. */
function idOf(domain: string): string {
  const hex = createHash('sha256').update(`accepted domain ${domain}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
