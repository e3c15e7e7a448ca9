import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { parse } from 'yaml'
import { BUSINESS_BINDING, BUSINESS_PLAN } from '../../../core/export/business-shop.testing.ts'
import { BINDING, PLAN } from '../../../core/export/shop.testing.ts'
import { commandLineIn } from '../../terminal/terminal.testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'cutwater-export-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const cutwater = commandLineIn(dir)
const write = (name: string, text: string) => writeFileSync(join(dir, name), text)

write('cutwater.yaml', BINDING)
write('plan.yaml', PLAN)
write('none.yaml', BINDING.replace(/ {4}prometheus: .*\n/, ''))
const bare = PLAN.replace(/levels:[\s\S]*?steps:/, 'steps:')
write('no-rules.yaml', bare.slice(0, bare.indexOf('  - capture')))
const guards = 'guards: [{ signal: by-gateway, below: 97%, for: 1m }]\nsteps:'
write(
  'own.yaml',
  bare
    .replace('steps:', guards)
    .replace('signal: error-rate', 'signal: by-gateway')

    .replace(/ {2}- capture.*\n/, ''),
)

describe('cutwater export alerts', () => {
  it('prints a file of rules, with what is not in it at its head and on standard error', async () => {
    const { code, out, err } = await cutwater('export', 'alerts', 'plan.yaml')
    assert.equal(code, 0)
    const remark = 'guard by-gateway-below-0.97-for-1m is not in here: the gateways count'
    assert.match(err, new RegExp(`^${remark}`, 'm'))
    assert.match(out, new RegExp(`^# - ${remark}`, 'm'))
    assert.equal(parse(out).groups[0].interval, '30s')
    const written = await cutwater('export', 'alerts', 'plan.yaml', '--output', 'rules.yaml')
    assert.match(written.err, /^written: rules\.yaml \(\d+ alerts\)$/m)
    assert.equal(readFileSync(join(dir, 'rules.yaml'), 'utf8').trimEnd(), out)
  })

  it('refuses in one sentence what gives no alert, and writes nothing', async () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['plan.yaml', '--binding', 'none.yaml'], /none\.yaml:\d+:\d+: error: .*prometheus/],
      [['plan.yaml', 'colour=red'], /^cutwater: .*colour/],
      [['plan.yaml', '--environment', 'staging'], /^cutwater: .*environment/],
      [['no-rules.yaml'], /^cutwater: shop has neither guards nor levels\n/],
      [
        ['own.yaml'],
        /^cutwater: no guard and no level of shop can be an alert of Prometheus: guard by-gateway-below-0\.97-for-1m is not in here: the gateways count/,
      ],
      [['plan.yaml', '--output', 'plan.yaml/rules'], /plan\.yaml\/rules cannot be written: /],
    ]
    for (const [words, said] of cases) {
      const { code, out, err } = await cutwater('export', 'alerts', ...words)
      assert.deepEqual([code, out], [1, ''], words.join(' '))
      assert.match(err, said)
    }
  })

  it('says what to bind where an environment has no Prometheus', async () => {
    const none = BINDING.replace(/ {4}prometheus: .*\n/, '').replace(
      / {6}[\w-]+: \{[^\n]*prometheus: \{[^\n]*\n/g,
      '',
    )
    write('gateway.yaml', none)
    const { code, err } = await cutwater('export', 'alerts', 'own.yaml', '--binding', 'gateway.yaml')
    assert.equal(code, 1)
    assert.match(
      err,
      /^cutwater: the environment staging has no Prometheus in gateway\.yaml\n {2}Bind one there: /,
    )
  })
})

describe('cutwater export grafana', () => {
  it('prints both dashboards, or writes a file each', async () => {
    write('business.yaml', BUSINESS_BINDING)
    write('shop.yaml', BUSINESS_PLAN)
    const words = ['export', 'grafana', 'shop.yaml', '--binding', 'business.yaml']
    const { code, out, err } = await cutwater(...words)
    assert.equal(code, 0)
    assert.match(err, /^by-gateway is not on the boards: the gateways count/)
    const titles = (JSON.parse(out) as { title: string }[]).map(({ title }) => title)
    assert.deepEqual(titles, ['Canary overview: Shop in staging', 'Business: Shop in staging'])
    const written = await cutwater(...words, '--output', 'made/boards')
    assert.match(written.err, /^written: made\/boards\/shop-staging-canary\.json \(5 panels\)$/m)
    assert.deepEqual(
      ['canary', 'business'].map((id) =>
        JSON.parse(readFileSync(join(dir, 'made', 'boards', `shop-staging-${id}.json`), 'utf8')),
      ),
      JSON.parse(out),
    )
  })

  it('refuses a plan of which Prometheus measures nothing', async () => {
    const { code, out, err } = await cutwater('export', 'grafana', 'own.yaml', '--binding', 'none.yaml')
    assert.deepEqual([code, out], [1, ''])
    assert.match(err, /^cutwater: none\.yaml:/)
  })
})
