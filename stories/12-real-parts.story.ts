/**
 * The plan that ran on the gateway, word for word, on what production teams have: a real HAProxy and a real
 * Prometheus.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parse } from 'yaml'
import { debianPart } from '../demo/parts/debian-part.ts'
import type { Binding } from '../src/core/binding/binding.ts'
import { parseBinding } from '../src/core/binding/parse.ts'
import type { Finding } from '../src/core/document/finding.ts'
import { GOLDEN, SEED_INPUTS } from '../src/core/plan/golden.testing.ts'
import { compilePlan } from '../src/core/plan/plan.ts'
import { hashRunbook } from '../src/core/runbook/hash.ts'
import { begin, journalOf, says, status } from './props/facts.testing.ts'
import { pageSaying, versionFor } from './props/outside.testing.ts'
import { onStage, PLAN, ROOT, type Stage, until } from './props/stage.testing.ts'

const text = readFileSync(join(ROOT, PLAN), 'utf8')
const parts = await Promise.all([debianPart('haproxy'), debianPart('prometheus')])
const skip = parts.flatMap((part) => ('missing' in part ? [part.missing] : []))[0] ?? false
const SLOWLY = ['maintenance_window_duration_min=600', '--pace', '100']

test('dual-deploy on HAProxy and Prometheus', { skip, timeout: 420_000 }, async (t) => {
  // The faulty version comes first: what it leaves behind must not be held against the sound one.
  await onStage({ users: 400, proxy: 'haproxy', fault: 'errors' }, async (stage) => {
    await theSamePlan(t, stage)
    await foreseen(t, stage)
    await takenBack(t, stage)
    await carriedThrough(t, stage)
    await exported(t, stage)
  })
})

/** Only the binding differs: what people approved on the gateway is what runs here. */
async function theSamePlan(t: TestContext, { world }: Stage): Promise<void> {
  await t.test('the runbook is the one of the gateway, to the last byte of its hash', () => {
    const compiled = compilePlan(text, PLAN, { inputs: SEED_INPUTS, pace: 1, binding: null })
    assert.ok('runbook' in compiled, JSON.stringify(compiled))
    const { runbook, warnings } = compiled
    const golden = { runbook, warnings }
    assert.deepEqual(JSON.parse(JSON.stringify(golden)), JSON.parse(readFileSync(GOLDEN, 'utf8')))

    const parsed = parseBinding(readFileSync(world.bindingFile, 'utf8'), world.bindingFile)
    assert.ok('binding' in parsed, JSON.stringify(parsed))
    const { staging } = parsed.binding.environments
    assert.equal(staging?.targets.wix?.traffic.adapter, 'haproxy')
    assert.equal(staging?.signals['success-ratio']?.source, 'prometheus')
    assert.equal(hashWith(parsed.binding), hashWith(onGateway(parsed.binding)))
  })
}

function hashWith(binding: Binding): string {
  const inputs = { environment: 'staging', version_tag: 'v2.0.0' }
  const compiled = compilePlan(text, PLAN, { inputs, pace: 100, binding })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  return hashRunbook(compiled.runbook)
}

function onGateway(binding: Binding): Binding {
  const gateway = structuredClone(binding) as { environments: Record<string, Record<string, unknown>> }
  const staging = gateway.environments.staging ?? {}
  for (const target of Object.values(staging.targets as Record<string, Record<string, unknown>>))
    target.traffic = { adapter: 'gateway', sockets: ['run/gateway.sock'] }
  staging.prometheus = null
  staging.signals = {
    'success-ratio': {
      source: 'gateway',
      kind: 'ratio',
      unit: 'ratio',
      direction: 'lower',
      statusBelow: 500,
      withinMs: 1_000,
    },
  }
  return gateway as unknown as Binding
}

async function foreseen(t: TestContext, stage: Stage): Promise<void> {
  const { bindingFile } = stage.world
  await t.test('check asks Prometheus, and finds every signal of the plan on every target', async () => {
    await until('the targets are scraped', async () => (await remarksOn(stage, bindingFile)).length === 0)
  })
  await t.test('check says which expression is wrong, where, and in Prometheus own words', async () => {
    const broken = join(dirname(bindingFile), 'broken.yaml')
    const written = readFileSync(bindingFile, 'utf8')
    writeFileSync(
      broken,
      written.replace(/total: "?sum by/, (found) => found.replace('sum', 'summ')),
    )
    const [remark, ...more] = await remarksOn(stage, broken)
    assert.deepEqual(more, [])
    assert.equal(remark?.code, 'bad-query')
    assert.match(
      remark?.message ?? '',
      /^success-ratio: Prometheus at .* refuses the query: .*1:6: parse error: unexpected <by>/,
    )
    assert.match(written.split('\n')[(remark?.line ?? 0) - 1] ?? '', /total:/)
    writeFileSync(broken, written.replace(/side: side/g, 'side: server'))
    assert.deepEqual(
      (await remarksOn(stage, broken)).map(({ code }) => code),
      ['no-label', 'no-label'],
    )
    assert.deepEqual(await remarksOn(stage, broken, '--offline'), [])
  })
}

/** What check says of the binding; that production is not bound here is about the plan. */
async function remarksOn(stage: Stage, binding: string, ...more: string[]): Promise<readonly Finding[]> {
  const { out } = await stage.cutwater('check', PLAN, '--binding', binding, '--json', ...more)
  return (JSON.parse(out) as { findings: Finding[] }).findings.filter(({ file }) => file === binding)
}

async function takenBack(t: TestContext, stage: Stage): Promise<void> {
  await t.test('a version that fails is taken back by what Prometheus counted at HAProxy', async () => {
    const id = await begin(stage, PLAN, 'v2.0.0', ...SLOWLY)
    const view = await status(stage, id, 'rolled-back')
    assert.match(view.rollback?.cause ?? '', /success-ratio.* on gamma/)
    assert.match(view.rollback?.evidence ?? '', /success-ratio [5-8]\d\.\d\d % of/)
    await until('a person was called', () => pageSaying(stage, id, /ROLLING BACK/))
    for (const url of Object.values(stage.world.addresses.publicly))
      assert.equal(await versionFor(url), 'v1.9.0')
  })
}

async function carriedThrough(t: TestContext, stage: Stage): Promise<void> {
  await t.test('a sound version reaches everyone on the evidence of Prometheus', async () => {
    const id = await begin(stage, PLAN, 'v2.1.0', ...SLOWLY)
    const view = await until(
      'the change is over',
      async () => {
        const now = await stage.client().change(id)
        return now.endedAt !== null && now
      },
      150_000,
    )
    const journal = await journalOf(stage, id)
    assert.equal(view.status, 'succeeded', journal.map(({ sentence }) => sentence).join('\n'))
    const slo = view.checklist.find((item) => item.id === 'slo-held')
    assert.match(slo?.evidence ?? '', /wix success-ratio 100\.00 % of [\d,]+ samples/)
    assert.equal(journal.filter(({ type }) => type === 'stage-passed').length, 4)
    assert.ok(!journal.some(({ type }) => type === 'evidence-missing'), 'Prometheus was there all the time')
    for (const url of Object.values(stage.world.addresses.publicly))
      assert.equal(await versionFor(url), 'v2.1.0')
    assert.match(await says(stage, 'show', id), /SUCCEEDED|succeeded/)
  })
}

type Exported = readonly {
  readonly panels: readonly {
    readonly title: string
    readonly targets: readonly { readonly expr: string }[]
  }[]
}[]
type RuleFile = { readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[] }

/** As Grafana and Prometheus ask, a few minutes after the traffic has moved. */
async function exported(
  t: TestContext,
  { cutwater, world: { bindingFile, addresses } }: Stage,
): Promise<void> {
  await t.test('exported dashboards and alerts ask for what this Prometheus has', async () => {
    const words = [PLAN, '--environment', 'staging', 'version_tag=v2.1.0', '--binding', bindingFile]
    const boards = JSON.parse((await cutwater('export', 'grafana', ...words)).out) as Exported
    const panels = boards.flatMap((board) => board.panels)
    assert.deepEqual(
      panels.map(({ title }) => title),
      ['Traffic of $target in $environment', 'success-ratio of $target in $environment'],
    )
    const rules = parse((await cutwater('export', 'alerts', ...words)).out) as RuleFile
    const recorded = rules.groups.flatMap((group) => group.rules.filter((rule) => 'record' in rule))
    assert.ok(recorded.length > 0)
    const drawn = panels.flatMap(({ targets }) => targets)
    for (const { expr } of [...drawn, ...recorded]) {
      const query = expr.replaceAll('$__rate_interval', '5m').replaceAll('$target', 'wix')
      const url = `${addresses.prometheus}/api/v1/query?${new URLSearchParams({ query })}`
      const answer = await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).json()
      const { status, data } = answer as { status: string; data?: { result: { value: [number, string] }[] } }
      assert.equal(status, 'success', JSON.stringify(answer))
      const numbers = data?.result.map(({ value }) => Number(value[1])) ?? []
      assert.ok(numbers.some(Number.isFinite), `${query} gives nothing`)
    }
  })
}
