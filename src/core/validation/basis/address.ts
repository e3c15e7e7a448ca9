import { z } from 'zod'
import { type NetworkSocket, networkSocket } from '../../address/network-socket.ts'
import { sentence } from '../../document/leaf.ts'

export type NetworkPlace = NetworkSocket

const WRONG = sentence('this has to be a host and a port', 'write host:port, such as db.internal:5432')

/** `HOST:PORT` as a binding has it. */
export const address = z.string({ error: () => WRONG }).transform((text, context): NetworkPlace => {
  const place = networkSocket(text)
  if (place !== null) return place
  context.addIssue({ code: 'custom', message: WRONG })
  return z.NEVER
})
