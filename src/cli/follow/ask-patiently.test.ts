import assert from 'node:assert/strict'
import { test } from 'node:test'
import { httpClient, Unreachable } from '../../http/client/client.ts'
import { askPatiently } from './ask-patiently.ts'

const client = httpClient({ url: 'http://127.0.0.1:1', token: 'none' })

/** Each call fails or is answered, a second after the one before when that failed; what is said, and when. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ['answered', '++++', []],
  ['one server of two gone', '-+-+-+-+-+', []],
  ['a restart that is over soon', '+---+', []],
  ['away for longer', '+----+', ['lost after 4', 'found after 5']],
  ['away for long', '-----------+', ['lost after 3', 'found after 11']],
  ['away twice', '-----+-----+', ['lost after 3', 'found after 5', 'lost after 9', 'found after 11']],
]

for (const [what, calls, expected] of CASES)
  test(`${what}: ${expected.join(', ') || 'nothing is said'}`, async () => {
    let at = 0
    let made = 0
    const said: string[] = []
    const terminal = {
      stop: new AbortController().signal,
      now: () => at,
      sleep: async (ms: number) => {
        at += ms
      },
    }
    const ask = askPatiently(
      () => client,
      terminal,
      (word) => said.push(`${word} after ${made - 1}`),
    )
    while (made < calls.length)
      await ask(async () => {
        const answer = calls[made]
        made += 1
        if (answer === '-') throw new Unreachable('away')
        return answer
      })
    assert.deepEqual(said, expected)
  })
