/**
 * The grammar of this release as zod schemas: its frame, and in it the keys of the registers. Both the validation and the JSON Schema for
 * editors are made from them; descriptions are what an editor shows while people type.
 */
import * as z from 'zod';
import { MAILBOX_KEYS, SETTINGS_KEYS } from '../keys/index.ts';
import type { MailboxSection } from '../keys/key.ts';
import { keysIn, schemasOf } from '../keys/read.ts';
import { address, addressOf, text } from './parts.ts';

/** `settings:` of one file of several: `mode` may stand in another. */
export const settingsPart = z.strictObject(schemasOf(SETTINGS_KEYS));

const mailbox = (section: MailboxSection) =>
  z.strictObject(schemasOf(keysIn(MAILBOX_KEYS, section)));
export const userMailbox = mailbox('users');
export const sharedMailbox = mailbox('sharedMailboxes');

export const team = z.strictObject({
  members: z.array(address).describe('The people of the team.'),
});

const leaverAddress = addressOf('Address of somebody who has left.');
export const leaverEntry = z.strictObject({
  who: leaverAddress,
  reason: text('text').optional().describe('Why, or a ticket; for people.'),
});
const leaver = z.union([leaverAddress, leaverEntry]);

const SETTINGS = 'Settings of the whole strategy.';
const shape = {
  version: z.literal(1).describe('Version of the grammar.'),
  tenant: text('tenant').describe(
    'Initial domain or id of the tenant: the file is refused against any other.',
  ),
  settings: settingsPart.describe(SETTINGS),
  teams: z
    .record(text('teamName'), team)
    .optional()
    .describe('Names for sets of people, used as team:NAME.'),
  leavers: z.array(leaver).optional().describe('People who have left: they get nothing.'),
  users: z
    .record(address, userMailbox)
    .optional()
    .describe("People's own mailboxes, by address; never created."),
  sharedMailboxes: z
    .record(address, sharedMailbox)
    .optional()
    .describe('Shared mailboxes, by address; created where they do not exist.'),
};

/** One file of several: what must be there may stand in another. */
export const strategyPart = z.strictObject({
  ...shape,
  version: shape.version.optional(),
  tenant: shape.tenant.optional(),
  settings: shape.settings.optional(),
});

/** A whole strategy in one file. */
export const wholeStrategy = z.strictObject({
  ...shape,
  settings: settingsPart.required({ mode: true }).describe(SETTINGS),
});
