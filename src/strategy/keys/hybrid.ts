/** `settings.hybrid`: what is allowed in a tenant that is synchronised from an on-premises directory. */
import * as z from 'zod';
import { single } from './key.ts';

export const hybrid = single(
  z
    .literal('cloudCreate')
    .describe(
      'cloudCreate: shared mailboxes may be created in a tenant that is synchronised from an on-premises directory.',
    ),
);
