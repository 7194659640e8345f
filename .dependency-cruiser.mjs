// The import order of src/, as one array. Each rule's comment is what a breach is told.
const LAYERS = [
  'wire',
  'model',
  'strategy',
  'tenant',
  'kinds',
  'facts',
  'state',
  'plan',
  'apply',
  'setup',
  'run',
  'report',
  'commands',
];
const PURE = ['wire', 'model', 'strategy', 'state', 'plan', 'report'].join('|');
const NO_LAYER = `^src/(?!(?:${[...LAYERS, 'simulator'].join('|')})/)[^/]+/`;
const UNIT_TEST = '[.]test[.]ts$';

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const above = (index) =>
  [
    ...LAYERS.slice(index + 1),
    'cli[.]ts',
    ...(LAYERS[index] === 'commands' ? [] : ['simulator']),
  ].join('|');

export default {
  forbidden: [
    ...LAYERS.map((layer, index) =>
      forbid(
        `${layer}-looks-down`,
        `src/${layer}/ imports only folders that stand before it: ${LAYERS.slice(0, index).join(', ') || 'none'}.`,
        { path: `^src/${layer}/`, pathNot: UNIT_TEST },
        { path: `^src/(${above(index)})(/|$)` },
      ),
    ),
    ...[
      [{ path: NO_LAYER }, {}],
      [{}, { path: NO_LAYER }],
    ].map(([from, to]) =>
      forbid(
        'every-folder-is-a-layer',
        'A folder of src/ that is not in the list of layers has no place in the order: put it there.',
        from,
        to,
      ),
    ),
    forbid(
      'simulator-apart',
      'The simulator knows the wire and nothing of the product, so that one mistake cannot hide in both.',
      { path: '^src/simulator/', pathNot: UNIT_TEST },
      { path: '^src/', pathNot: '^src/(simulator|wire)/' },
    ),
    forbid(
      'kinds-apart',
      'A kind stands alone; what two share goes to tenant/ or model/.',
      { path: '^src/kinds/([^/]+)/' },
      { path: '^src/kinds/([^/]+)/', pathNot: '^src/kinds/$1/' },
    ),
    forbid(
      'facts-apart',
      'A fact stands alone; what two share goes to tenant/ or model/.',
      { path: '^src/facts/([^/]+)/' },
      { path: '^src/facts/([^/]+)/', pathNot: '^src/facts/$1/' },
    ),
    forbid(
      'pure',
      'These folders decide; they never touch disk, network or screen.',
      { path: `^src/(${PURE})/`, pathNot: UNIT_TEST },
      { dependencyTypes: ['core'], pathNot: '^(node:)?(path|url|util|crypto)$' },
    ),
    forbid(
      'one-door',
      'Parsing of arguments belongs to commands/ and cli.ts.',
      { path: '^src/', pathNot: '^src/(commands/|cli[.]ts|simulator/)' },
      { path: 'node_modules/commander/' },
    ),
    forbid(
      'graph-sdk-behind-one-file',
      'Only tenant/graph/graph.ts knows the Graph SDK.',
      { path: '^src/', pathNot: '^src/tenant/graph/graph[.]ts$' },
      { path: 'node_modules/@microsoft/microsoft-graph-client' },
    ),
    forbid(
      'msal-behind-one-file',
      'Only tenant/sign-in/sign-in.ts knows MSAL.',
      { path: '^src/', pathNot: '^src/tenant/sign-in/sign-in[.]ts$' },
      { path: 'node_modules/@azure/msal' },
    ),
    forbid('no-cycles', 'No cycles.', {}, { circular: true }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
  },
};
