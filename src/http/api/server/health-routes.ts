import { z } from 'zod'
import { formatInstant } from '../../../core/time/instant.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { instant } from '../../kernel/schema/shown.ts'
import type { House } from '../house.ts'

/** For process supervisors and balancers: they need no token and learn nothing else. */
export function healthRoutes(serve: Serve, house: Pick<House, 'ready' | 'now'>): void {
  serve({
    id: 'getLiveness',
    method: 'get',
    path: '/health/live',
    tag: 'Server',
    summary: 'Whether the process answers',
    permission: 'anyone',
    budget: 'health',
    answers: { 200: { description: 'It does.', schema: z.strictObject({ live: z.literal(true) }) } },
  }).by(async () => ({ status: 200, body: { live: true } }))

  serve({
    id: 'getReadiness',
    method: 'get',
    path: '/health/ready',
    tag: 'Server',
    summary: 'Whether the server can work: its database answers',
    permission: 'anyone',
    budget: 'health',
    answers: {
      200: { description: 'It can.', schema: z.strictObject({ ready: z.literal(true), at: instant }) },
    },
    refusals: ['not-ready'],
  }).by(async () => {
    const health = await house.ready()
    if (health.ready) return { status: 200, body: { ready: true, at: formatInstant(house.now()) } }
    throw new ProblemError(
      'not-ready',
      `Not ready: ${health.because}.`,
      'Wait, or see the log of the server.',
      { retryAfter: 2 },
    )
  })
}
