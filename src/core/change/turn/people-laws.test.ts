import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nameOf } from '../../access/actor.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import { simulate } from '../../simulate/simulate.ts'
import { draftFrom } from '../evolve/draft.ts'
import { evolve } from '../evolve/evolve.ts'
import { answerableFor } from '../items/answerable.ts'
import { blocks, itemsOf, type ListPlace, progressIn, readItemRef } from '../items/place.ts'
import { type Change, isUnderway, runOf } from '../state/change.ts'
import { AT, inEveryWorld } from './laws.testing.ts'

describe('laws of people in the run', () => {
  it('no weight rises and nothing is adopted while a blocking item is open', () => {
    inEveryWorld((runbook, script) => {
      alongside(runbook, script, (before, event) => {
        if (event.type === 'stage-entered') {
          const step = runbook.steps.find(({ id }) => id === event.step)
          for (const id of step?.after ?? []) assertThrough(before, { step: id, stage: null })
          if (event.stage > 0) assertThrough(before, { step: event.step, stage: event.stage - 1 })
        }
        if (event.type === 'stage-passed') assertThrough(before, { step: event.step, stage: event.stage })
        if (event.type === 'bake-passed') assertThrough(before, { step: event.step, stage: null })
      })
    })
  })

  it('a tick never comes from nowhere: it is the word of the very person that the item waits for', () => {
    inEveryWorld((runbook, script) => {
      const change = alongside(runbook, script, (before, event) => {
        if (event.type !== 'item-ticked' && event.type !== 'item-passed') return
        const place = readItemRef(event.item)
        const item = place === null ? undefined : itemsOf(runbook, place).find(({ id }) => id === place.item)
        assert.ok(place !== null && item !== undefined)
        if (event.type === 'item-passed') {
          assert.notEqual(item.check.check, 'person', 'the engine has ticked for a person')
          assert.ok(event.by.kind === 'engine' || item.check.check !== 'rule', 'a rule passed by a word')
          assert.ok(event.by.kind === 'engine' || item.gate === undefined, 'a gate passed by a word')
          return
        }
        assert.equal(event.by.kind, 'person')
        const { person } = answerableFor(item, runbook)
        assert.ok(person === null || person === nameOf(event.by), `${nameOf(event.by)} ticked for ${person}`)
        assert.ok(isUnderway(before))
      })
      const run = runOf(change)
      for (const step of runbook.steps.filter(({ kind }) => kind === 'checklist'))
        for (const item of itemsOf(runbook, { step: step.id, stage: null })) {
          const progress = run === null ? null : progressIn(run, { step: step.id, stage: null })?.[item.id]
          if (item.check.check === 'person' && progress?.status === 'passed') assert.ok(progress.by)
        }
    })
  })

  it('nothing is adopted without the word of the person who was named for it', () => {
    inEveryWorld((runbook, script) => {
      alongside(runbook, script, (before, event) => {
        const promotion = runOf(before)?.promotion
        if (event.type === 'decided' && event.step === promotion?.step)
          assert.deepEqual(event.by, { kind: 'person', name: promotion.approver })
        if (event.type !== 'adopting' || event.step !== promotion?.step) return
        assert.ok(promotion.seat !== undefined || promotion.word?.as === 'approve', 'nobody was waited for')
      })
    })
  })

  it('an approval needs as many people as its plan says, and none of them has requested it', () => {
    inEveryWorld((runbook, script) => {
      alongside(runbook, script, (before, event) => {
        if (event.type !== 'step-done') return
        const step = runbook.steps.find(({ id }) => id === event.step)
        const progress = runOf(before)?.steps[event.step]
        if (step?.kind !== 'approve' || progress?.status !== 'deciding') return
        const approved = new Set(progress.decisions.filter(({ as }) => as === 'approve').map(({ by }) => by))
        assert.ok(approved.size >= step.quorum && !approved.has(nameOf(before.requester)))
        assert.ok(progress.decisions.every(({ as }) => as === 'approve'))
      })
    })
  })
})

type Looking = (before: Change, event: ReturnType<typeof simulate>['events'][number]) => void

/** Every event of a world, with the change as it was before it. */
function alongside(runbook: Runbook, script: Parameters<typeof simulate>[1], look: Looking): Change {
  const [first, ...rest] = simulate(runbook, script, AT).events
  assert.ok(first !== undefined)
  return rest.reduce((before: Change, event) => {
    look(before, event)
    return evolve(before, event)
  }, draftFrom(first))
}

function assertThrough(change: Change, place: ListPlace): void {
  const items = itemsOf(change.runbook, place)
  const run = runOf(change)
  assert.ok(run !== null)
  const progress = progressIn(run, place)
  for (const item of items)
    assert.ok(!blocks(item, progress?.[item.id]), `went on although ${place.step}/${item.id} is open`)
}
