/** How a server of HTTP ends: nothing new, and what is under way to its end. */
import type { Server, ServerResponse } from 'node:http'
import { Server as TlsServer } from 'node:https'
import { Server as Listening, type Socket } from 'node:net'

const LOOK_MS = 100
/** A client that has connected sends its request within this time, or had none. */
const FIRST_REQUEST_MS = 2_000

type Connection = { busy: number; freshUntil: number }

/**
 * Watches a server from its beginning on; answers how to end it. Node's own `close` cuts every connection on which
 * nothing is under way at that moment, also one whose first request is just on its way: its client would see it break.
 * So a connection that is new gets one answer, and only those that are kept for later requests are cut at once. What is
 * still under way after `graceMs` is cut too.
 */
export function drained(server: Server): (graceMs: number) => Promise<void> {
  const sockets = new Set<Socket>()
  const open = new Map<Socket, Connection>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    open.set(socket, { busy: 0, freshUntil: performance.now() + FIRST_REQUEST_MS })
    socket.once('close', () => open.delete(socket))
  })
  server.on('request', ({ socket }, response: ServerResponse) => {
    const connection = open.get(socket)
    if (connection === undefined) return
    connection.busy += 1
    connection.freshUntil = 0
    response.once('close', () => {
      connection.busy -= 1
    })
  })
  const endIdle = () => {
    for (const [socket, { busy, freshUntil }] of open)
      if (busy === 0 && performance.now() > freshUntil) socket.destroy()
  }
  return (graceMs) => {
    if (!server.listening) return Promise.resolve()
    return new Promise((resolve) => {
      const looking = setInterval(endIdle, LOOK_MS)
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, graceMs)
      Listening.prototype.close.call(server, () => {
        clearTimeout(cut)
        clearInterval(looking)
        resolve()
      })
      endIdle()
    })
  }
}
