import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { commandLineIn } from '../../terminal/terminal.testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'cutwater-backtest-'))
const START = Date.UTC(2026, 7, 1)
const cutwater = commandLineIn(dir, {}, START + 3 * 86_400_000)
after(() => rmSync(dir, { recursive: true, force: true }))

writeFileSync(
  join(dir, 'plan.yaml'),
  `plan: watch
title: Watch the shop
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
version: v2
window: { duration: 2h }
steps:
  - rollout:
      targets: [wix]
      stages: [{ weight: 20, hold: 5m }, { weight: 100, hold: 5m }]
      gates:
        - { signal: errors, atMost: 3%, over: 5m }
      guards:
        - { signal: errors, above: 5%, for: 1m }
        - { signal: errors, worseThan: stable*1.5, confidence: 99% }
`,
)
const BINDING = `environments:
  staging:
    targets:
      wix: { traffic: { gateway: g.sock }, sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' } }
    databases: { shop: { url: 'secret:SHOP' } }
    signals:
      errors: { kind: ratio, direction: higher, sql: { database: shop, by: side, query: "select 'blue' as side, 1 as good, 2 as total where \${FROM} < \${TO}" } }
`
writeFileSync(join(dir, 'cutwater.yaml'), BINDING)

/** So many intervals of 15 s, of a thousand requests each; null: not measured. */
function series(name: string, errors: readonly (number | null)[]): void {
  const lines = errors.flatMap((bad, i) =>
    bad === null
      ? []
      : [
          JSON.stringify({
            signal: 'errors',
            target: 'wix',
            at: new Date(START + i * 15_000).toISOString(),
            total: 1_000,
            good: bad,
          }),
        ],
  )
  writeFileSync(join(dir, name), `${lines.join('\n')}\n`)
}
const quiet = (length: number, bad = 10) => Array.from({ length }, (_, i) => bad + (i % 3))
const backtest = (...words: string[]) =>
  cutwater('backtest', 'plan.yaml', '--env', 'staging', '--binding', 'cutwater.yaml', ...words)

describe('cutwater backtest', () => {
  it('exits 0 where there was enough and nothing would have acted', async () => {
    series('quiet.jsonl', quiet(400))
    const { code, out, err } = await backtest('--series', 'quiet.jsonl')
    assert.equal(code, 0, `${out}\n${err}`)
    assert.match(
      out,
      /^errors-above-0\.05-for-1m on wix +guard +0 +0 +100\.0 % +would have let a good version through$/m,
    )
    assert.match(out, /never tripped/)
    assert.match(out, /each request was given to a canary by lot at the plan's weights \(seed 1\)/)
    assert.match(out, /it acts at 5\.00 %/)
  })

  it('exits 4 where a guard would have tripped, with when, how much and how long', async () => {
    series('incident.jsonl', [
      ...quiet(100),
      ...new Array(20).fill(90),
      ...quiet(200),
      null,
      null,
      ...quiet(10),
    ])
    const { code, out } = await backtest('--series', 'incident.jsonl', '--chart')
    assert.equal(code, 4)
    assert.match(out, /tripped 1 time, and each would have rolled back/)
    assert.match(out, /2026-08-01T00:2\d:\d\dZ \d\.\d\d % of 4,000 samples, true for \dm/)
    assert.match(out, /asked \d+ times: \d+ passed, [12] failed/)
    assert.match(out, /not measured for 30s, 0\.\d %, in 1 stretch/)
    assert.match(out, /worst hour from 2026-08-01T00:00:00Z: 9\.00 % at/)
    assert.match(out, /5\.\d\d % ┤|┤─{20,}/)
  })

  it('prints all of it as JSON', async () => {
    const { out } = await backtest(
      '--series',
      'incident.jsonl',
      '--json',
      '--rule',
      'errors-above-0.05-for-1m',
    )
    const { rules, from } = JSON.parse(out)
    assert.equal(from, '2026-08-01T00:00:00.000Z')
    assert.equal(rules.length, 1)
    assert.equal(rules[0].trips.count, 1)
    assert.equal(rules[0].would, 'rolled back')
  })

  it('exits 5 where a rule had too little data, and says why', async () => {
    series('gaps.jsonl', [...quiet(40), ...new Array(100).fill(null), ...quiet(40)])
    const some = await backtest('--series', 'gaps.jsonl', '--rule', 'errors-at-most-0.03-over-5m')
    assert.equal(some.code, 5, some.out)
    assert.match(some.out, /too little data/)
    const none = await backtest('--from', '1d')
    assert.equal(none.code, 5)
    assert.match(none.out, /not played: a source that is asked by SQL cannot look back: give --series/)
  })

  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['--series', 'quiet.jsonl', '--rule', 'eror'], /the plan has no rule eror\n.*did you mean errors\?/],
    [['--from', '2026-08-02', '--to', '2026-08-01'], /--from 2026-08-02T00:00:00\.000Z is not before --to/],
    [['--from', '2030-01-01', '--to', '2031-01-01'], /--from 2030-01-01T00:00:00\.000Z has not come yet/],
    [['--from', '2020-01-01'], /are longer than is played at once\n.*at most 366d/],
    [['--from', 'yesterday'], /--from "yesterday" is not an ISO 8601 instant/],
    [[], /--from is missing/],
    [['--series', 'nowhere.jsonl'], /the series nowhere\.jsonl cannot be read/],
    [['--series', 'quiet.jsonl', '--share', '0%'], /--share "0%" is no share/],
    [['--series', 'quiet.jsonl', '--seed', 'x'], /--seed "x" is no whole number/],
  ]
  for (const [words, said] of refused)
    it(`refuses ${words.join(' ') || 'no time'}`, async () => {
      const { code, out, err } = await backtest(...words)
      assert.equal(code, 1)
      assert.equal(out, '')
      assert.match(err, said)
    })

  it('names the line of a series that is wrong', async () => {
    writeFileSync(join(dir, 'bad.csv'), 'signal,at,total,good\nerrors,2026-08-01T00:00:00Z,10,-1\n')
    const { code, err } = await backtest('--series', 'bad.csv')
    assert.equal(code, 1)
    assert.match(err, /bad\.csv:2: it gives -1 as good/)
  })
})

describe('cutwater judge replay', () => {
  const replay = (...words: string[]) =>
    cutwater('judge', 'replay', 'plan.yaml', '--env', 'staging', '--binding', 'cutwater.yaml', ...words)

  it('says of each evaluation what came in, and why its verdict is what it is', async () => {
    const { code, out, err } = await replay(
      '--rule',
      'errors-above-0.05-for-1m',
      '--series',
      'incident.jsonl',
    )
    assert.equal(code, 0, err)
    assert.match(out, /errors 1\.\d+ % of 1,000 samples \(above 5\.00 %\): clear/)
    assert.match(out, /true since 2026-08-01T00:\S+, for \d+s more/)
    assert.match(out, /\(above 5\.00 %\): it trips$/, 'and ends there')
  })

  it('shows the evidence of a test grow, in a world of a script', async () => {
    writeFileSync(
      join(dir, 'world.yaml'),
      'requestsPerSecond: 200\nevidence:\n  - { from: 1m, success: 90% }\n',
    )
    const words = ['--rule', 'errors-worse-than-1.5-stable', '--script', 'world.yaml', '--json']
    const { out } = await replay(...words)
    const steps = out.split('\n').map((line) => JSON.parse(line))
    const last = steps.at(-1)
    assert.equal(last.verdict, 'worse')
    assert.ok(last.test.evidence >= last.test.wanted)
    assert.ok(
      Math.abs(steps.reduce((sum, { test }) => sum + (test?.logRatio ?? 0), 0) - last.test.evidence) < 1e-9,
    )
    const few = (await replay(...words, '--every', '100')).out.split('\n')
    assert.ok(few.length < steps.length)
    assert.equal(few.at(-1), out.split('\n').at(-1), 'a new verdict is never left out')
  })

  it('refuses two worlds, none, a rule that is several, and a target that it does not look at', async () => {
    for (const [words, said] of [
      [['--rule', 'errors'], /3 rules are on errors/],
      [['--rule', 'errors-above-0.05-for-1m'], /a replay is of one thing/],
      [['--rule', 'errors', '--target', 'gamma'], /errors does not look at gamma/],
    ] as const) {
      const { code, err } = await replay(...words)
      assert.equal(code, 1)
      assert.match(err, said)
    }
  })
})
