/** Users as Graph shows them. */
import type { User } from '../tenant/model.ts';
import { carried, type EntityType, flag, id, other, text, texts, time } from './entity.ts';

export const USER: EntityType<User> = {
  name: 'user',
  properties: {
    ...carried<User>(
      [
        'givenName',
        'surname',
        'city',
        'country',
        'state',
        'usageLocation',
        'employeeId',
        'onPremisesImmutableId',
      ],
      text,
    ),
    ...carried<User>(
      [
        'mobilePhone',
        'officeLocation',
        'preferredLanguage',
        'companyName',
        'employeeType',
        'faxNumber',
        'postalCode',
        'streetAddress',
        'creationType',
        'externalUserState',
        'ageGroup',
        'consentProvidedForMinor',
        'legalAgeGroupClassification',
        'onPremisesDistinguishedName',
        'onPremisesDomainName',
        'onPremisesSamAccountName',
        'onPremisesSecurityIdentifier',
        'onPremisesUserPrincipalName',
        'passwordPolicies',
        'preferredDataLocation',
      ],
      (get) => text(get, 'advanced'),
    ),
    ...carried<User>(
      [
        'lastPasswordChangeDateTime',
        'onPremisesLastSyncDateTime',
        'employeeHireDate',
        'employeeLeaveDateTime',
        'externalUserStateChangeDateTime',
      ],
      (get) => time(get, 'advanced'),
    ),
    ...carried<User>(['showInAddressList', 'isManagementRestricted', 'isResourceAccount'], (get) =>
      flag(get, 'advanced'),
    ),
    ...carried<User>(
      ['businessPhones', 'otherMails', 'imAddresses'],
      (get) => texts(get, 'advanced'),
      () => [],
    ),
    ...carried<User>(
      ['identities', 'onPremisesProvisioningErrors', 'serviceProvisioningErrors'],
      other,
      () => [],
    ),
    ...carried<User>(
      ['employeeOrgData', 'onPremisesExtensionAttributes', 'authorizationInfo'],
      other,
    ),
    // Filled in by the licences of the tenant.
    assignedLicenses: other(() => []),
    assignedPlans: other(() => []),
    licenseAssignmentStates: other(() => []),
    provisionedPlans: other(() => []),
    id: id(({ id }) => id),
    accountEnabled: flag(({ accountEnabled }) => accountEnabled),
    userPrincipalName: text(({ userPrincipalName }) => userPrincipalName),
    displayName: text(({ displayName }) => displayName),
    mail: text(({ mail }) => mail),
    mailNickname: text(({ mailNickname }) => mailNickname),
    proxyAddresses: texts(({ proxyAddresses }) => proxyAddresses),
    userType: text(({ userType }) => userType),
    department: text(({ department }) => department),
    jobTitle: text(({ jobTitle }) => jobTitle),
    onPremisesSyncEnabled: flag(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled),
    createdDateTime: time(({ createdDateTime }) => createdDateTime),
    deletedDateTime: time(({ deletedDateTime }) => deletedDateTime),
    securityIdentifier: text(({ more }) => more?.['securityIdentifier'] ?? null, 'advanced'),
    signInSessionsValidFromDateTime: time(
      (user) => user.signInSessionsValidFromDateTime ?? user.createdDateTime,
      'advanced',
    ),
    // Never told, by whatever it was set.
    passwordProfile: other(() => null),
  },
  defaults: [
    'businessPhones',
    'displayName',
    'givenName',
    'jobTitle',
    'mail',
    'mobilePhone',
    'officeLocation',
    'preferredLanguage',
    'surname',
    'userPrincipalName',
    'id',
  ],
};

/** Properties of a user that stand outside the directory: the simulator has none of their stores. */
export const OUTSIDE_DIRECTORY: ReadonlySet<string> = new Set([
  'mailboxSettings',
  'deviceEnrollmentLimit',
  'print',
  'aboutMe',
  'birthday',
  'hireDate',
  'interests',
  'mySite',
  'pastProjects',
  'preferredName',
  'responsibilities',
  'schools',
  'skills',
]);
