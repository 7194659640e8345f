/** The register of cmdlets: what each takes, and what carries it out. */
import type { Cmdlet } from './call.ts';
import { ADD_MAILBOX_PERMISSION, REMOVE_MAILBOX_PERMISSION } from './change-mailbox-permission.ts';
import { GET_GROUP, GET_SERVICE_PRINCIPAL, GET_USER } from './directory.ts';
import { GET_MAILBOX } from './get-mailbox.ts';
import { GET_INBOX_RULE } from './inbox-rules.ts';
import {
  GET_HOSTED_OUTBOUND_SPAM_FILTER_POLICY,
  GET_HOSTED_OUTBOUND_SPAM_FILTER_RULE,
  GET_REMOTE_DOMAIN,
} from './mail-flow.ts';
import { GET_MAILBOX_PERMISSION } from './mailbox-permission.ts';
import { NEW_MAILBOX } from './new-mailbox.ts';
import { GET_ACCEPTED_DOMAIN, GET_ORGANIZATION_CONFIG } from './organization.ts';
import {
  ADD_RECIPIENT_PERMISSION,
  GET_RECIPIENT_PERMISSION,
  REMOVE_RECIPIENT_PERMISSION,
} from './recipient-permission.ts';
import {
  GET_DISTRIBUTION_GROUP,
  GET_DISTRIBUTION_GROUP_MEMBER,
  GET_MAIL_USER,
  GET_RECIPIENT,
} from './recipients.ts';
import { REMOVE_MAILBOX } from './remove-mailbox.ts';
import { SET_MAILBOX } from './set-mailbox.ts';
import { GET_MAILBOX_STATISTICS } from './statistics.ts';

/** By documented name. */
export const CMDLETS: ReadonlyMap<string, Cmdlet> = new Map(
  [
    ADD_MAILBOX_PERMISSION,
    REMOVE_MAILBOX_PERMISSION,
    GET_USER,
    GET_GROUP,
    GET_SERVICE_PRINCIPAL,
    GET_MAILBOX,
    GET_INBOX_RULE,
    GET_REMOTE_DOMAIN,
    GET_HOSTED_OUTBOUND_SPAM_FILTER_POLICY,
    GET_HOSTED_OUTBOUND_SPAM_FILTER_RULE,
    GET_MAILBOX_PERMISSION,
    NEW_MAILBOX,
    GET_ACCEPTED_DOMAIN,
    GET_ORGANIZATION_CONFIG,
    GET_RECIPIENT_PERMISSION,
    ADD_RECIPIENT_PERMISSION,
    REMOVE_RECIPIENT_PERMISSION,
    GET_RECIPIENT,
    GET_MAIL_USER,
    GET_DISTRIBUTION_GROUP,
    GET_DISTRIBUTION_GROUP_MEMBER,
    REMOVE_MAILBOX,
    SET_MAILBOX,
    GET_MAILBOX_STATISTICS,
  ].map((cmdlet) => [cmdlet.contract.name, cmdlet]),
);
