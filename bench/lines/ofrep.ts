import type { FlagDefinition } from '../../src/core/flag/definition/definition.ts'
import { type House, startHouse } from '../parts/house.ts'
import { asFast, type Line, type Row, type Run } from '../parts/line.ts'
import { startPrinting } from '../parts/printing-process.ts'
import { type LoadResult, load, postRequest } from '../parts/proxy/load.ts'
import { headerIn } from '../parts/proxy/load-answer.ts'
import { inScratch, type Scratch } from '../parts/scratch.ts'

const CONNECTIONS = 16
const FLAGS = 10
const SUBJECTS = 1_000
const ROUNDS = 3
/** Nothing listens there: the flags of a target need no proxy. */
const BINDING = `environments:
  bench:
    targets:
      wix:
        traffic: { gateway: nobody.sock }
        sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
`
const DEFINITION: FlagDefinition = {
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: 'off',
  targeting: {
    fractional: [
      ['on', 25],
      ['off', 75],
    ],
  },
}

export const ofrep: Line = {
  name: 'ofrep',
  title: 'Evaluating flags over HTTP (OFREP)',
  limitedBy:
    'HTTP in Node, as of the no-op server, is about a quarter of it. The rest is many small things, none of them half as large: reading ' +
    'the body, the checks of Host, token, budget and body, the way to the operation, the time limit, the metrics, the headers of ' +
    'the answer. The evaluation itself is a hundredth of it. A 304 saves the body and not the work: every flag is evaluated to know ' +
    'that nothing has changed.',
  measure: (run) => inScratch((scratch) => measure(run, scratch)),
}

async function measure({ quick, say }: Run, scratch: Scratch): Promise<readonly Row[]> {
  const house = await startHouse(scratch, BINDING)
  const place = { environment: 'bench', target: 'wix' }
  for (let i = 0; i < FLAGS; i++)
    await house.client.setFlag({ ...place, flag: `flag-${i}` }, DEFINITION, 'to measure')
  const nothing = await startPrinting(scratch, 'processes/no-op-process.ts')
  const asked = requestsTo(house)
  const etag = await etagOf(house.client.url, asked.bulk)
  say(`${CONNECTIONS} connections`)
  const ways = [
    { url: nothing, request: (n: number) => postRequest(nothing, bodyOf(n), {}), status: 200 },
    { url: house.client.url, request: asked.single, status: 200 },
    { url: house.client.url, request: () => asked.bulk(1), status: 200 },
    { url: house.client.url, request: () => asked.bulk(1, etag), status: 304 },
  ]
  const durationMs = quick ? 200 : 1_500
  const rates: number[][] = ways.map(() => [])
  // The first round warms up; in turns, so that no one of them has the machine's better moments.
  for (let round = 0; round <= (quick ? 1 : ROUNDS); round++)
    for (const [i, way] of ways.entries()) {
      const result = await load({ ...way, connections: CONNECTIONS, durationMs })
      refuseFailures(result, way.status)
      if (round > 0) rates[i]?.push(result.perSecond)
    }
  const [none = 0, single = 0, bulk = 0, unchanged = 0] = rates.map(middleOf)
  const beside = 'a no-op server in Node'
  return [
    asFast('one flag', single, beside, none),
    asFast(`all ${FLAGS} flags of a target`, bulk, beside, none),
    asFast(`all ${FLAGS} flags, unchanged since (304)`, unchanged, beside, none),
  ]
}

const bodyOf = (n: number): string => JSON.stringify({ context: { targetingKey: `user-${n % SUBJECTS}` } })

function requestsTo({ client, token }: House) {
  const base = `${client.url}/v1/environments/bench/targets/wix/ofrep/v1/evaluate/flags`
  const authorization = `Bearer ${token}`
  return {
    single: (n: number) => postRequest(`${base}/flag-1`, bodyOf(n), { authorization }),
    bulk: (n: number, etag?: string) =>
      postRequest(base, bodyOf(n), {
        authorization,
        ...(etag === undefined ? {} : { 'if-none-match': etag }),
      }),
  }
}

async function etagOf(url: string, bulk: (n: number) => string): Promise<string> {
  let etag: string | null = null
  await load({
    url,
    connections: 1,
    durationMs: 50,
    request: () => bulk(1),
    onAnswer: ({ head }) => {
      etag = headerIn(head, 'etag')
    },
  })
  if (etag === null) throw new Error('the bulk evaluation has no ETag')
  return etag
}

function refuseFailures({ failed, answers }: LoadResult, status: number): void {
  if (failed > 0) throw new Error(`${failed} of ${answers} requests were not answered with ${status}`)
}

const middleOf = (rates: readonly number[]): number =>
  rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0
