/** Get-AcceptedDomain and Get-OrganizationConfig. */
import { type Cmdlet, type CmdletCall, filterText, type Listing, listing } from './call.ts';
import { configurationCells, configurationId } from './directory-cells.ts';
import { notFound } from './errors.ts';
import { initialDomain } from './identity.ts';
import { DOMAIN_TEMPLATE, ORGANIZATION_TEMPLATE } from './organization-template.ts';

export const GET_ACCEPTED_DOMAIN: Cmdlet = {
  contract: {
    name: 'Get-AcceptedDomain',
    sets: { Default: [] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  run: getAcceptedDomain,
};

function getAcceptedDomain(call: CmdletCall): Listing {
  const identity = filterText(call, 'Identity')?.toLowerCase();
  const found = call.tenant.domains.filter(
    ({ name }) => identity === undefined || name.toLowerCase() === identity,
  );
  if (identity !== undefined && found.length === 0) throw notFound(identity);
  return listing(
    found,
    (domain) => ({
      ...configurationCells(
        call.tenant,
        domain.name,
        configurationId('accepted domain', domain.name),
      ),
      DomainName: domain.name,
      DomainType: domain.type,
      Default: domain.default,
      InitialDomain: domain.initial,
    }),
    DOMAIN_TEMPLATE,
  );
}

export const GET_ORGANIZATION_CONFIG: Cmdlet = {
  contract: {
    name: 'Get-OrganizationConfig',
    sets: { Default: [] },
    parameters: [],
  },
  run: getOrganizationConfig,
};

function getOrganizationConfig(call: CmdletCall): Listing {
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
