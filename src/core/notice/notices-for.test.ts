import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ChangeEvent } from '../change/events/event.ts'
import { drafted, draftFrom } from '../change/evolve/draft.ts'
import { script } from '../change/turn/world-script.testing.ts'
import { runbook } from '../change/turn/worlds.testing.ts'
import { asJson } from '../journal/canonical.ts'
import type { Runbook } from '../runbook/runbook.ts'
import { sampleRunbook } from '../runbook/sample-runbook.testing.ts'
import { simulate } from '../simulate/simulate.ts'
import { cloudEventOf } from './cloud-event.ts'
import { noticesFor } from './notices-for.ts'
import { sentenceFor } from './sentence.ts'
import { noticeFrom, type StoredNotice } from './stored-notice.ts'
import { textOf } from './text.ts'

const AT = Date.UTC(2026, 0, 2, 3, 4, 5)
const CHANNELS = [{ channel: 'log', urgency: 'tell', events: ['*'] }] as const

/** Told to a channel that takes everything, and stored until it is sent. */
function storedOf(event: ChangeEvent, of: Runbook) {
  const change = draftFrom(drafted('CHG-2026-0001', of, { kind: 'person', name: 'alice' }, AT))
  const [notice] = noticesFor(event, { change, revision: 4, sequence: 0 }, CHANNELS)
  assert.ok(notice !== undefined)
  const stored: StoredNotice = JSON.parse(JSON.stringify(asJson(notice)))
  return noticeFrom(stored)
}

describe('a notice of an event', () => {
  it('says the sentence that the log says, though it carries little of the runbook', () => {
    const worlds = Number(process.env.LAW_WORLDS ?? 20)
    const property = fc.property(runbook, script, (of, played) => {
      for (const event of simulate(of, played, AT).events) {
        const text = `CHG-2026-0001 ${of.title}: ${sentenceFor(event, of)}`
        const isBack = ['rollback-started', 'rolled-back', 'failed'].includes(event.type)
        const see = isBack ? '. See cutwater report CHG-2026-0001' : ''
        assert.equal(textOf(storedOf(event, of)), text + see)
      }
    })
    fc.assert(property, { numRuns: worlds })
  })

  it('tells programs what the journal has, without the runbook', () => {
    const of = sampleRunbook()
    const by = { kind: 'person', name: 'alice' } as const
    const event: ChangeEvent = { at: AT, by, type: 'drafted', id: 'CHG-2026-0001', runbook: of }
    const { customData } = cloudEventOf(storedOf(event, of), '/cutwater').data
    assert.deepEqual(customData.data, { at: AT, by, type: 'drafted', id: 'CHG-2026-0001' })
  })

  it('carries of the runbook only what its sentence names', () => {
    const of = sampleRunbook()
    const by = { kind: 'engine' } as const
    const [first] = of.steps
    assert.ok(first !== undefined)
    const { facts } = storedOf({ at: AT, by, type: 'step-stopped', step: first.id }, of)
    assert.ok(facts.kind === 'change-event')
    assert.deepEqual(
      [facts.names.steps, facts.names.accept],
      [[{ kind: first.kind, id: first.id, title: first.title }], []],
    )
  })

  it('names both steps of an approver who speaks in an approval of the plan', () => {
    const of = sampleRunbook()
    const by = { kind: 'person', name: 'alice' } as const
    const seat = { step: 'sync', lead: 'ops' }
    const event: ChangeEvent = { at: AT, by, type: 'approver-named', step: 'rollout', approver: 'ben', seat }
    assert.equal(
      textOf(storedOf(event, of)),
      `CHG-2026-0001 ${of.title}: alice wants ben to approve before Rollout: Sync the registry`,
    )
  })

  it('names the change, and where the page shows it', () => {
    const of = sampleRunbook()
    const { subject, occasion } = storedOf({ at: AT, by: { kind: 'engine' }, type: 'succeeded' }, of)
    const path = '/changes/CHG-2026-0001'
    assert.deepEqual(subject, { kind: 'change', id: 'CHG-2026-0001', title: of.title, path })
    assert.deepEqual(occasion, { kind: 'event', name: 'change:succeeded', version: 1 })
  })
})
