import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Incidents } from './incidents.ts'

test('an incident is open until somebody closes it, once', () => {
  const incidents = new Incidents()
  assert.deepEqual(incidents.shown(), { open: 0, incidents: [] })
  const id = incidents.open('Nobody can pay', 0)
  incidents.open('Slow pages', 1_000)
  assert.deepEqual(incidents.shown().incidents[0], {
    id: 'INC-1',
    subject: 'Nobody can pay',
    openedAt: '1970-01-01T00:00:00.000Z',
  })
  assert.deepEqual([incidents.close(id), incidents.close(id)], [true, false])
  assert.equal(incidents.shown().open, 1)
})

test('the oldest goes when there are too many', () => {
  const incidents = new Incidents()
  for (let i = 0; i < 1_001; i++) incidents.open('again', i)
  assert.equal(incidents.shown().open, 1_000)
  assert.equal(incidents.close('INC-1'), false)
})
