import assert from 'node:assert/strict'
import type { EffectStep, RolloutStep, Runbook, Step } from '../../runbook/runbook.ts'
import { deploy, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { CLOSED, otherSide, type Side } from '../../traffic/desired.ts'
import type { Change, Rollback, Run, StepProgress } from '../state/change.ts'
import { planRevert, type RevertAsked, type TargetKnown } from './plan-revert.ts'
import type { RevertRefused } from './refusals.ts'

export const HOUR = 3_600_000
export const START = 1_760_000_000_000

/** The sample of a version, on some of its targets. */
export const release = (version: string, targets: readonly string[] = ['gamma', 'wix']): Runbook => {
  const { steps, ...sample } = sampleRunbook({ version, targets })
  const [, , , ...rest] = steps
  const deploys = targets.map((target) => deploy(target, { act: { act: 'deploy', target, version } }))
  return { ...sample, steps: [...deploys, { ...rollout, targets }, ...rest] }
}

type Sides = { stable: Side; readonly runs: Record<Side, string | null> }

/**
 * For tests: targets whose sides really hold versions, and the changes that were carried out on them. What the journal
 * says of them is what they are compared with.
 */
export class Shop {
  now = START
  keepWarmMs: number | null = 24 * HOUR
  deployable = true
  /** Services that somebody holds or has latched. */
  readonly held = new Map<string, string>()
  readonly latched = new Set<string>()
  readonly history: Change[] = []
  readonly sides = new Map<string, Sides>()

  constructor(targets: readonly string[], version = 'v1') {
    for (const target of targets)
      this.sides.set(target, { stable: 'blue', runs: { blue: version, green: null } })
  }

  serves(target: string): string | null {
    const sides = this.#of(target)
    return sides.runs[sides.stable]
  }

  beside(target: string): string | null {
    const sides = this.#of(target)
    return sides.runs[otherSide(sides.stable)]
  }

  /** Carries a runbook out, wholly. */
  succeed(runbook: Runbook): Change {
    const { run, known } = this.#carryOut(runbook, runbook.steps.length)
    return this.#keep({ ...known, status: 'succeeded', run, endedAt: this.now })
  }

  /** Carries out so many of its steps, and then goes back. */
  goBack(runbook: Runbook, steps: number): Change {
    const { run, known } = this.#carryOut(runbook, steps)
    for (const id of run.begun) {
      const step = runbook.steps.find((one) => one.id === id)
      if (step?.kind !== 'effect' || step.act.act !== 'deploy') continue
      const sides = this.#of(step.act.target)
      sides.runs[otherSide(sides.stable)] = null
    }
    const back: Rollback = {
      cause: { cause: 'asked', because: 'no' },
      by: { kind: 'engine' },
      startedAt: this.now,
      latch: false,
      traffic: { traffic: 'closed', at: this.now },
      undo: {},
    }
    return this.#keep({ ...known, status: 'rolled-back', run, back, endedAt: this.now })
  }

  ask(change: Change, asked: Partial<RevertAsked> = {}): { readonly runbook: Runbook } | RevertRefused {
    this.now += 1
    const targets = [...this.sides.keys()].map((name) => [name, this.#known(name)] as const)
    return planRevert(
      { because: 'it is bad', gradual: false, version: null, ...asked },
      { change, history: this.history.toReversed(), targets: Object.fromEntries(targets), now: this.now },
    )
  }

  revert(change: Change, asked: Partial<RevertAsked> = {}): Change {
    const planned = this.ask(change, asked)
    assert.ok('runbook' in planned, JSON.stringify(planned))
    return this.succeed(planned.runbook)
  }

  #known(name: string): TargetKnown {
    const { stable } = this.#of(name)
    const split = this.latched.has(name) ? ({ mode: 'closed', latched: true } as const) : CLOSED
    return {
      desired: { generation: 1, stable, split },
      owner: this.held.get(name) ?? null,
      keepWarmMs: this.keepWarmMs,
      deployable: this.deployable,
    }
  }

  #carryOut(runbook: Runbook, count: number) {
    this.now += 1_000
    const startedAt = this.now
    const steps: Record<string, StepProgress> = {}
    const begun: string[] = []
    for (const step of runbook.steps.slice(0, count)) {
      this.now += 1_000
      begun.push(step.id)
      if (step.kind === 'effect') {
        if (step.act.act === 'deploy') {
          const sides = this.#of(step.act.target)
          sides.runs[otherSide(sides.stable)] = String(step.act.version)
        }
        steps[step.id] = { status: 'done', at: this.now, outputs: {} }
        continue
      }
      if (step.kind !== 'rollout' && step.kind !== 'adopt') throw new Error('a shop has no such step')
      const was = Object.fromEntries(step.targets.map((target) => [target, this.#of(target).stable]))
      const phase = { phase: 'adopting', since: this.now, warned: false, was } as const
      const rollout = {
        guardsFrom: this.now,
        guardTripped: false,
        stage: 0,
        missing: {},
        promoteAll: null,
        passed: [],
      }
      if (step.kind === 'rollout' && !step.adopt) continue
      for (const target of step.targets) {
        const sides = this.#of(target)
        sides.stable = otherSide(sides.stable)
      }
      if (step.kind === 'adopt') {
        steps[step.id] = { status: 'done', at: this.now, outputs: {}, adoption: { at: this.now, was } }
        continue
      }
      steps[step.id] = { status: 'done', at: this.now, outputs: {}, rollout: { ...rollout, phase } }
    }
    const run: Run = {
      startedAt,
      endsAt: null,
      overrunAt: null,
      windowClosedAt: this.now,
      steps,
      accept: {},
      begun,
      announced: [],
    }
    const id = `CHG-2026-${String(this.history.length + 1).padStart(4, '0')}`
    const requester = { kind: 'person', name: 'rita' } as const
    return { run, known: { id, runbook, requester, requestedAt: startedAt, revision: 3 } }
  }

  #keep(change: Change): Change {
    this.history.push(change)
    return change
  }

  #of(target: string): Sides {
    const sides = this.sides.get(target)
    assert.ok(sides !== undefined, `there is no target ${target}`)
    return sides
  }
}

/** The runbook of a revert that has to be accepted. */
export const made = (at: Shop, change: Change, asked: Partial<RevertAsked> = {}): Runbook => {
  const planned = at.ask(change, asked)
  assert.ok('runbook' in planned, JSON.stringify(planned))
  return planned.runbook
}

export const outline = ({ steps }: Runbook) => steps.map(({ id, after }) => [id, after.join(' ')])

export const stepOf = <K extends Step['kind']>({ steps }: Runbook, id: string, kind: K) => {
  const step = steps.find((one) => one.id === id)
  assert.ok(step?.kind === kind, `there is no ${kind} ${id}`)
  return step as K extends 'effect' ? EffectStep : RolloutStep
}
