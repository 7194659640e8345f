/** Text as nobody should name a mailbox: whatever means something to a terminal, a table, a spreadsheet, a shell or a script. */
import fc from 'fast-check';

const MEANING = [
  ...'\'’‘‚‛"“”„`$(){}[]<>|\\&;:#@!*_~=+-,.%^/? ',
  ...'\n\r\t\0\u001b\u0085\u00a0\u2028\u2029\u200b\u202e\ufeff\ud800\udc00',
  ...[
    'é',
    'Ē',
    '👋',
    'ab',
    '1',
    '\r\n',
    '--',
    '```',
    '\\|',
    '<!--',
    '-->',
    '$(x)',
    '#>',
    '##vso[',
    '##[',
    '::',
    '::error::',
  ],
];

export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...MEANING), maxLength: 40 }),
);
