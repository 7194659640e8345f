/** Get-AcceptedDomain and Get-OrganizationConfig. */
import { type CmdletCall, filterText, type Listing, listing } from './call.ts';
import { notFound } from './errors.ts';
import { dnOf, initialDomain } from './identity.ts';

export function getAcceptedDomain(call: CmdletCall): Listing {
  const identity = filterText(call, 'Identity')?.toLowerCase();
  const found = call.tenant.domains.filter(
    ({ name }) => identity === undefined || name.toLowerCase() === identity,
  );
  if (identity !== undefined && found.length === 0) throw notFound(identity);
  return listing(found, (domain) => ({
    DomainName: domain.name,
    DomainType: domain.type,
    Default: domain.default,
    InitialDomain: domain.initial,
    MatchSubDomains: false,
    SmtpDaneStatus: 'NotEnabled',
    AuthenticationType: 'Managed',
    RawAuthenticationType: 'Managed',
    ExternallyManaged: false,
    PendingRemoval: false,
    PendingCompletion: false,
    OutboundOnly: false,
    EmailOnly: false,
    AddressBookEnabled: true,
    SendingFromDomainDisabled: false,
    SendingToDomainDisabled: false,
    IsCoexistenceDomain: false,
    CatchAllRecipientID: null,
    FederatedOrganizationLink: null,
    Name: domain.name,
    Identity: domain.name,
    Id: domain.name,
    DistinguishedName: dnOf(call.tenant, domain.name),
    ExchangeVersion: '0.20 (15.0.0.0)',
    AdminDisplayName: '',
    MailFlowRegion: null,
    AzureProvisioningRegion: null,
    IsValid: true,
  }));
}

export function getOrganizationConfig(call: CmdletCall): Listing {
  const domain = initialDomain(call.tenant);
  return listing([call.tenant], (tenant) => ({
    Name: domain,
    Identity: domain,
    Id: domain,
    DisplayName: tenant.displayName,
    ExternalDirectoryOrganizationId: tenant.id,
    AuditDisabled: false,
    AutoExpandingArchiveEnabled: false,
    DelayedDelicensingEnabledState: 'Disabled',
    EwsEnabled: null,
    FocusedInboxOn: null,
    IsDehydrated: false,
    MailTipsAllTipsEnabled: true,
    MailTipsExternalRecipientsTipsEnabled: false,
    MailTipsGroupMetricsEnabled: true,
    MailTipsLargeAudienceThreshold: 25,
    MailTipsMailboxSourcedTipsEnabled: true,
    PostponeRoamingSignaturesUntilLater: false,
    // A text, unlike its name.
    PublicFoldersEnabled: 'Local',
    SendFromAliasEnabled: false,
    IsValid: true,
  }));
}
