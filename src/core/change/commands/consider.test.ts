import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor } from '../../access/actor.ts'
import { runOf } from '../state/change.ts'
import { rolling, SECOND } from '../turn/moments.testing.ts'

const person = (name: string): Actor => ({ kind: 'person', name })
const considered = (stand: ReturnType<typeof rolling>) => runOf(stand.change)?.considerations ?? []
const raise = (because: string, name = 'eva') => ({ command: 'consider', because, by: person(name) }) as const

describe('considerations', () => {
  it('are numbered, kept word by word, and raised once by the same person in the same words', () => {
    const stand = rolling()
    stand.turn(
      SECOND,
      raise('logins fail'),
      raise('logins fail'),
      raise('logins fail', 'ben'),
      raise('data is lost'),
    )
    assert.deepEqual(
      considered(stand).map(({ number, by, because }) => [number, by, because]),
      [
        [1, 'eva', 'logins fail'],
        [2, 'ben', 'logins fail'],
        [3, 'eva', 'data is lost'],
      ],
    )
  })

  it('need no revision, and are declined by number, with a reason, once', () => {
    const stand = rolling()
    stand.turn(SECOND, raise('logins fail'))
    const { revision } = stand.change
    assert.match(
      stand.turn(SECOND, { command: 'decline', number: 2, because: 'no' }) ?? '',
      /no consideration 2/,
    )
    assert.equal(
      stand.turn(SECOND, { command: 'decline', number: 1, because: 'it is the CDN', by: person('lea') }),
      null,
    )
    assert.equal(stand.turn(SECOND, { command: 'decline', number: 1, because: 'again' }), null)
    assert.equal(stand.change.revision, revision)
    const [one] = considered(stand)
    assert.deepEqual(
      [one?.answer?.as, one?.answer?.by, one?.answer?.because],
      ['declined', 'lea', 'it is the CDN'],
    )
    assert.equal(stand.count('consideration-declined'), 1)
  })

  it('are answered by a rollback, no matter who began it, but not those that were declined', () => {
    const stand = rolling()
    stand.turn(SECOND, raise('logins fail'), raise('data is lost'))
    stand.turn(SECOND, { command: 'decline', number: 1, because: 'it is the CDN' })
    stand.turn(SECOND, { command: 'rollback', because: 'eva is right', gradual: false, by: person('lea') })
    assert.deepEqual(
      considered(stand).map(({ answer }) => [answer?.as, answer?.by, answer?.because]),
      [
        ['declined', 'olaf', 'it is the CDN'],
        ['rolled-back', 'lea', 'eva is right'],
      ],
    )
    assert.match(stand.turn(SECOND, raise('still')) ?? '', /rolling-back cannot be considered/)
  })

  it('are no more than those who answer can read', () => {
    const stand = rolling()
    for (let i = 0; i < 20; i++) assert.equal(stand.turn(0, raise(`${i}`)), null)
    assert.match(stand.turn(0, raise('one more')) ?? '', /20 considerations are open already, of 20 in all/)
    stand.turn(0, { command: 'decline', number: 1, because: 'no' })
    assert.equal(stand.turn(0, raise('one more')), null)
  })
})
