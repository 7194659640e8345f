/** The files of `npm run new:kind`, as texts; Biome puts them into form. */
import { pascalOf } from './generator.mjs';

const quoted = (text) => JSON.stringify(text);

/** The kind itself: it works as it is, and its words are plain ones. */
export function kindText(parts) {
  const { name, field, isText, title, words1, hasKey } = parts;
  const type = pascalOf(name);
  return `/** The ${words1} of a mailbox: one value, \`${field}\` of Get-Mailbox and Set-Mailbox. */
import * as z from 'zod';
import { itemOf } from '../../model/change.ts';
import type { Ref } from '../../model/ref.ts';
import { refSchema } from '../../model/schemas.ts';
import { ${isText ? 'text' : 'flag'}, WrongShape } from '../../tenant/fields.ts';
import { mailboxFacet } from '../../tenant/read/mailboxes.ts';
import type { Facet } from '../../tenant/session.ts';
import { CMDLET } from '../../wire/exchange.ts';
import type { Kind } from '../kind.ts';

export interface ${type} {
  readonly subject: Ref;
${isText ? '  /** Empty: it has none. */\n  readonly to: string;' : '  readonly to: boolean;'}
}

/** In a row of Get-Mailbox, and as a parameter of Set-Mailbox. */
const FIELD = '${field}';

/** A field that was asked for and did not come is not known: it makes its mailbox a gap. */
const value: Facet<${isText ? 'string' : 'boolean | undefined'}> = {
  fields: [FIELD],
  narrow(row) {
    if (!(FIELD in row)) throw new WrongShape(FIELD, '${isText ? 'text' : 'true or false'}', row);
    return ${isText ? 'text' : 'flag'}(row, FIELD);
  },
};

export const ${name}: Kind<${type}> = {
  title: '${title}',
  about: 'mailboxes',
  schema: z.strictObject({ subject: refSchema, to: z.${isText ? 'string' : 'boolean'}() }),
${hasKey ? declared(parts) : '  declared: () => undefined, // no key of the strategy asks for it yet'}
  reads: [CMDLET.getMailbox],
  facets: [value],
  async read(session) {
    const { rows, gaps } = await mailboxFacet(session, value);
    return {
      items: ${
        isText
          ? 'rows.map(({ subject, value: to }) => ({ subject, to }))'
          : 'rows.flatMap(({ subject, value: to }) => (to === undefined ? [] : [{ subject, to }]))'
      },
      gaps,
    };
  },
  key: () => FIELD,
  value: ({ to }) => ${isText ? 'to' : 'String(to)'},
  grants: () => [],
  effect: () => 'neutral',
  label: () => 'the ${words1}',
${describe(parts)}
${shown(parts)}
  calls(change) {
    if (change.op === 'remove') return [];
    const { subject, to } = change.after;
    return [
      {
        service: 'exchange',
        cmdlet: CMDLET.setMailbox,
        on: subject,
        parameters: { [FIELD]: ${isText ? "to === '' ? null : to" : 'to'} },${isText ? ' // null clears it' : ''}
      },
    ];
  },
  authority: () => 'exchange',
};
`;
}

function declared({ name, words, nullable }) {
  const wished = nullable ? "(wish.value ?? '')" : 'wish.value';
  const inner = nullable ? "wish.value ?? ''" : 'wish.value';
  const [bind, when] = words.includes('')
    ? [
        `subject, exists, ${name}: wish`,
        `wish && (exists || ${wished} !== '') // a new mailbox has none`,
      ]
    : [`subject, ${name}: wish`, 'wish'];
  return `  declared: ({ ${bind} }) =>
    ${when}
      ? {
          wishes: [{ item: { subject, to: ${inner} }, at: wish.at }],
          verdict: () => ({ keep: 'not managed' }),
        }
      : undefined,`;
}

function describe({ isText, words1 }) {
  const unchanged = `    if (change.op === 'remove') return \`leave the ${words1} of \${subject.address} as it is\`;`;
  return isText
    ? `  describe(change) {
    const { subject, to } = itemOf(change);
${unchanged}
    const now =
      change.op === 'update' && change.before.to !== '' ? \` (now "\${change.before.to}")\` : '';
    return to === ''
      ? \`clear the ${words1} of \${subject.address}\${now}\`
      : \`set the ${words1} of \${subject.address} to "\${to}"\${now}\`;
  },`
    : `  describe(change) {
    const { subject, to } = itemOf(change);
${unchanged}
    return \`turn the ${words1} \${to ? 'on' : 'off'} for \${subject.address}\`;
  },`;
}

function shown({ isText, title }) {
  const value = isText ? `(to === '' ? 'none' : \`"\${to}"\`)` : `(to ? 'on' : 'off')`;
  return `  shown(change) {
    const said = ({ to }: { readonly to: ${isText ? 'string' : 'boolean'} }): string => ${value};
    const is = said(itemOf(change));
    return { what: '${title}', value: change.op === 'update' ? \`\${said(change.before)} -> \${is}\` : is };
  },`;
}

/** What people decide of it. Each test says what to write. */
export function testText({ name, kebab, isText, hasKey }) {
  const [one, other] = isText ? ["'One'", "'Other'"] : ['true', 'false'];
  const file = `${kebab}.ts`;
  const noKey = hasKey
    ? ''
    : `
test('the file can ask for it', () => {
  expect(
    Object.keys(MAILBOX_KEYS),
    'Write the key (npm run new:key ${name}); take its value in \`declared\` of ${file}, and ask for it in test/contracts/kinds/${file}, with its changes.',
  ).toContain('${name}');
});
`;
  return `/** What people are told of a change, and what was decided of it. All else the laws try against the simulator (test/contracts). */
import { expect, test } from 'vitest';
import { ref } from '../../../test/support/builders.ts';
${hasKey ? '' : "import { MAILBOX_KEYS } from '../../strategy/keys/index.ts';\n"}import { effectOf, KINDS } from '../index.ts';

const subject = ref('sales');
const { describe, authority, act } = KINDS.${name};
const SET = { op: 'add', after: { subject, to: ${one} } } as const;
const CHANGE = {
  op: 'update',
  before: { subject, to: ${other} },
  after: { subject, to: ${one} },
} as const;
${isText ? "const CLEAR = { op: 'update', before: CHANGE.after, after: { subject, to: '' } } as const;" : "const BACK = { op: 'update', before: CHANGE.after, after: CHANGE.before } as const;"}
${noKey}
test.each([
  [SET, 'SAY WHAT THE PLAN TELLS'],
  [CHANGE, 'SAY WHAT THE PLAN TELLS'],
  [${isText ? 'CLEAR' : 'BACK'}, 'SAY WHAT THE PLAN TELLS'],
])('%j is told as an order, in one line', (change, told) => {
  expect(
    describe(change),
    'Write here what an administrator reads in the plan; make \`describe\` in ${file} say it.',
  ).toBe(told);
});

test('what it does to people', () => {
  expect(
    effectOf(act(CHANGE)),
    'Write here which effect it has (EFFECTS in src/kinds/kind.ts says what each means), and the same in \`effect\` of ${file}.',
  ).toBe('DECIDE');
});

test('where it may be changed, if the mailbox is synchronised', () => {
  expect(
    authority(CHANGE),
    'Look up who masters it (the attributes that Entra Connect synchronises; the simulator has them in MASTERED_ON_PREMISES, set-mailbox.ts), write it here (Authority in src/kinds/kind.ts) with its source, and the same in \`authority\` of ${file}.',
  ).toBe('DECIDE');
});
`;
}

/** The case for the laws. */
export function caseText(parts) {
  const { name, field, isText, untouched, words, hasKey, words1, sections, nullable } = parts;
  const guard =
    sections.length === 1
      ? sections[0] === 'users'
        ? ' && isPerson(local)'
        : ' && !isPerson(local)'
      : '';
  const said = isText
    ? nullable
      ? "to === '' ? null : JSON.stringify(to)"
      : 'JSON.stringify(to)'
    : 'to';
  const imports = hasKey ? `import { provisional } from '../../../src/model/ref.ts';\n` : '';
  const drawn = isText
    ? `/** What the file may say${words.includes('') ? '; empty: it has none' : ''}. */\nconst value = fc.constantFrom(${words.map(quoted).join(', ')});`
    : 'const value = fc.boolean();';
  const rest =
    untouched === undefined
      ? `mailbox(box).properties = { ...mailbox(box).properties, ${field}: to };`
      : `if (to !== UNTOUCHED) mailbox(box).properties = { ...mailbox(box).properties, ${field}: to };`;
  const wished = nullable ? "(wish.value ?? '')" : 'wish.value';
  return `/** The ${words1} of a mailbox: what the tenant shows as \`${field}\`. */
import fc from 'fast-check';
${imports}import type { Mailbox } from '../../../src/simulator/tenant/model.ts';
import { mailboxOf } from '../../support/dump.ts';
${guard === '' ? '' : "import { isPerson } from '../../support/small-company.ts';\n"}import { boxesOf, drawing, forEachBox, ${hasKey ? 'forEachNamed, type KindCase, maybe' : 'type KindCase, noDraw'} } from './case.ts';

${drawn}
${pictureText(parts)}
export const ${name}: KindCase<'${name}'> = {
  there: drawing(forEachBox(value), ({ mailbox }, drawn) => {
    for (const [box, to] of boxesOf(drawn))
      ${rest}
  }),
${
  hasKey
    ? `  asked: drawing(forEachNamed(maybe(value)), ({ entries }, drawn) => {
    for (const { local, says } of entries.values()) {
      const to = drawn[local];
      if (to !== undefined${guard}) says.push(\`${name}: \${${said}}\`);
    }
  }),`
    : '  asked: noDraw, // no key of the strategy asks for it yet'
}
  isInEffect(tenant, change) {
    if (change.op === 'remove') return false; // it changes, and is never removed
    const mailbox = mailboxOf(tenant, change.after.subject);
    return mailbox !== undefined && picture(mailbox) === change.after.to;
  },
  missing: ${
    hasKey
      ? `({ ${name}: wish }, mailbox) =>
    wish === undefined || picture(mailbox) === ${wished} ? [] : [\`the ${words1} "\${wish.value}"\`]`
      : '() => []'
  },
  picture,
  changes: ${hasKey ? changes(parts) : '{}'},
  readBy: { cmdlet: 'Get-Mailbox' },
  writtenBy: ['Set-Mailbox'],
};
`;
}

/** On a mailbox that is created it is added; on any other it is there, if empty, and is updated. */
function changes({ isText }) {
  return isText
    ? `{
    add: ({ address, word }) =>
      fc.tuple(address, word).map(([one, to]) => ({ op: 'add', after: { subject: provisional(one), to } })),
    update: ({ subject, word }) =>
      fc.tuple(subject, word).map(([one, to]) => ({
        op: 'update',
        before: { subject: one, to: \`not \${to}\` },
        after: { subject: one, to },
      })),
  }`
    : `{
    add: ({ address }) =>
      fc.tuple(address, fc.boolean()).map(([one, to]) => ({ op: 'add', after: { subject: provisional(one), to } })),
    update: ({ subject }) =>
      fc.tuple(subject, fc.boolean()).map(([one, to]) => ({
        op: 'update',
        before: { subject: one, to: !to },
        after: { subject: one, to },
      })),
  }`;
}

/** How the tenant's document has it. A value that was cleared is null there. */
function pictureText({ field, isText, untouched }) {
  const shown = `properties?.['${field}']`;
  const constant = `/** What a mailbox has on which nobody set it. */\nconst UNTOUCHED${isText ? ': string' : ''} = ${quoted(untouched)};\n`;
  if (isText)
    return `${constant}const picture = ({ properties }: Mailbox): string => {
  const shown = ${shown};
  if (shown === undefined) return UNTOUCHED;
  return typeof shown === 'string' ? shown : ''; // null: cleared
};
`;
  if (untouched !== undefined)
    return `${constant}const picture = ({ properties }: Mailbox): boolean => {
  const shown = ${shown};
  return typeof shown === 'boolean' ? shown : UNTOUCHED;
};
`;
  return `const picture = ({ properties }: Mailbox): boolean | undefined => {
  const shown = ${shown};
  return typeof shown === 'boolean' ? shown : undefined; // nobody set it
};
`;
}
