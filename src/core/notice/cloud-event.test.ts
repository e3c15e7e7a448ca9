import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { cloudEventOf } from './cloud-event.ts'
import { NOTICE_FORMAT, type Notice, type Urgency } from './notice.ts'
import { changeSubject } from './subject.ts'

const AT = Date.UTC(2026, 0, 2, 3, 4, 5)

/** What a row says of its notice; the rest is the same in all of them. */
type Row = {
  readonly event?: string
  readonly urgency?: Urgency
  readonly data?: Readonly<Record<string, unknown>>
}

function event({ event: name = 'canary:step', urgency = 'tell', data = { weight: 500 } }: Row) {
  const notice: Notice = {
    format: NOTICE_FORMAT,
    id: 'change/CHG-2026-0001/12/events',
    channel: 'events',
    environment: 'staging',
    urgency,
    at: AT,
    occasion: { kind: 'event', name, version: 1 },
    subject: changeSubject('CHG-2026-0001', 'Dual deploy'),
    facts: { kind: 'sentence', text: 'wix and gamma are at 5 %.', data },
  }
  return cloudEventOf(notice, '/cutwater')
}

describe('the event of a notice', () => {
  const types: readonly [string, Row, string][] = [
    ['a step of the canary', {}, 'dev.cdeventsx.cutwater-canary.step.0.1.0'],
    [
      'an opening window',
      { event: 'maintenance:window:start' },
      'dev.cdeventsx.cutwater-maintenancewindow.start.0.1.0',
    ],
    ['a name of one word', { event: 'overrun' }, 'dev.cdeventsx.cutwater-change.overrun.0.1.0'],
    ['a name with digits and dashes', { event: 'p95:no-data' }, 'dev.cdeventsx.cutwater-p.nodata.0.1.0'],
    [
      'a deploy of one target',
      { event: 'deploy:complete', data: { targets: ['wix'], version: 'v2' } },
      'dev.cdevents.service.deployed.0.3.0',
    ],
    [
      'a deploy of two, which the standard cannot say',
      { event: 'deploy:complete', data: { targets: ['wix', 'gamma'], version: 'v2' } },
      'dev.cdeventsx.cutwater-deploy.complete.0.1.0',
    ],
    [
      'a rollback of one target',
      { event: 'deploy:rolledback', data: { target: 'wix', version: 'v1' } },
      'dev.cdevents.service.rolledback.0.3.0',
    ],
    [
      'a change asked for, which is no change of source code',
      { event: 'change:requested' },
      'dev.cdeventsx.cutwater-change.requested.0.1.0',
    ],
    ['a page', { event: 'window:overrun', urgency: 'page' }, 'dev.cdevents.incident.detected.0.3.0'],
    ['the end of a page', { event: 'window:overrun:resolved' }, 'dev.cdevents.incident.resolved.0.3.0'],
  ]
  for (const [what, more, type] of types)
    it(`has for ${what} the type ${type}`, () => {
      assert.equal(event(more).type, type)
    })

  it('carries the name people consume, and everything the notice says', () => {
    const { customData } = event({}).data
    assert.equal(customData.event, 'canary:step')
    assert.equal(customData.text, 'wix and gamma are at 5 %.')
    assert.deepEqual(customData.data, { weight: 500 })
  })

  it('names the artifact as a package URL', () => {
    const { content } = event({ event: 'deploy:complete', data: { target: 'wix', version: 'v2+a b' } }).data
      .subject
    assert.deepEqual(content, { environment: { id: 'staging' }, artifactId: 'pkg:generic/wix@v2%2Ba%20b' })
  })

  it('lets the end of an incident find its beginning', () => {
    const begun = event({ event: 'window:overrun', urgency: 'page' })
    assert.equal(event({ event: 'window:overrun:resolved' }).subject, begun.subject)
  })

  it('repeats its context for CloudEvents, as the binding demands', () => {
    const { id, source, type, subject, time, data } = event({})
    assert.deepEqual(
      { id, source, type, time, subject },
      {
        id: data.context.id,
        source: data.context.source,
        type: data.context.type,
        time: data.context.timestamp,
        subject: data.subject.id,
      },
    )
    assert.equal(time, '2026-01-02T03:04:05.000Z')
  })

  it('has a type that CDEvents allows, whatever the notice is called', () => {
    const allowed =
      /^dev\.(cdeventsx\.[a-zA-Z0-9]+-[a-zA-Z]+|cdevents\.[a-z]+)\.[a-zA-Z]+\.[0-9]\.[0-9]\.[0-9]$/
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('page' as const, 'tell' as const), (name, urgency) => {
        assert.match(event({ event: name, urgency }).type, allowed)
      }),
    )
  })
})
