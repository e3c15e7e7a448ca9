import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { simulate } from '../../simulate/simulate.ts'
import { isMeasuredBeside } from '../beside/measured.ts'
import { phaseOf, phasesBefore } from '../phase/order.ts'
import { WATCHED_IN, watchesOf } from '../rollout/watches.ts'
import { isTerminal } from '../state/change.ts'
import { AT, inEveryWorld, WORLDS } from './laws.testing.ts'

describe('laws of phases', () => {
  it('before T nothing is claimed, no target is touched, and no phase of later begins', () => {
    inEveryWorld((runbook, script) => {
      let opened = false
      simulate(runbook, script, AT, ({ taken }) => {
        const touching = taken.orders.filter(
          ({ order }) => order === 'claim' || order === 'split' || order === 'adopt' || order === 'mode',
        )
        opened ||= taken.events.some(({ type }) => type === 'window-opened')
        if (opened) return
        // A kill of what has ended latches, and touches nothing else.
        const latches = taken.events.some(({ type }) => type === 'latched-afterwards')
        if (!latches) assert.deepEqual(touching, [])
        const early = phasesBefore(runbook).map(({ id }) => id)
        for (const event of taken.events)
          if (event.type === 'phase-started') assert.ok(early.includes(event.phase), event.phase)
      })
    }, WORLDS * 2)
  })

  it('whatever has to be measured is of a change at which observers look', () => {
    inEveryWorld((runbook, script) => {
      simulate(runbook, script, AT, ({ taken: { change } }) => {
        if (watchesOf(change).length === 0 || isMeasuredBeside(change)) return
        assert.ok(WATCHED_IN.includes(change.status), change.status)
      })
    })
  })

  it('every phase before T has ended when T comes, and a step begins only while its phase is under way', () => {
    inEveryWorld((runbook, script) => {
      const running = new Set<string>()
      const ended = new Set<string>()
      const { events } = simulate(runbook, script, AT)
      for (const event of events) {
        if (event.type === 'phase-started') running.add(event.phase)
        if (event.type === 'phase-ended') {
          assert.ok(running.delete(event.phase), event.phase)
          ended.add(event.phase)
        }
        if (event.type === 'window-opened')
          for (const { id } of phasesBefore(runbook)) assert.ok(ended.has(id), id)
        if (event.type !== 'step-started' && event.type !== 'stage-entered') continue
        const phase = phaseOf(event.step, runbook)
        if (phase !== undefined) assert.ok(running.has(phase.id), `${event.step} began outside its phase`)
      }
    }, WORLDS * 2)
  })

  it('a change that prepared ends as opened, cancelled, missed or with what could not be undone; nothing begun stays', () => {
    inEveryWorld((runbook, script) => {
      const { change, events } = simulate(runbook, script, AT)
      const types = events.map(({ type }) => type)
      if (!isTerminal(change) || !types.includes('preparation-started') || types.includes('window-opened'))
        return
      assert.ok(['cancelled', 'missed', 'failed'].includes(change.status), change.status)
      const begun = new Set(events.flatMap((e) => (e.type === 'step-started' ? [e.step] : [])))
      if (begun.size === 0) return
      assert.ok('back' in change && change.back !== undefined)
      assert.deepEqual(new Set(Object.keys(change.back.undo)), begun)
      for (const { status } of Object.values(change.back.undo))
        assert.ok(status === 'done' || status === 'failed' || status === 'skipped', status)
    }, WORLDS * 2)
  })

  it('each lateness is told once, and paged once at most', () => {
    inEveryWorld((runbook, script) => {
      const { events } = simulate(runbook, script, AT)
      const told = events.flatMap((e) => (e.type === 'phase-late' ? [`${e.phase}/${e.late}`] : []))
      assert.deepEqual(told, [...new Set(told)])
    })
  })
})
