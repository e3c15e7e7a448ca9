import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor } from '../../access/actor.ts'
import type { Step } from '../../runbook/runbook.ts'
import { rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { changeFrom, versionOf } from '../state/stored.ts'
import { MINUTE, rolling, SECOND, scripted, withRollout } from './moments.testing.ts'
import type { Stand } from './stand.testing.ts'

const ann: Actor = { kind: 'person', name: 'ann' }
const ben: Actor = { kind: 'person', name: 'ben' }
const manual = (approver = 'ann') => ({ command: 'promotion', as: 'manual', approver }) as const
const auto = { command: 'promotion', as: 'auto' } as const
const approve = (step = 'rollout') => ({ command: 'decide', decision: step, as: 'approve', by: ann }) as const

const stages = [2_500, 10_000].map((weight) => ({ weight, holdMs: MINUTE, segments: [] }))
const itself = { steps: withRollout({ stages }), accept: [] }

/** The rollout leaves its canary; a decision comes before the step that adopts it. */
const asked: readonly Step[] = [
  ...sampleRunbook().steps.flatMap((step): readonly Step[] =>
    step.kind === 'rollout'
      ? [{ ...rollout, stages: stages.slice(1), adopt: false, adoptLater: true }]
      : step.id === 'flags' || step.id === 'sync'
        ? []
        : [step],
  ),
  {
    kind: 'approve',
    id: 'go',
    title: 'Promotion',
    after: ['rollout'],
    decision: 'promotion',
    by: ['council'],
    quorum: 1,
    onFailure: 'rollback',
  },
  {
    kind: 'adopt',
    id: 'adopt',
    title: 'Adopt',
    after: ['go'],
    targets: ['gamma', 'wix'],
    rollouts: ['rollout'],
  },
]
const leads = { council: { title: 'A member of the council' } }

function seen(stand: Stand, times: number): Stand {
  for (let i = 0; i < times; i += 1) {
    stand.turn(SECOND)
    stand.now += MINUTE
    stand.hear()
    stand.turn(0)
  }
  return stand
}

describe('the last word before a canary is adopted', () => {
  it('is asked of the person who was named, when everything else is through', () => {
    const stand = rolling(itself)
    assert.equal(stand.turn(0, manual()), null)
    assert.match(stand.turn(0, approve()) ?? '', /is not asked yet/)
    seen(stand, 2)
    assert.deepEqual([stand.count('decision-asked'), stand.count('adopting')], [1, 0])
    seen(stand, 1)
    assert.deepEqual([stand.count('decision-asked'), stand.count('adopting')], [1, 0], 'and it waits')
    assert.match(stand.turn(0, { ...approve(), by: ben }) ?? '', /is for ann to decide, not for ben/)
    assert.equal(stand.turn(0, approve()), null)
    assert.equal(stand.count('adopting'), 1)
  })

  it('comes before an adoption by a step of its own as well, and survives a restart', () => {
    const steps = asked.flatMap((step): readonly Step[] =>
      step.kind === 'approve' ? [] : step.kind === 'adopt' ? [{ ...step, after: ['rollout'] }] : [step],
    )
    const stand = rolling({ steps, accept: [] })
    stand.turn(0, manual())
    seen(stand, 1)
    assert.deepEqual([stand.count('decision-asked'), stand.count('adopting')], [1, 0])
    const { runbook, ...state } = stand.change
    stand.change = changeFrom(versionOf(stand.change), JSON.parse(JSON.stringify(state)), runbook)
    stand.takeover = stand.now
    stand.turn(0, approve('adopt'))
    assert.equal(stand.count('adopting'), 1)
  })

  it('does not adopt while a gate fails again after it was given', () => {
    const stand = rolling(itself)
    stand.turn(0, manual())
    seen(stand, 2)
    stand.hear('worse')
    stand.turn(SECOND, approve())
    assert.equal(stand.count('adopting'), 0)
  })

  it('takes everything back when it is no', () => {
    const stand = rolling(itself)
    stand.turn(0, manual())
    seen(stand, 2)
    const no = { command: 'decide', decision: 'rollout', as: 'reject', by: ann } as const
    assert.match(stand.turn(0, no) ?? '', /needs its reason/)
    assert.equal(stand.turn(0, { ...no, because: 'the shop looks wrong' }), null)
    assert.deepEqual([stand.count('rollback-started'), stand.count('adopting')], [1, 0])
  })

  it('can be given to another person, or left to the evidence', () => {
    const stand = rolling(itself)
    stand.turn(0, manual('ben'))
    seen(stand, 2)
    stand.turn(SECOND, manual('ann'))
    assert.match(stand.turn(0, { ...approve(), by: ben }) ?? '', /is for ann to decide/)
    stand.turn(SECOND)
    assert.equal(stand.count('decision-asked'), 2)
    stand.turn(SECOND, auto)
    assert.deepEqual([stand.count('approver-released'), stand.count('adopting')], [1, 1])
    const idle = rolling(itself)
    assert.equal(idle.turn(0, auto), null, 'it is so already')
    assert.equal(idle.count('approver-released'), 0)
  })

  it('is not passed over by ending the last hold', () => {
    const stand = rolling(itself)
    stand.turn(0, manual())
    seen(stand, 1)
    stand.turn(SECOND)
    stand.hear()
    const promote = { command: 'promote', all: true, override: null } as const
    assert.match(stand.turn(SECOND, promote) ?? '', /by the word of ann/)
  })

  it('is asked by the approval of the plan where there is one, and evidence alone never passes it over', () => {
    const stand = rolling({ steps: asked, accept: [], leads })
    assert.match(stand.turn(0, auto) ?? '', /the plan asks A member of the council for "Promotion"/)
    assert.equal(stand.turn(0, manual()), null)
    seen(stand, 1)
    const question = stand.events.find(({ type }) => type === 'decision-asked')
    assert.ok(question?.type === 'decision-asked')
    assert.deepEqual([question.step, question.asks], ['go', ['ann']])
    assert.match(stand.turn(0, { ...approve('go'), by: ben }) ?? '', /is for ann to decide, not for ben/)
    assert.equal(stand.turn(0, approve('go')), null)
    assert.deepEqual([stand.count('decision-asked'), stand.count('adopting')], [1, 1])
  })

  it('is for nobody whom the plan does not ask', () => {
    const stand = rolling({
      steps: asked,
      accept: [],
      leads: { council: { title: 'Council', person: 'ben' } },
    })
    assert.match(stand.turn(0, manual()) ?? '', /"Promotion" is for Council \(ben\) to decide, not for ann/)
    assert.equal(stand.turn(0, manual('ben')), null)
  })

  const refusals: readonly [string, string, RegExp][] = [
    ['who requested the change', 'rita', /rita requested this change/],
    ['who asks for it', 'olaf', /cannot be both/],
    ['nobody', '  ', /without a name is nobody/],
  ]
  for (const [who, name, because] of refusals)
    it(`is not for ${who}`, () => {
      assert.match(rolling(itself).turn(0, manual(name)) ?? '', because)
    })

  it('is refused where nothing adopts, and after it was given', () => {
    const trial = rolling({ steps: withRollout({ stages, adopt: false }), accept: [] })
    assert.match(trial.turn(0, manual()) ?? '', /nothing is left that adopts/)
    const stand = rolling(itself)
    stand.turn(0, manual())
    seen(stand, 2)
    stand.turn(0, { command: 'pause', because: 'wait' })
    stand.turn(0, approve())
    assert.match(stand.turn(0, manual('ben')) ?? '', /ann has approved/)
  })

  it('is told in simulation, by who was named', () => {
    const { timeline, change } = scripted(
      'commands:\n  - { at: 2m, do: promote-manual, approver: ann }\n',
      sampleRunbook({ ...itself, window: null }),
    )
    const said = timeline.map(({ sentence }) => sentence)
    assert.ok(
      said.some((line) => /wants ann to approve before/.test(line)),
      said.join('\n'),
    )
    assert.ok(said.some((line) => /^ann approves/.test(line)))
    assert.equal(change.status, 'succeeded')
  })
})
