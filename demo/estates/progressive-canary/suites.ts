/** What the plan's checklists look at: tests and scans, the parts of the estate, and the shop as users meet it. */
import { join } from 'node:path'
import { keptCode } from '../../process/kept-places.ts'
import type { PartAddresses } from './part-addresses.ts'
import type { ShopAddresses } from './services/addresses.ts'

const FLOWS = {
  'sign-up': 'Signing up',
  login: 'Logging in',
  checkout: 'Checking out',
  avatars: 'Managing avatars',
  'api-token': 'Making a token of the API',
} as const

export type ChecksFacts = {
  readonly dir: string
  readonly addresses: ShopAddresses
  readonly parts: PartAddresses
  readonly hasCache: boolean
}

export function checksOf({ dir, addresses, parts, hasCache }: ChecksFacts) {
  const { publicly, sides } = addresses
  const http = (title: string, url: string, more: object = {}) => ({ title, http: { url, ...more } })
  const tcp = (title: string, port: number) => ({ title, tcp: { address: `127.0.0.1:${port}` } })
  const flow = (name: keyof typeof FLOWS, where: string, shop: { frontend: string; backend: string }) => ({
    title: `${FLOWS[name]}${where}`,
    command: {
      run: [process.execPath, join(import.meta.dirname, 'checks', 'flow.ts'), name],
      env: { ...keptCode(), SHOP_DIR: dir, FRONTEND_URL: shop.frontend, BACKEND_URL: shop.backend },
    },
    timeLimit: '30s',
  })
  const names = Object.keys(FLOWS) as (keyof typeof FLOWS)[]
  const stable = { frontend: sides.frontend.blue, backend: sides.backend.blue }
  const checks = {
    'unit-tests': { title: 'Tests of the services', report: { path: 'reports/unit.xml', newerThan: '1h' } },
    lint: { title: 'Lint', sarif: { path: 'reports/lint.sarif', level: 'warning', newerThan: '1h' } },
    'security-scan': { title: 'Security scan', sarif: { path: 'reports/security.sarif', newerThan: '1h' } },
    ...Object.fromEntries(names.map((name) => [`stable-${name}`, flow(name, ', on what runs now', stable)])),
    ...Object.fromEntries(names.map((name) => [`flow-${name}`, flow(name, '', publicly)])),
    home: http('Homepage', `${publicly.frontend}/`),
    api: http('API', `${publicly.backend}/health`),
    login: http('Login', `${publicly.backend}/auth/verify`, {
      headers: { Authorization: 'Bearer secret:SMOKE_TOKEN' },
    }),
    'way-to-payments': http('Way to the payment gateway', `${publicly.backend}/payments/status`),
    frontend: http('Frontend', `${stable.frontend}/health/ready`),
    backend: http('Backend', `${stable.backend}/health/ready`),
    payments: http('Payment gateway', `${addresses.payments}/status`, { json: { '$.accepting': true } }),
    helpdesk: http('Helpdesk', `${addresses.helpdesk}/health/ready`),
    // What a gate or a line `incidents: none` looks at.
    incidents: http('Open incidents', `${addresses.helpdesk}/api/incidents`, { json: { '$.open': 0 } }),
    database: tcp('Database', addresses.postgresPort),
    ...(hasCache ? { cache: tcp('Cache of the canary', addresses.redisPort) } : {}),
    metrics: http('Prometheus', `${parts.prometheus}/-/ready`),
  }
  const all = (...wanted: string[]) => wanted.filter((name) => name in checks)
  const suites = {
    'unit-tests': { title: 'Tests', checks: ['unit-tests'] },
    lint: { title: 'Lint', checks: ['lint'] },
    'security-scan': { title: 'Security', checks: ['security-scan'] },
    'integration-tests': { title: 'Integration', checks: names.map((name) => `stable-${name}`) },
    'canary-environment': {
      title: 'Canary environment',
      checks: all('frontend', 'backend', 'payments', 'helpdesk', 'database', 'cache', 'metrics'),
    },
    smoke: { title: 'Smoke tests', checks: ['home', 'api', 'login', 'way-to-payments'] },
    functional: { title: 'What users do', checks: names.map((name) => `flow-${name}`) },
  }
  return { checks, suites }
}
