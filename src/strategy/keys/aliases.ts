/** `aliases`: all secondary addresses of the mailbox. They have a resolver of their own (state/aliases.ts). */
import * as z from 'zod';
import { domainOf } from '../../model/address.ts';
import { error } from '../finding.ts';
import { text } from '../schema/parts.ts';
import { isServiceDomain } from '../service-domain.ts';
import { inMailboxes, list } from './key.ts';

const alias = text('alias').toLowerCase();

export const aliases = inMailboxes(
  list(z.array(alias).describe('Further addresses of the mailbox; never the primary one.'), alias, {
    *check({ entries }) {
      for (const { value, at } of entries) {
        if (!isServiceDomain(domainOf(value))) continue;
        yield error(
          at,
          `${value} is an address of the service (${domainOf(value)}); mbx never manages those.`,
          'Delete the line: the address stays as it is in the tenant.',
        );
      }
    },
  }),
);
