import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBinding } from '../binding/parse.ts'
import { checkPlan, compilePlan } from '../plan/plan.ts'
import { readScript, strangersIn } from './script.ts'
import { simulate } from './simulate.ts'

const PLAN = `plan: sample
title: A sample
environment: staging
version: v2
guards: [{ signal: latency, above: 300ms, for: 1m, then: pause }]
steps:
  - rollout:
      targets: [wix]
      adopt: later
      gates: [{ slos: all }]
      stages: [{ weight: 50%, hold: 5m }, { weight: 100%, hold: 5m, checklist: [{ guards: quiet }] }]
  - bake: { for: 5m, gates: [{ slos: all }] }
  - adopt: [wix]
accept: [HELD, { id: quiet, guards: quiet }, { id: open, incidents: none }]
`
const HELD = '{ id: held, held: { slos: all, since: 100%, for: 10m } }'

function bound(incidents = 'incidents: open') {
  const target = `{ traffic: { gateway: g }, sides: { blue: 'http://h:1', green: 'http://h:2' } }`
  const parsed = parseBinding(
    `environments:
  staging:
    targets: { wix: ${target} }
    checks: { open: { command: { run: [ask] } } }
    ${incidents}
    signals: { success-ratio: { gateway: success, slo: 99% }, latency: { gateway: latency } }
`,
    'cutwater.yaml',
  )
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  return parsed.binding
}

function play(yaml: string, text = PLAN.replace('HELD', HELD)) {
  const compiled = compilePlan(text, 'plan.yaml', { inputs: {}, pace: 1, binding: bound() })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const read = readScript(`${yaml}\nslos: { success-ratio: 99% }`)
  assert.ok('script' in read, JSON.stringify(read))
  assert.deepEqual(strangersIn(read.script, compiled.runbook), [])
  const { change, timeline } = simulate(compiled.runbook, read.script, 1_760_000_000_000)
  const said = (pattern: RegExp) =>
    timeline.filter(({ sentence }) => pattern.test(sentence)).map((one) => one.sentence)
  return { status: change.status, said }
}

describe('lines about what the change has seen', () => {
  it('pass on a quiet day, and say what was seen', () => {
    const { status, said } = play('')
    assert.equal(status, 'succeeded')
    assert.match(said(/Every SLO was met/).at(-1) ?? '', /success-ratio for 10m2s \(wix 100\.00 %\)/)
    assert.equal(said(/no guard has tripped since/).length, 2)
    assert.match(said(/No incident is open/).at(-1) ?? '', /^accepted: /)
  })

  it('a hold that a person ended early shows nothing', () => {
    const { status, said } = play(
      'commands: [{ at: 6m, do: promote }]',
      PLAN.replace('HELD', HELD).replace('hold: 5m, checklist: [{ guards: quiet }]', 'hold: 5m'),
    )
    assert.equal(status, 'paused')
    assert.match(said(/acceptance did not pass/).join(), /: held$/)
    assert.match(said(/Every SLO was met/).at(-1) ?? '', /success-ratio met its SLO for 5m\d?s? of 10m/)
  })

  it('a guard that has paused the change in the hold is not quiet any more, and one before it does not count', () => {
    const late = play(
      'evidence: [{ from: 6m, until: 8m, latencyMs: 800 }]\ncommands: [{ at: 9m, do: resume, because: seen }, { at: 20m, do: abort, because: seen }]',
    )
    assert.match(
      late.said(/No guard has tripped/).join(),
      /not passed.*the guard .* had tripped on wix, until /,
    )
    assert.equal(late.said(/no guard has tripped since/).length, 0)
    const early = play(
      'evidence: [{ from: 30s, until: 150s, latencyMs: 800 }]\ncommands: [{ at: 3m, do: resume, because: seen }]',
    )
    assert.equal(early.said(/no guard has tripped since/).length, 1)
    // All of the change is what accept is about.
    assert.match(early.said(/No guard has tripped/).join(), /had tripped on wix/)
  })

  it('an incident that is open pauses the change at its end', () => {
    const { status, said } = play('effects: [{ item: "accept:open", outcome: failed, reason: two are open }]')
    assert.equal(status, 'paused')
    assert.match(said(/two are open/).join(), /No incident is open/)
  })
})

describe('what is wrong with such lines', () => {
  const found = (text: string, binding = bound()) =>
    checkPlan(text, 'p.yaml', binding).map(({ code, message, remedy }) => `${code} ${message}: ${remedy}`)
  const held = (line: string, text = PLAN) => found(text.replace('HELD', line))

  it('nothing, where they can be seen', () => assert.deepEqual(held(HELD), []))

  it('more is asked for than gates look at', () => {
    assert.deepEqual(held(HELD.replace('10m', '2h')), [
      'bad-value gates ask for the SLO of success-ratio over 10m, and 2h are wanted: write for: 10m, or add { slos: all } to the gates of a bake after it',
    ])
    assert.match(
      held(HELD.replace('100%', '100%, for: 10m').replace(', for: 10m }', ' }'))[0] ?? 'none',
      /none/,
    )
    assert.match(
      held(HELD, PLAN.replaceAll('{ slos: all }', '{ signal: success-ratio, atLeast: 98% }'))[0] ?? '',
      /^unknown-gate success-ratio has an SLO, and no gate over that time asks for it/,
    )
  })

  it('nobody could say whether an incident is open', () => {
    assert.match(
      found(PLAN.replace('HELD', HELD), bound(''))[0] ?? '',
      /^unbound .* names no check .*: add incidents: CHECK to environments.staging/,
    )
    const wrong = parseBinding('environments: { staging: { incidents: open } }', 'cutwater.yaml')
    assert.ok('findings' in wrong && /no check open/.test(wrong.findings[0]?.message ?? ''))
  })

  it('there are no guards that could be quiet', () => {
    const without = PLAN.replace('HELD', HELD).replace(/guards: \[\{ signal.*\n/, '')
    assert.match(
      found(without).join('; '),
      /no-guard the plan has no guards of its own .*: add guards: \[ … \] to the plan/,
    )
  })
})
