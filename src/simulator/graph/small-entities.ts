/** Contacts, service principals and directory roles as Graph shows them: each with a handful of properties. */
import type { Contact } from '../tenant/model.ts';
import { type EntityType, flag, id, other, text, texts, time } from './entity.ts';

const CONTACT_PROPERTIES: EntityType<Contact>['properties'] = {
  id: id(({ id }) => id),
  deletedDateTime: time(() => null, 'advanced'),
  companyName: text(() => null, 'advanced'),
  department: text(() => null, 'advanced'),
  displayName: text(({ displayName }) => displayName),
  givenName: text(() => null, 'advanced'),
  jobTitle: text(() => null, 'advanced'),
  mail: text(({ mail }) => mail),
  mailNickname: text(({ mailNickname }) => mailNickname),
  onPremisesLastSyncDateTime: time(() => null, 'advanced'),
  onPremisesSyncEnabled: flag(() => null),
  proxyAddresses: texts(({ proxyAddresses }) => proxyAddresses),
  surname: text(() => null, 'advanced'),
  addresses: other(() => []),
  phones: other(() => []),
  onPremisesProvisioningErrors: other(() => []),
  serviceProvisioningErrors: other(() => []),
};
export const CONTACT: EntityType<Contact> = {
  name: 'orgContact',
  properties: CONTACT_PROPERTIES,
  defaults: Object.keys(CONTACT_PROPERTIES),
};

/** A service principal: of an application that signs in here, or of one that Exchange knows as a trustee. */
export interface DirectoryApp {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
}
const APP_PROPERTIES: EntityType<DirectoryApp>['properties'] = {
  id: id(({ id }) => id),
  deletedDateTime: time(() => null, 'advanced'),
  accountEnabled: flag(() => true),
  appId: id(({ appId }) => appId),
  displayName: text(({ displayName }) => displayName),
  appDisplayName: text(({ displayName }) => displayName, 'advanced'),
  servicePrincipalType: text(() => 'Application'),
  servicePrincipalNames: texts(({ appId }) => [appId]),
};
export const SERVICE_PRINCIPAL: EntityType<DirectoryApp> = {
  name: 'servicePrincipal',
  properties: APP_PROPERTIES,
  defaults: Object.keys(APP_PROPERTIES),
};

/** A directory role held by somebody; only activated roles have an object, so it is made from the template's id. */
export interface DirectoryRole {
  readonly templateId: string;
  readonly displayName: string;
}
const ROLE_PROPERTIES: EntityType<DirectoryRole>['properties'] = {
  id: id(({ templateId }) => templateId),
  deletedDateTime: time(() => null, 'advanced'),
  description: text(() => null, 'advanced'),
  displayName: text(({ displayName }) => displayName),
  roleTemplateId: id(({ templateId }) => templateId),
};
export const ROLE: EntityType<DirectoryRole> = {
  name: 'directoryRole',
  properties: ROLE_PROPERTIES,
  defaults: Object.keys(ROLE_PROPERTIES),
};
