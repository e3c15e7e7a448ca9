import type { Checkpoint } from '../../core/journal/entry.ts'
import { answer, type Serving, serving } from './serving.testing.ts'

export type StrictReceiver = Serving & {
  readonly kept: Checkpoint[]
  /** What was wrong with requests, in words; nothing as long as all is well. */
  readonly complaints: string[]
  token: string
  pageSize: number
}

/** Takes checkpoints as docs/how-to/keep-checkpoints-elsewhere.md has it, and complains of everything else. */
export async function strictReceiver(token: string): Promise<StrictReceiver> {
  const kept: Checkpoint[] = []
  const complaints: string[] = []
  const state = { token, pageSize: 1_000 }
  const base = await serving(({ method, url, headers, body }, response) => {
    const refuse = (status: number, because: string) => {
      complaints.push(because)
      return answer(response, status, because)
    }
    if (headers.authorization !== `Bearer ${state.token}`) return refuse(401, 'who is that?')
    const address = new URL(url, 'http://x')
    if (address.pathname !== '/in') return refuse(404, `there is nothing at ${address.pathname}`)
    if (method === 'GET') {
      const after = Number(address.searchParams.get('after'))
      const rest = kept.filter(({ n }) => n > after)
      const checkpoints = rest.slice(0, state.pageSize).map(({ n, hash }) => ({ n, hash }))
      return answer(response, 200, JSON.stringify({ checkpoints, more: rest.length > checkpoints.length }))
    }
    if (method !== 'POST') return refuse(405, `${method} is not known`)
    if (headers['content-type'] !== 'application/json') return refuse(415, 'that is no JSON')
    if (headers['content-length'] !== String(Buffer.byteLength(body))) return refuse(411, 'no length')
    const one = JSON.parse(body) as Checkpoint
    const { n, hash, previous, resumes } = one
    if (headers['idempotency-key'] !== `checkpoint-${n}-${hash}`) return refuse(400, 'a key of another one')
    const there = kept.find((each) => each.n === n)
    if (there !== undefined)
      return there.hash === hash
        ? answer(response, 200, '')
        : answer(response, 409, JSON.stringify({ n, hash: there.hash }))
    const last = kept.at(-1)
    const follows = last === undefined ? n === 1 : n === last.n + 1 && previous === last.hash
    if (!follows && resumes == null) return refuse(422, `${n} does not follow ${last?.n ?? 0}`)
    kept.push(one)
    return answer(response, 201, '')
  })
  return Object.assign(state, base, { kept, complaints })
}
