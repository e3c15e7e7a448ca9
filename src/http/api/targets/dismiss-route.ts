import { z } from 'zod'
import { type DismissalGiven, dismissProxy } from '../../../runtime/traffic/dismiss-proxy.ts'
import { actorOf } from '../../kernel/access/caller.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { because, line } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { fullName, TARGET_PARAMS, unknownTarget } from './target-params.ts'

const body = z.strictObject({
  proxy: line(500).meta({ description: 'Its `instance`, as GET /v1/targets has it.' }),
  because,
})

/** Who may open a target again is who may say that a proxy no longer counts. */
export function dismissRoute(serve: Serve, house: Pick<House, 'act'>): void {
  serve({
    id: 'dismissProxy',
    method: 'post',
    path: '/v1/targets/{environment}/{name}/dismiss-proxy',
    tag: 'Targets',
    summary: 'Write off a proxy that is gone for good: nobody waits for it until it answers again',
    description:
      'Be sure that it serves nobody: one that only this server cannot reach may go on as it was told last. Refused while it answers, and of the last proxy of a target.',
    permission: 'release',
    params: TARGET_PARAMS,
    body,
    example: { proxy: 'https://edge-2.internal:9443', because: 'the machine is scrapped' },
    answers: {
      200: {
        description: 'It is written off.',
        schema: z.strictObject({
          target: z.string().meta({ description: '`environment/service`' }),
          proxy: z.string(),
          dismissed: z.literal(true),
          already: z.boolean(),
        }),
      },
    },
    refusals: ['unknown-target', 'unknown-proxy', 'proxy-needed'],
  }).by(async ({ params, body: { proxy, because }, caller }) => {
    const target = fullName(params)
    const given = await house.act(dismissProxy, { target, proxy, actor: actorOf(caller), because })
    if (!given.dismissed) throw refusal(target, proxy, given.because)
    return { status: 200, body: { target, proxy, dismissed: true, already: given.already } }
  })
}

type Refused = Extract<DismissalGiven, { dismissed: false }>['because']

function refusal(target: string, proxy: string, because: Refused): ProblemError {
  const shown = proxy.slice(0, 200)
  switch (because) {
    case 'unknown-target':
      return unknownTarget(target)
    case 'unknown-proxy':
      return new ProblemError(
        'unknown-proxy',
        `${target} has no proxy ${shown}.`,
        'GET /v1/targets names those that it has.',
      )
    case 'answers':
      return new ProblemError(
        'proxy-needed',
        `${shown} answers, and what answers counts.`,
        'End it first, and take it out of the binding when you have the time.',
      )
    case 'the-last':
      return new ProblemError(
        'proxy-needed',
        `${shown} is the last proxy of ${target}: without one nobody knows where its traffic goes.`,
        'Bind another one first, and start the servers with that binding.',
      )
  }
}
