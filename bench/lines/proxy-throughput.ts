import { short } from '../parts/figures.ts'
import { asFast, type Line, type Row, type Run, slower } from '../parts/line.ts'
import type { LoadResult } from '../parts/proxy/load.ts'
import { openHalf, startProxies, startTwoGateways } from '../parts/proxy/proxies.ts'
import { CONNECTIONS, middleOf, push, pushThrough, type Through } from '../parts/proxy/push-through.ts'
import { inScratch, type Scratch } from '../parts/scratch.ts'

const ROUNDS = 3

export const proxyThroughput: Line = {
  name: 'proxy-throughput',
  title: 'Requests through the gateway',
  limitedBy:
    'Node: a request is parsed twice, once on each side, on one core, where HAProxy passes bytes on in C over as many cores as ' +
    'there are. The client and the upstreams share the processors with the proxy, so the processor time for one request ' +
    'tells the two proxies apart better than requests a second do.',
  measure: (run) => inScratch((scratch) => measure(run, scratch)),
}

async function measure({ quick, say }: Run, scratch: Scratch): Promise<readonly Row[]> {
  const { sides, gateway, haproxy, upstream } = await startProxies(scratch)
  const two = await startTwoGateways(scratch, sides)
  const proxies = [gateway, two, ...(typeof haproxy === 'string' ? [] : [haproxy])]
  for (const proxy of proxies) await openHalf(proxy)
  const durationMs = quick ? 300 : 4_000
  say(`${CONNECTIONS} connections, half of the subjects on the canary`)
  for (const { url } of proxies) await push(url, quick ? 300 : 2_000)
  // In turns, so that no one of them has the machine's better moments.
  const rounds: { readonly raw: LoadResult; readonly through: readonly Through[] }[] = []
  for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
    const raw = await push(upstream, durationMs / 2)
    const through: Through[] = []
    for (const proxy of proxies) through.push(await pushThrough(proxy, durationMs / 2))
    rounds.push({ raw, through })
  }
  const raw = middleOf(rounds.map((each) => each.raw))
  const [ours, both, theirs] = proxies.map((_, i) =>
    middleOf(rounds.map(({ through }) => through[i] as Through)),
  )
  if (ours === undefined || both === undefined) throw new Error('the gateway was not measured')
  const direct = asFast('gateway, beside no proxy', ours.perSecond, 'straight to the upstream', raw.perSecond)
  if (theirs === undefined)
    return [direct, { what: 'gateway, beside HAProxy', ours: '', beside: String(haproxy), ratio: null }]
  return [
    asFast('gateway, beside HAProxy', ours.perSecond, 'HAProxy', theirs.perSecond),
    asFast('two gateways at one address, beside HAProxy', both.perSecond, 'HAProxy', theirs.perSecond),
    direct,
    {
      what: 'processor time of the proxy for one request',
      ours: `${short(ours.cpuMicros)} µs`,
      beside: `HAProxy: ${short(theirs.cpuMicros)} µs`,
      ratio: ours.cpuMicros / theirs.cpuMicros,
    },
    slower(`time of one request, ${CONNECTIONS} at once`, ours.times, 'HAProxy', theirs.times),
  ]
}
