import { type Agent, request } from 'undici'
import type { Visitor } from '../../ports/traffic.suite.ts'

/** One request of a visitor through a proxy, and which side answered it. */
export async function sendAs(url: string, agent: Agent, visitor: Visitor, path: string) {
  const { statusCode, headers, body } = await request(`${url}${path}`, {
    dispatcher: agent,
    headers: {
      'x-user-id': visitor.subject,
      ...(visitor.segment === undefined ? {} : { 'x-user-segment': visitor.segment }),
      ...(visitor.version === undefined ? {} : { 'x-canary-version': visitor.version }),
    },
  })
  await body.dump()
  return { status: statusCode, side: String(headers['x-side'] ?? '') }
}
