import { type Agent, request } from 'undici'
import type { Answered, Question } from '../../ports/traffic.suite.ts'

/** One request of any kind through a proxy, and all of its answer. */
export async function askAs(url: string, agent: Agent, question: Question): Promise<Answered> {
  const { method = 'GET', path = '/', subject = 'ann', segment, accept, body: sent } = question
  const { statusCode, headers, body } = await request(`${url}${path}`, {
    dispatcher: agent,
    method: method as 'GET',
    ...(sent === undefined ? {} : { body: sent }),
    headers: {
      'x-user-id': subject,
      ...(segment === undefined ? {} : { 'x-user-segment': segment }),
      ...(accept === undefined ? {} : { accept }),
    },
  })
  return { status: statusCode, side: String(headers['x-side'] ?? ''), headers, body: await body.text() }
}
