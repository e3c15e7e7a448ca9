import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isTrue } from '../../judge/measure.ts'
import { comparesWithStable, isRelative, type Rule } from '../../judge/rule.ts'
import type { Evidence } from '../../judge/verdict.ts'
import type { RolloutStep } from '../../runbook/runbook.ts'
import { type OnTurn, simulate } from '../../simulate/simulate.ts'
import { FULL } from '../../traffic/desired.ts'
import type { EventType } from '../events/event.ts'
import { gatesOf } from '../rollout/rolling.ts'
import { AT, inEveryWorld, MINUTE, WORLDS } from './laws.testing.ts'

/** A gate's bound says what is good. */
const isWell = ({ bound, value }: Evidence): boolean =>
  value !== null && !isRelative(bound) && isTrue(bound, value)

/** With everyone on the canary, what compares with stable is neither asked nor silent. */
const rests = (rule: Rule, { stages }: RolloutStep, stage: number): boolean =>
  comparesWithStable(rule) && (stages[stage]?.weight ?? 0) >= FULL

describe('laws of going forward', () => {
  it('weight only rises until a rollback, and then only falls', () => {
    inEveryWorld((runbook, script) => {
      const weights = new Map<string, number>()
      let back = false
      for (const event of simulate(runbook, script, AT).events) {
        back ||= event.type === 'rollback-started'
        if (event.type === 'adopting') weights.clear()
        if (event.type !== 'stage-entered' && event.type !== 'descended') continue
        for (const target of event.targets) {
          const weight = weights.get(target) ?? -1
          if (back) assert.ok(event.weight < weight, 'a rollback raised the weight')
          else assert.ok(event.weight > weight, 'a stage did not raise the weight')
          weights.set(target, event.weight)
        }
      }
    })
  })

  it('nothing advances on no data, on too few samples without an override, or on evidence older than a restart', () => {
    inEveryWorld((runbook, script) => {
      const onTurn: OnTurn = ({ taken, seen }) => {
        for (const event of taken.events) {
          if (event.type !== 'stage-passed') continue
          const promoted =
            taken.events.some(({ type }) => type === 'promoted') ||
            script.commands.some((c) => c.do === 'promote-all')
          for (const { evidence, target } of event.gates) {
            assert.notEqual(evidence.value, null, 'passed on no data')
            assert.ok(evidence.to >= seen.takeover, 'passed on evidence older than the takeover')
            assert.ok(
              promoted || evidence.samples >= evidence.minSamples,
              `passed ${target} on ${evidence.samples} samples`,
            )
            assert.ok(evidence.value !== null && (promoted || isWell(evidence)))
          }
          const step = runbook.steps.find(({ id }) => id === event.step)
          assert.ok(step?.kind === 'rollout')
          const asked = gatesOf(step, event.stage).filter((rule) => !rests(rule, step, event.stage))
          const pairs = asked.length * step.targets.length
          assert.equal(event.gates.length, pairs, 'every gate on every target')
          for (const { id, noData } of step.guards.filter((rule) => !rests(rule, step, event.stage)))
            for (const target of noData.then === 'ignore' ? [] : step.targets) {
              const word = seen.judged.find((j) => j.step === step.id && j.rule === id && j.target === target)
              assert.ok(
                word !== undefined && word.verdict !== 'no-data',
                'passed beside a guard without data',
              )
              assert.ok(word.watermark >= seen.takeover)
            }
        }
      }
      simulate(runbook, script, AT, onTurn)
    })
  })

  it('a stage that nobody hurried was seen for as long as it holds', () => {
    inEveryWorld(
      (runbook, script) => {
        const often = [1, 4, 9, 16].map((minute) => ({
          from: minute * MINUTE,
          until: (minute + 1) * MINUTE,
          slot: 'canary' as const,
          lost: true,
        }))
        const lost = [
          ...often,
          ...script.evidence.filter((line) => line.lost === true && line.slot === 'canary'),
        ]
        const commands = script.commands.filter(({ do: what }) => what === 'pause' || what === 'resume')
        let from = AT
        for (const event of simulate(runbook, { ...script, evidence: lost, commands, effects: [] }, AT)
          .events) {
          if (event.type === 'hold-started') from = event.at
          if (event.type !== 'stage-passed') continue
          const step = runbook.steps.find(({ id }) => id === event.step)
          assert.ok(step?.kind === 'rollout')
          const asked = [...step.gates, ...step.guards].filter((rule) => !rests(rule, step, event.stage))
          if (asked.every(({ noData }) => noData.then === 'ignore')) continue
          for (const target of step.targets) {
            const here = lost.filter(
              (line) => !('targets' in line) || line.targets?.includes(target) !== false,
            )
            let seenMs = 0
            for (let second = from; second < event.at; second += 1000)
              if (!here.some((line) => line.from <= second - AT && second - AT < (line.until ?? Infinity)))
                seenMs += 1000
            // The interval in which the hold began is nobody's, and a second is as finely as this looks.
            assert.ok(seenMs >= (step.stages[event.stage]?.holdMs ?? 0) - 6_000, `${seenMs} ms of ${target}`)
          }
        }
      },
      Math.ceil(WORLDS / 2),
    )
  })

  it('a bake ends when it was seen for its time, and each of its gates holds on each of its targets', () => {
    inEveryWorld((runbook, script) => {
      let from = AT
      simulate(runbook, script, AT, ({ taken: { events, change }, seen }) => {
        for (const event of events) {
          if (event.type === 'bake-started') from = event.at
          if (event.type === 'adopting') from = Math.max(from, event.at)
          if (event.type !== 'bake-passed') continue
          const step = runbook.steps.find(({ id }) => id === event.step)
          assert.ok(step?.kind === 'bake')
          assert.ok(event.at - from >= step.forMs, 'it ended early')
          assert.equal(event.gates.length, step.gates.length * step.targets.length)
          for (const { evidence } of event.gates) {
            assert.ok(
              evidence.value !== null && evidence.samples >= evidence.minSamples,
              'no data, or too little',
            )
            assert.ok(isWell(evidence) && evidence.to >= seen.takeover)
          }
          assert.ok('run' in change && Object.keys(change.run?.guards?.missing ?? {}).length === 0)
        }
      })
    })
  })

  it('a dead observer never lets a change advance', () => {
    inEveryWorld((runbook, script) => {
      const dead = {
        ...script,
        evidence: [
          ...script.evidence,
          { from: 0, slot: 'canary' as const, missing: true },
          { from: 0, slot: 'stable' as const, missing: true },
        ],
      }
      for (const event of simulate(runbook, dead, AT).events) {
        assert.notEqual(event.type, 'bake-passed')
        if (event.type !== 'stage-passed') continue
        const step = runbook.steps.find(({ id }) => id === event.step)
        assert.ok(step?.kind === 'rollout')
        const all = [...gatesOf(step, event.stage), ...step.guards, ...(runbook.guards ?? [])]
        const rules = all.filter((rule) => !rests(rule, step, event.stage))
        assert.ok(
          rules.every(({ noData }) => noData.then === 'ignore'),
          'a stage passed although nothing was heard',
        )
      }
    })
  })

  it('a paused change begins nothing, and past the end of the window nobody raises a weight', () => {
    inEveryWorld((runbook, script) => {
      let paused = false
      let endsAt = Number.POSITIVE_INFINITY
      for (const event of simulate(runbook, script, AT).events) {
        if (event.type === 'paused') paused = true
        if (event.type === 'resumed' || event.type === 'rollback-started') paused = false
        if ('endsAt' in event) endsAt = event.endsAt ?? endsAt
        assert.ok(!(paused && BEGINS.has(event.type)), `${event.type} while paused`)
        if (event.type === 'stage-entered') assert.ok(event.at < endsAt, 'a weight was raised past the end')
      }
    })
  })
})

const BEGINS = new Set<EventType>([
  'step-started',
  'stage-entered',
  'hold-started',
  'adopting',
  'acceptance-started',
])
