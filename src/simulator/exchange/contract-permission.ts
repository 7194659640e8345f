/** What the documentation lists for the cmdlets for Full Access and Send As: parameters usable online, with sets and values. */
import type { CmdletContract } from './contract-shape.ts';

/** Source: Microsoft's cmdlet reference, revision of 2026-08-21. */
export const PERMISSION_CONTRACTS: readonly CmdletContract[] = [
  {
    name: 'Get-MailboxPermission',
    sets: { Owner: ['Identity'], AccessRights: ['Identity'] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      { kind: 'secret', names: 'Credential' },
      {
        kind: 'switch',
        names: 'GroupMailbox IncludeUserWithDisplayName ReadFromDomainController UseCustomRouting',
      },
      {
        kind: 'switch',
        names: 'IncludeSoftDeletedUserPermissions IncludeUnresolvedPermissions SoftDeletedMailbox',
        sets: ['AccessRights'],
      },
      { kind: 'switch', names: 'Owner', sets: ['Owner'] },
      { kind: 'unlimited', names: 'ResultSize' },
      { kind: 'text', names: 'User', sets: ['AccessRights'] },
    ],
  },
  {
    name: 'Add-MailboxPermission',
    confirms: true,
    sets: { AccessRights: ['Identity', 'AccessRights', 'User'], Owner: ['Identity', 'Owner'] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      {
        kind: 'array',
        names: 'AccessRights',
        sets: ['AccessRights'],
        values: 'ChangeOwner ChangePermission DeleteItem ExternalAccount FullAccess ReadPermission',
      },
      { kind: 'text', names: 'Owner', sets: ['Owner'] },
      { kind: 'text', names: 'User', sets: ['AccessRights'] },
      { kind: 'boolean', names: 'AutoMapping', sets: ['AccessRights'] },
      { kind: 'switch', names: 'Confirm GroupMailbox IgnoreDefaultScope WhatIf' },
      { kind: 'switch', names: 'Deny', sets: ['AccessRights'] },
      {
        kind: 'enum',
        names: 'InheritanceType',
        sets: ['AccessRights'],
        values: 'None All Children Descendents SelfAndChildren',
      },
    ],
  },
  {
    name: 'Remove-MailboxPermission',
    confirms: true,
    sets: {
      AccessRights: ['Identity', 'AccessRights', 'User'],
      ClearAutoMapping: ['Identity', 'ClearAutoMapping'],
      ResetDefault: ['Identity', 'ResetDefault'],
    },
    parameters: [
      { kind: 'text', names: 'Identity' },
      {
        kind: 'array',
        names: 'AccessRights',
        sets: ['AccessRights'],
        values:
          'FullAccess SendAs ExternalAccount DeleteItem ReadPermission ChangePermission ChangeOwner',
      },
      { kind: 'text', names: 'User', sets: ['AccessRights'] },
      { kind: 'switch', names: 'ClearAutoMapping', sets: ['ClearAutoMapping'] },
      { kind: 'switch', names: 'ResetDefault', sets: ['ResetDefault'] },
      { kind: 'switch', names: 'BypassMasterAccountSid', notIn: ['ResetDefault'] },
      { kind: 'switch', names: 'Confirm IgnoreDefaultScope WhatIf' },
      { kind: 'switch', names: 'Deny GroupMailbox SoftDeletedMailbox', sets: ['AccessRights'] },
      {
        kind: 'enum',
        names: 'InheritanceType',
        sets: ['AccessRights'],
        values: 'None All Children Descendents SelfAndChildren',
      },
    ],
  },
  {
    name: 'Get-RecipientPermission',
    sets: { Default: [] },
    parameters: [
      { kind: 'text', names: 'Identity Trustee' },
      { kind: 'list', names: 'AccessRights', values: 'SendAs' },
      { kind: 'switch', names: 'IncludeTrusteeWithPrimarySmtpAddress ReadFromDomainController' },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  {
    name: 'Add-RecipientPermission',
    confirms: true,
    sets: { Default: ['Identity', 'AccessRights', 'Trustee'] },
    parameters: [
      { kind: 'text', names: 'Identity Trustee' },
      { kind: 'list', names: 'AccessRights', values: 'SendAs' },
      { kind: 'switch', names: 'Confirm WhatIf' },
    ],
  },
  {
    name: 'Remove-RecipientPermission',
    confirms: true,
    sets: { Default: ['Identity', 'AccessRights', 'Trustee'] },
    parameters: [
      { kind: 'text', names: 'Identity Trustee' },
      { kind: 'list', names: 'AccessRights', values: 'SendAs' },
      {
        kind: 'switch',
        names:
          'Confirm Deny SkipDomainValidationForMailContact SkipDomainValidationForMailUser SkipDomainValidationForSharedMailbox WhatIf',
      },
      { kind: 'list', names: 'MultiTrustees' },
    ],
  },
];
