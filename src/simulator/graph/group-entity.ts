/** Groups as Graph shows them. */
import type { Group } from '../tenant/model.ts';
import { carried, type EntityType, flag, id, other, text, texts, time } from './entity.ts';

const securityKinds: ReadonlySet<string> = new Set(['security', 'mailSecurity']);

function groupTypes(group: Group): string[] {
  return [
    ...(group.kind === 'microsoft365' ? ['Unified'] : []),
    ...(group.membershipRule === null ? [] : ['DynamicMembership']),
  ];
}

export const GROUP: EntityType<Group> = {
  name: 'group',
  properties: {
    ...carried<Group>(
      [
        'classification',
        'preferredDataLocation',
        'preferredLanguage',
        'theme',
        'uniqueName',
        'onPremisesDomainName',
        'onPremisesNetBiosName',
        'onPremisesSamAccountName',
        'onPremisesSecurityIdentifier',
        'description',
      ],
      (get) => text(get, 'advanced'),
    ),
    ...carried<Group>(
      [
        'createdDateTime',
        'expirationDateTime',
        'renewedDateTime',
        'onPremisesLastSyncDateTime',
        'deletedDateTime',
      ],
      (get) => time(get, 'advanced'),
    ),
    ...carried<Group>(['isManagementRestricted', 'hasMembersWithLicenseErrors'], (get) =>
      flag(get, 'advanced'),
    ),
    ...carried<Group>(
      ['creationOptions', 'resourceBehaviorOptions', 'resourceProvisioningOptions'],
      (get) => texts(get),
      () => [],
    ),
    ...carried<Group>(
      ['onPremisesProvisioningErrors', 'serviceProvisioningErrors', 'assignedLabels'],
      other,
      () => [],
    ),
    ...carried<Group>(['licenseProcessingState', 'onPremisesExtensionAttributes'], other),
    assignedLicenses: other(({ licences = [] }) =>
      licences.map(({ skuId, disabledPlans }) => ({ disabledPlans, skuId })),
    ),
    id: id(({ id }) => id),
    displayName: text(({ displayName }) => displayName),
    mail: text(({ mail }) => mail),
    mailNickname: text(({ mailNickname }) => mailNickname),
    proxyAddresses: texts(({ proxyAddresses }) => proxyAddresses),
    groupTypes: texts(groupTypes),
    mailEnabled: flag(({ kind }) => kind !== 'security'),
    securityEnabled: flag(({ kind, more }) => more?.['securityEnabled'] ?? securityKinds.has(kind)),
    onPremisesSyncEnabled: flag(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled),
    isAssignableToRole: flag(({ isAssignableToRole }) => isAssignableToRole),
    membershipRule: text(({ membershipRule }) => membershipRule, 'advanced'),
    membershipRuleProcessingState: text(
      ({ membershipRule }) => (membershipRule === null ? null : 'On'),
      'advanced',
    ),
    securityIdentifier: text(({ sid }) => sid, 'advanced'),
    visibility: text(({ kind, hiddenMembership }) =>
      hiddenMembership ? 'HiddenMembership' : kind === 'microsoft365' ? 'Private' : null,
    ),
  },
  defaults: [
    'id',
    'deletedDateTime',
    'classification',
    'createdDateTime',
    'creationOptions',
    'description',
    'displayName',
    'expirationDateTime',
    'groupTypes',
    'isAssignableToRole',
    'mail',
    'mailEnabled',
    'mailNickname',
    'membershipRule',
    'membershipRuleProcessingState',
    'onPremisesDomainName',
    'onPremisesLastSyncDateTime',
    'onPremisesNetBiosName',
    'onPremisesSamAccountName',
    'onPremisesSecurityIdentifier',
    'onPremisesSyncEnabled',
    'preferredDataLocation',
    'preferredLanguage',
    'proxyAddresses',
    'renewedDateTime',
    'resourceBehaviorOptions',
    'resourceProvisioningOptions',
    'securityEnabled',
    'securityIdentifier',
    'theme',
    'uniqueName',
    'visibility',
    'onPremisesProvisioningErrors',
    'serviceProvisioningErrors',
  ],
};
