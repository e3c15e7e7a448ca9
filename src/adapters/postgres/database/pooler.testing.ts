import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import pg from 'pg'

/**
 * What PgBouncer does that matters here, as its documentation says it: it refuses parameters of a connection that
 * it does not know, and lends a session of Postgres for as long as a client stays, or for one transaction. The one
 * that was used last is lent first.
 */
export async function poolerTo(url: string, mode: 'session' | 'transaction') {
  const idle: pg.Client[] = []
  const all = new Set<pg.Client>()
  const borrow = async (): Promise<pg.Client> => {
    const used = idle.pop()
    if (used !== undefined) return used
    const made = new pg.Client(url)
    made.on('error', () => undefined)
    await made.connect()
    made.connection.stream.removeAllListeners('data')
    all.add(made)
    return made
  }
  const clients = new Set<Socket>()
  const server = createServer((socket) => {
    clients.add(socket)
    socket.on('error', () => undefined)
    void serve(socket).catch(() => socket.destroy())
  })
  async function serve(socket: Socket): Promise<void> {
    const [startup] = (await once(socket, 'data')) as [Buffer]
    const refused = parametersOf(startup).find((name) => !KNOWN.has(name))
    if (refused !== undefined)
      return void socket.end(errorMessage(`unsupported startup parameter: ${refused}`))
    let lent: pg.Client | null = null
    const back = () => {
      if (lent === null) return
      lent.connection.stream.removeAllListeners('data')
      idle.push(lent)
      lent = null
    }
    // One at a time: what a client sends while it waits for a session is kept in order.
    let turn = Promise.resolve()
    socket.on('data', (sent: Buffer) => {
      turn = turn.then(async () => {
        if (sent[0] === TERMINATE) return void socket.end()
        if (lent === null) {
          const mine = await borrow()
          lent = mine
          mine.connection.stream.on('data', (answer: Buffer) => {
            const over = mode === 'transaction' && isIdle(answer)
            if (over) back()
            socket.write(answer)
          })
        }
        lent.connection.stream.write(sent)
      })
    })
    socket.on('close', () => {
      clients.delete(socket)
      // What is left of its session, locks above all, ends with it.
      void turn.then(() => lent?.connection.stream.destroy())
    })
    socket.write(Buffer.concat([AUTHENTICATED, READY]))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const there = new URL(url)
  there.port = String((server.address() as AddressInfo).port)
  return {
    url: there.href,
    async close() {
      server.close()
      for (const socket of clients) socket.destroy()
      for (const client of all) client.connection.stream.destroy()
    },
  }
}

const KNOWN = new Set(['user', 'database', 'application_name', 'client_encoding', 'DateStyle', 'TimeZone'])
const TERMINATE = 'X'.charCodeAt(0)
const AUTHENTICATED = Buffer.from([82, 0, 0, 0, 8, 0, 0, 0, 0])
const READY = Buffer.from([90, 0, 0, 0, 5, 73])

/** Its answer ends outside of a transaction. */
const isIdle = (answer: Buffer): boolean => answer.subarray(-READY.length).equals(READY)

function parametersOf(startup: Buffer): readonly string[] {
  const words = startup.subarray(8).toString('utf8').split('\0')
  return words.filter((word, i) => i % 2 === 0 && word !== '')
}

function errorMessage(text: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C08P01\0M${text}\0\0`)
  const head = Buffer.alloc(5)
  head[0] = 'E'.charCodeAt(0)
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}
