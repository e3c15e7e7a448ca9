import { afterKeysOf, keyOf, keyStart, keysOf } from '../../core/journal/sinks/object-key.ts'
import { formatInstant } from '../../core/time/instant.ts'
import { type ExternalSink, HEADS_MAX, SinkFault, type SinkFinding } from '../../ports/store/external-sink.ts'
import type { SignedHead } from '../../ports/store/journal.ts'
import { hasObjectLock, s3ErrorOf, s3PageOf } from './s3-answers.ts'
import { addressOf, type S3SinkOptions, s3Fault, s3Requests } from './s3-request.ts'
import { sha256 } from './sigv4.ts'

const PAGE = 1_000
/** Of one number: more would be a store that somebody fills. */
const OF_ONE_NUMBER = 10

/**
 * An object for each checkpoint, under a key that says number and hash, written once and held by object lock. The store
 * cannot know that two hashes share a number, so that is looked at before each is written.
 */
export function s3Sink(options: S3SinkOptions): ExternalSink {
  const { binding, now } = options
  const { prefix, retainMs, bucket } = binding
  const ask = s3Requests(options)
  const { origin, path } = addressOf(binding)

  const list = async (query: Readonly<Record<string, string>>, signal: AbortSignal) => {
    const answer = await ask({ method: 'GET', query: { 'list-type': '2', ...query } }, signal)
    if (answer.status !== 200) throw s3Fault(answer)
    const page = answer.whole ? s3PageOf(answer.text, prefix) : null
    if (page === null) throw new SinkFault('away', 'lists something that is no answer to ListObjectsV2')
    return page
  }

  return {
    where: `${origin}${path}${keyStart(prefix)}`,
    keptMs: retainMs,

    async give(checkpoint, signal) {
      const query = { prefix: keysOf(prefix, checkpoint.n), 'max-keys': String(OF_ONE_NUMBER) }
      const { heads } = await list(query, signal)
      const other = heads.find(({ n, hash }) => n === checkpoint.n && hash !== checkpoint.hash)
      if (other !== undefined) return { is: 'differs', hash: other.hash }
      const body = JSON.stringify(checkpoint)
      const headers = {
        'content-type': 'application/json',
        'if-none-match': '*',
        'x-amz-checksum-sha256': sha256(body).toString('base64'),
        'x-amz-object-lock-mode': 'COMPLIANCE',
        'x-amz-object-lock-retain-until-date': formatInstant(now() + retainMs),
      }
      const answer = await ask({ method: 'PUT', key: keyOf(prefix, checkpoint), headers, body }, signal)
      // 412: it is there already, and stays as it was.
      if (answer.status === 200 || answer.status === 412) return { is: 'taken' }
      throw s3Fault(answer)
    },

    async heads(after, signal) {
      const all: SignedHead[] = []
      const seen = new Set<string>()
      let place: Record<string, string> = after === 0 ? {} : { 'start-after': afterKeysOf(prefix, after) }
      for (;;) {
        const { heads, next } = await list(
          { prefix: keyStart(prefix), 'max-keys': String(PAGE), ...place },
          signal,
        )
        all.push(...heads)
        if (next === null) return all
        if (seen.has(next)) throw new SinkFault('away', 'begins its list anew again and again')
        if (all.length > HEADS_MAX || seen.size * PAGE > HEADS_MAX)
          throw new SinkFault('away', `lists more than ${HEADS_MAX} checkpoints`)
        seen.add(next)
        place = { 'continuation-token': next }
      }
    },

    async examine(signal) {
      const look = async (looking: () => Promise<SinkFinding>): Promise<SinkFinding> => {
        try {
          return await looking()
        } catch (error) {
          if (!(error instanceof SinkFault)) throw error
          if (error.isPlain) return { is: 'bad', says: error.message }
          return { is: 'bad', says: `${bucket} ${error.message}; ${remedyOf(error.message)}` }
        }
      }
      const locked = await look(async () => {
        const answer = await ask({ method: 'GET', query: { 'object-lock': '' } }, signal)
        const none = s3ErrorOf(answer.text)?.code === 'ObjectLockConfigurationNotFoundError'
        if (answer.status !== 200 && !none) throw s3Fault(answer)
        return hasObjectLock(answer.text)
          ? { is: 'good', says: `${bucket} has object lock; each is held for ${retainMs / 86_400_000} days` }
          : {
              is: 'bad',
              says: `${bucket} has no object lock, so what is written there can be taken away: ${MAKE_ANEW}`,
            }
      })
      if (locked.is === 'bad') return [locked]
      const listed = await look(async () => {
        await list({ prefix: keyStart(prefix), 'max-keys': '1' }, signal)
        return { is: 'good', says: `${bucket} can be read back` }
      })
      return [locked, listed]
    },
  }
}

const MAKE_ANEW =
  'name a bucket that was made with it (aws s3api create-bucket --object-lock-enabled-for-bucket), under a name or prefix of its own'

function remedyOf(message: string): string {
  if (/RequestTimeTooSkewed/.test(message)) return 'set the clock of this machine by NTP'
  if (/^answered 30/.test(message)) return 'write the region, and the endpoint, that the bucket is in'
  if (/^answered 40[13]\b/.test(message))
    return 'see accessKey, secretKey and region, and that the key may s3:PutObject, s3:PutObjectRetention, s3:ListBucket and s3:GetBucketObjectLockConfiguration'
  if (/^answered 404\b/.test(message)) return 'see bucket, endpoint and addressing'
  return 'see that the store runs and that this machine reaches it; checkpoints wait for it, in order'
}
