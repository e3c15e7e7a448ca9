import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TimeLimitReached, within } from './time-limit.ts'

const never = () => new Promise<never>(() => {})

describe('a call to the outside', () => {
  it('ends at its limit, also when whatever is called does not listen', async () => {
    await assert.rejects(within(10, 'asking', never), (error) => {
      assert.ok(error instanceof TimeLimitReached)
      assert.equal(error.message, 'asking took longer than 10 ms')
      return true
    })
  })

  it('is told to stop at its limit', async () => {
    let aborted = false
    const listens = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => {
        aborted = true
      })
      return never()
    }
    await assert.rejects(within(10, 'asking', listens))
    assert.ok(aborted)
  })

  it('ends with its caller', async () => {
    const parent = new AbortController()
    const call = within(600_000, 'asking', never, parent.signal)
    parent.abort(new Error('the server stops'))
    await assert.rejects(call, /the server stops/)
    await assert.rejects(within(600_000, 'asking', never, parent.signal), /the server stops/)
  })

  it('gives the answer through', async () => {
    assert.equal(await within(1_000, 'asking', async () => 42), 42)
  })
})
