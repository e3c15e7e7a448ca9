import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLOSED, type Desired } from '../../../core/traffic/desired.ts'
import type { ProxyReport } from '../../traffic.ts'
import type { Store } from '../store.ts'
import { ALICE, fresh, T0 } from './example.testing.ts'

const BLUE: Desired = { generation: 1, stable: 'blue', split: CLOSED }
const here = (instance: string): ProxyReport => ({ instance, reached: true, has: BLUE })
const away = (instance: string): ProxyReport => ({ instance, reached: false, because: 'refused' })

/** A proxy that is gone for good, and the word of a person that it is. */
export function proxiesSuite(store: () => Store): void {
  let seconds = 0
  const target = async () => {
    const name = `${fresh('env')}/wix`
    await store().targets.ensure([name], T0)
    const report = async (...reports: ProxyReport[]) => {
      seconds += 1
      const now = T0 + seconds * 1_000
      assert.ok(await store().targets.report(name, reports, now, now))
    }
    const dismiss = (proxy: string) =>
      store().targets.dismissProxy(name, proxy, ALICE, 'scrapped', T0 + seconds * 1_000)
    const known = async () => {
      const row = await store().targets.get(name)
      return {
        counts: row?.proxies.map(({ instance }) => instance),
        dismissed: row?.dismissed.map(({ instance }) => instance),
      }
    }
    const types = async () => (await store().journal.read(`target/${name}`, 0, 100)).map(({ type }) => type)
    return { name, report, dismiss, known, types }
  }

  test('a proxy that does not answer is written off, and nobody waits for it any more', async () => {
    const { name, report, dismiss, known, types } = await target()
    await report(here('a'), away('b'))
    assert.deepEqual(await dismiss('b'), { dismissed: true, already: false })
    assert.deepEqual(await dismiss('b'), { dismissed: true, already: true })
    await report(here('a'), away('b'))
    assert.deepEqual(await known(), { counts: ['a'], dismissed: ['b'] })
    const [{ by, because } = {}] = (await store().targets.get(name))?.dismissed ?? []
    assert.deepEqual([by, because], [ALICE, 'scrapped'])
    assert.deepEqual(await types(), ['named', 'proxy-dismissed'])
  })

  test('one that answers again counts again, and so does one that was bound anew', async () => {
    const { report, dismiss, known, types } = await target()
    await report(here('a'), away('b'), away('c'))
    for (const proxy of ['b', 'c']) await dismiss(proxy)
    await report(here('a'), here('b'), away('c'))
    assert.deepEqual(await known(), { counts: ['a', 'b'], dismissed: ['c'] })
    await report(here('a'), here('b'))
    await report(here('a'), here('b'), away('c'))
    assert.deepEqual(await known(), { counts: ['a', 'b', 'c'], dismissed: [] })
    assert.deepEqual(await types(), ['named', 'proxy-dismissed', 'proxy-dismissed', 'proxy-returned'])
  })

  test('what answers, what nobody knows, and the last one of all are not written off', async () => {
    const { report, dismiss, known, types } = await target()
    await report(here('a'), away('b'))
    assert.deepEqual(await dismiss('a'), { dismissed: false, because: 'answers' })
    assert.deepEqual(await dismiss('z'), { dismissed: false, because: 'unknown-proxy' })
    await report(away('b'))
    assert.deepEqual(await dismiss('b'), { dismissed: false, because: 'the-last' })
    assert.deepEqual(await known(), { counts: ['b'], dismissed: [] })
    assert.deepEqual(await types(), ['named'])
  })
}
