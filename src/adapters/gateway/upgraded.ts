import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type Duplex, pipeline } from 'node:stream'
import { otherSide, type Side } from '../../core/traffic/desired.ts'
import type { Held } from './wire.ts'

/** A request that asks for another protocol on its connection, and that connection. */
export type Upgrade = {
  /** As the client names it: `websocket`. */
  readonly protocol: string
  readonly socket: Duplex
}

/**
 * What a request asks to go over to, if it is passed on; null for any other request. HTTP/2 without TLS is not: beyond
 * it nobody would look at the headers any more that say who asks.
 */
export function wantedProtocol({ method, headers, httpVersion }: IncomingMessage): string | null {
  const { upgrade, 'content-length': length = '0', 'transfer-encoding': coding } = headers
  if (method !== 'GET' || httpVersion !== '1.1' || coding !== undefined || Number(length) > 0) return null
  return upgrade !== undefined && PROTOCOL.test(upgrade) && !/^(?:h2c|http|tls)\b/i.test(upgrade)
    ? upgrade
    : null
}

const PROTOCOL = /^[A-Za-z0-9][\w.+-]*(?:\/[\w.]+)?$/

/** For an answer that is none of the other protocol; the connection ends with it. */
export function answerOn(socket: Duplex, request: IncomingMessage): ServerResponse<IncomingMessage> {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  // Node makes it a socket in any case, and says less in its types.
  response.assignSocket(socket as Socket)
  response.once('finish', () => {
    response.detachSocket(socket as Socket)
    socket.end()
  })
  return response
}

/** The head with which the connection goes over; headers are name, value, name, value. */
export function switching(protocol: string, headers: readonly string[]): string {
  const lines = ['HTTP/1.1 101 Switching Protocols', 'connection: Upgrade', `upgrade: ${protocol}`]
  for (let i = 0; i + 1 < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

/**
 * The connections of a target that have gone over. Nobody sees into them, so none is moved: it stays with its side, and
 * ends `endMs` after that side gets no more requests.
 */
export class UpgradedConnections {
  readonly #open = new Set<{ readonly side: Side; readonly end: () => void }>()
  readonly #endMs: number
  readonly #held: () => Held

  constructor(endMs: number, held: () => Held) {
    this.#endMs = endMs
    this.#held = held
  }

  get count(): number {
    return this.#open.size
  }

  /** Bytes go both ways from here on, as fast as each end takes them. */
  join(side: Side, client: Duplex, upstream: Duplex): void {
    const one = {
      side,
      end: () => {
        client.destroy()
        upstream.destroy()
      },
    }
    this.#open.add(one)
    // Whatever breaks one of them, the other has nobody to talk to any more.
    pipeline(client, upstream, client, () => {
      this.#open.delete(one)
      one.end()
    })
    this.lookAtSides()
  }

  /** Called when something else holds for the target. */
  lookAtSides(): void {
    const side = this.#leftSide()
    if (side === null || ![...this.#open].some((one) => one.side === side)) return
    setTimeout(() => {
      if (this.#leftSide() !== side) return
      for (const one of this.#open) if (one.side === side) one.end()
    }, this.#endMs).unref()
  }

  endAll(): void {
    for (const one of this.#open) one.end()
  }

  /** The one that gets no requests; null while both do. */
  #leftSide(): Side | null {
    const { stable, split } = this.#held().desired
    return split.mode === 'open' ? null : otherSide(stable)
  }
}
