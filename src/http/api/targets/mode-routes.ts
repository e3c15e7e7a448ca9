import { z } from 'zod'
import { parseInstant } from '../../../core/time/parse-instant.ts'
import { BANNER_MAX, type TrafficMode } from '../../../core/traffic/mode.ts'
import { setMode } from '../../../runtime/traffic/set-mode.ts'
import { actorOf } from '../../kernel/access/caller.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { because, line } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { TRAFFIC, writesUnderWay } from './schema.ts'
import { TARGET_PARAMS, unknownTarget } from './target-params.ts'

const until = z
  .string()
  .max(40)
  .refine((text) => 'at' in parseInstant(text), {
    error: 'this is no instant: write 2025-10-06T22:00:00-04:00',
  })

const body = z
  .strictObject({
    traffic: TRAFFIC.meta({
      description:
        'read-only turns writes away, maintenance everything but what the proxy is configured to allow.',
    }),
    banner: line(BANNER_MAX).optional().meta({ description: 'What those who are turned away read.' }),
    until: until.optional().meta({ description: 'When it is expected to end: what Retry-After counts to.' }),
    because,
  })
  .refine(({ traffic, banner, until }) => traffic !== 'normal' || (banner ?? until) === undefined, {
    error: 'a normal target turns nobody away, so it has neither banner nor until',
  })

export function modeRoutes(serve: Serve, house: Pick<House, 'act'>): void {
  serve({
    id: 'setTargetMode',
    method: 'put',
    path: '/v1/targets/{environment}/{name}/mode',
    tag: 'Targets',
    summary: 'Say what the proxies of a target turn away: nothing, writes, or everything',
    permission: 'set-mode',
    params: TARGET_PARAMS,
    body,
    example: {
      traffic: 'read-only',
      banner: 'Scheduled maintenance in progress.',
      until: '2026-11-29T04:00:00Z',
      because: 'the database is upgraded',
    },
    answers: {
      200: {
        description: 'It is so; `open` says which proxies have yet to acknowledge it.',
        schema: z.strictObject({
          target: z.string().meta({ description: '`environment/service`' }),
          traffic: TRAFFIC,
          already: z.boolean(),
          open: z
            .array(z.string())
            .meta({ description: 'Proxies that have not acknowledged it, with what is known of each.' }),
          writes: writesUnderWay,
        }),
      },
    },
    refusals: ['unknown-target'],
  }).by(async ({ params, body, caller }) => {
    const target = `${params.environment}/${params.name}`
    const done = await house.act(setMode, {
      target,
      mode: modeOf(body),
      actor: actorOf(caller),
      because: body.because,
    })
    if (!done.set) throw unknownTarget(target)
    const { already, open, writes } = done
    return { status: 200, body: { target, traffic: body.traffic, already, open: [...open], writes } }
  })
}

function modeOf({ traffic, banner, until }: z.infer<typeof body>): TrafficMode {
  if (traffic === 'normal') return { traffic }
  const read = until === undefined ? null : parseInstant(until)
  return {
    traffic,
    ...(banner === undefined ? {} : { banner }),
    ...(read !== null && 'at' in read ? { until: read.at } : {}),
  }
}
