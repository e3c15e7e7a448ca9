import { existsSync } from 'node:fs'
import type { Millis } from '../../../core/time/instant.ts'
import type { Client } from '../../../http/client/client.ts'
import type { BoundSink } from '../../../runtime/context/anchor.ts'
import { within } from '../../../runtime/context/time-limit.ts'
import { plain } from '../../screen/text.ts'
import { sentenceOf } from '../../terminal/fault.ts'
import type { Finding, Seen } from './finding.ts'

/** Throws where none is known. */
type Server = () => Pick<Client, 'checkpoints'>

const LOOK_MS: Millis = 20_000
/** Behind by more is not counted out. */
const COUNTED = 500

/** Each sink of the binding: whether it can be used from here, and how far it has come with what it was given here. */
export async function sinkFindings(
  bindingFile: string,
  dataDir: string,
  server: Server,
): Promise<readonly Finding[]> {
  const { sinksOf } = await import('../../../compose/sinks.ts')
  const found = (await sinksOf(bindingFile, dataDir)).map(async (bound): Promise<readonly Finding[]> => {
    const seen = await seenNow(bound)
    const given = existsSync(dataDir) ? [await givenFinding(bound, server)] : []
    return [...seen, ...given].map(({ is, says }) => ({
      what: 'sink',
      is,
      says: plain(`${bound.name}: ${says}`),
    }))
  })
  return (await Promise.all(found)).flat()
}

/** A disk that does not answer does not listen either. */
const seenNow = ({ sink }: BoundSink): Promise<readonly Seen[]> =>
  within(LOOK_MS, 'looking at it', (signal) => sink.examine(signal)).catch(
    (error: unknown): readonly Seen[] => [
      { is: 'bad', says: `${sentenceOf(error)}; see that what it is on answers` },
    ],
  )

async function givenFinding({ mark }: BoundSink, server: Server): Promise<Seen> {
  const given = await mark.read().catch(() => 'unseen' as const)
  if (given === 'unseen') return { is: 'missing', says: 'what was given cannot be seen by this user' }
  const has = given === null ? 'nothing was given from here yet' : `given up to checkpoint ${given.n}`
  const waiting = await countAfter(server, given?.n ?? 0)
  if (waiting === null) return { is: given === null ? 'missing' : 'good', says: has }
  if (waiting === 0)
    return { is: 'good', says: given === null ? 'there is nothing to give yet' : `${has}, which is all` }
  return { is: 'missing', says: `${has}; ${waiting < COUNTED ? waiting : `${COUNTED} or more`} behind` }
}

/** Null where no server says it; why is said of the server itself. */
async function countAfter(server: Server, after: number): Promise<number | null> {
  try {
    return (await server().checkpoints(after, COUNTED)).length
  } catch {
    return null
  }
}
