import { z } from 'zod'
import { isAdminUrl } from '../address/admin-url.ts'
import { isBrokenNetworkSocket } from '../address/network-socket.ts'
import { tlsSocket } from '../address/tls-socket.ts'
import { exactlyOne, list } from '../document/container.ts'
import { sentence, someText } from '../document/leaf.ts'

const adminSocket = someText.refine((socket) => !/^[a-z]+:\/\//i.test(socket) || isAdminUrl(socket), {
  error: () =>
    sentence(
      'this is neither a path nor the address of an admin channel',
      'write run/gateway.sock, or https://HOST:PORT where its gateway has admin: listen',
    ),
})

const gateway = z
  .union([adminSocket, list(adminSocket, 20).min(1)], {
    error: () => sentence('this has to be an admin socket or a list of them', 'write run/gateway.sock'),
  })
  .describe(
    'Admin socket of the gateway, relative to this file, or https://HOST:PORT of one on another machine; a list when several share the traffic.',
  )

const backend = z
  .string({ error: () => sentence('this has to be the name of a backend', 'write wix') })
  .regex(/^[A-Za-z0-9_.:-]{1,100}$/, {
    error: () => sentence('this is not the name of a backend', 'write letters, digits and _ . : -'),
  })

const haproxyInstance = z.strictObject({
  socket: someText
    .refine((socket) => !isBrokenNetworkSocket(socket), {
      error: () => sentence('this is neither a path nor HOST:PORT', 'write 127.0.0.1:9999'),
    })
    .refine((socket) => !/^[a-z]+:\/\//i.test(socket) || tlsSocket(socket) !== null, {
      error: () =>
        sentence(
          'this is neither a path nor the address of an admin channel',
          'write run/haproxy.sock, or tls://HOST:PORT for one on another machine',
        ),
    })
    .describe(
      'Runtime socket of the HAProxy: a path, relative to this file, or HOST:PORT, which asks for no password, so only Cutwater may be able to reach it. Or tls://HOST:PORT, where both ends show a certificate.',
    ),
  maps: someText.describe(
    'Directory where its map files lie, relative to this file; on its own machine where it is reached by tls://. No other HAProxy uses it.',
  ),
  backend: backend
    .optional()
    .describe('Its backend with the servers blue and green. Default: the name of the target.'),
})

const haproxy = z
  .union([haproxyInstance, list(haproxyInstance, 20).min(1)], {
    error: () =>
      sentence(
        'this has to be a HAProxy or a list of them',
        'write { socket: /run/haproxy/cutwater.sock, maps: /etc/haproxy/cutwater }',
      ),
  })
  .describe(
    'A HAProxy configured as cutwater haproxy config prints it; a list when several share the traffic.',
  )

export const traffic = z
  .strictObject({ gateway: gateway.optional(), haproxy: haproxy.optional() })
  .refine(...exactlyOne(['gateway', 'haproxy'], 'what splits the requests'))
  .describe('What splits the requests between the two sides.')

export type WrittenTraffic = z.output<typeof traffic>
