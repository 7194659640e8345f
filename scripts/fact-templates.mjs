/** The files of `npm run new:fact`, as texts; Biome puts them into form. */
import { pascalOf } from './generator.mjs';

export function factText({ name, field, words, isText }) {
  const type = pascalOf(name);
  return `/** The ${words} of a mailbox, as its own row of Get-Mailbox says it in \`${field}\`. */
import type { Ref } from '../../model/ref.ts';
import { ${isText ? 'text' : 'flag'}, WrongShape } from '../../tenant/fields.ts';
import { mailboxFacet } from '../../tenant/read/mailboxes.ts';
import type { Readable } from '../../tenant/readable.ts';
import type { Facet } from '../../tenant/session.ts';
import { CMDLET } from '../../wire/exchange.ts';

export interface ${type} {
  readonly subject: Ref;
${isText ? '  /** Empty: it has none. */\n  readonly is: string;' : '  readonly is: boolean;'}
}

/** A field that was asked for and did not come is not known: it makes its mailbox a gap. */
const value: Facet<${isText ? 'string' : 'boolean | undefined'}> = {
  fields: ['${field}'],
  narrow(row) {
    if (!('${field}' in row)) throw new WrongShape('${field}', '${isText ? 'text' : 'true or false'}', row);
    return ${isText ? 'text' : 'flag'}(row, '${field}');
  },
};

export const ${name}: Readable<${type}> = {
  title: '${pascalOf(words)}',
  about: 'mailboxes',
  reads: [CMDLET.getMailbox],
  facets: [value],
  async read(session) {
    const { rows, gaps } = await mailboxFacet(session, value);
    return {
      items: ${
        isText
          ? 'rows.map(({ subject, value: is }) => ({ subject, is }))'
          : 'rows.flatMap(({ subject, value: is }) => (is === undefined ? [] : [{ subject, is }]))'
      },
      gaps,
    };
  },
};
`;
}

export function factTestText({ name, field, words, isText }) {
  return `/** The ${words} of a mailbox, read from the simulated tenant. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inProcess, type InProcess } from '../../../test/support/in-process.ts';
import { sessionOver } from '../../../test/support/sessions.ts';
import { startTenant, type TestTenant } from '../../../test/support/tenant.ts';
import type { Ref } from '../../model/ref.ts';
import { readItems } from '../../state/read.ts';
import { Recipients } from '../../tenant/directory/recipients.ts';
import { facetsOf } from '../index.ts';

const ADDRESS = 'sales@contoso.com';
let tenant: TestTenant;
let product: InProcess;
let subject: Ref;
beforeAll(async () => {
  tenant = await startTenant();
  const dump = await tenant.dump();
  for (const mailbox of dump.mailboxes)
    if (mailbox.emailAddresses.includes(\`SMTP:\${ADDRESS}\`)) {
      mailbox.properties = { ${field}: 'WRITE A VALUE OF THE SERVICE' };
      subject = { id: mailbox.userId ?? '', address: ADDRESS };
    }
  await tenant.load(dump);
  product = inProcess(tenant);
});
afterAll(async () => {
  await product.close();
  await tenant.close();
});

const known = async (of: Ref) => {
  const { services, clock } = product;
  const session = sessionOver(services, clock, new Recipients([]), [of]);
  const facets = facetsOf(['${name}']);
  const items = await readItems({ ...session, facets }, '${name}', { mailboxes: [of] });
  return items.of(of.id);
};

test('is read', async () => {
  const there = await known(subject);
  expect(
    there.known && there.items.map(({ is }) => is),
    'Write above a value that the service shows, and here what is read of it.',
  ).toEqual([${isText ? "'WHAT IS READ OF IT'" : "'true OR false'"}]);
});

test('of a mailbox that is not there nothing is known', async () => {
  expect(await known({ id: '00000000-0000-4000-8000-000000000009', address: 'no@contoso.com' })).toMatchObject({ known: false });
});
`;
}
