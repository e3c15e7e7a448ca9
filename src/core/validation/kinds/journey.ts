import { z } from 'zod'
import { url } from '../../address/address.ts'
import { checkUrl } from '../../address/check-variables.ts'
import { record } from '../../document/container.ts'
import { type Fault, fault, type Path } from '../../document/finding.ts'
import { line, someText } from '../../document/leaf.ts'
import type { Millis } from '../../time/instant.ts'
import { checkKind } from '../basis/kind.ts'
import type { Lead } from '../basis/lead.ts'
import { failed, passed, took, unknown, type Verdict } from '../basis/verdict.ts'

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/

const schema = z.strictObject({
  run: someText.describe('The module that walks it, .mjs or .ts, relative to this file.'),
  url: url.describe('Where it begins: what its pages are relative to.'),
  as: record(z.string().regex(NAME), line)
    .optional()
    .describe('Who walks it, such as email and password; secret:NAME is resolved when it begins.'),
})

export type JourneyCheck = {
  readonly run: string
  readonly url: string
  readonly as: Readonly<Record<string, string>>
  /** Where requests go instead of where they say; absent: nowhere. */
  readonly leads?: readonly Lead[]
}

/** What became of taking away what it had left; null: its module has nothing to take away. */
export type CleanedUp = { readonly is: 'done' } | { readonly is: 'failed'; readonly why: string } | null

/** `missing`: no browser can be had, with the remedy. `unable`: it could not be walked for a fault of its own. */
export type JourneySeen =
  | { readonly missing: string }
  | { readonly unable: string; readonly cleanUp?: CleanedUp }
  | {
      /** Null: it came to its end. */
      readonly failed: { readonly why: string; readonly picture: string | null } | null
      /** Where it was last; null: it names no steps. */
      readonly step: string | null
      readonly steps: number
      readonly cleanUp: CleanedUp
      readonly ms: Millis
      /** What should have been led, and was not: a sentence's end; absent: nothing. */
      readonly strayed?: string
    }

/** What a user does, walked in a real browser. */
export const journey = checkKind({
  kind: 'journey',
  schema,
  timeLimitMs: 60_000,
  bind: ({ run, url, as = {} }): JourneyCheck => ({ run, url, as }),
  faults: (path: Path, { url, run }): readonly Fault[] => [
    ...checkUrl([...path, 'url'], url, []),
    ...(/\.(mjs|js|mts|ts)$/.test(run)
      ? []
      : [
          fault(
            [...path, 'run'],
            'bad-value',
            'a journey is a module',
            'write the name of an .mjs or .ts file',
          ),
        ]),
  ],
  judge: (_: JourneyCheck, seen: JourneySeen): Verdict => {
    if ('missing' in seen) return unknown(`No browser can be had (${seen.missing})`)
    if ('unable' in seen) {
      const words = `Could not be walked (${seen.unable})${cleanedInWords(seen.cleanUp ?? null)}`
      // What is left behind is a fault, whatever else is not known.
      return seen.cleanUp?.is === 'failed' ? failed(words) : unknown(words)
    }
    const { steps, step, ms, cleanUp } = seen
    const length = steps === 0 ? took(ms) : `${steps} ${steps === 1 ? 'step' : 'steps'}, ${took(ms)}`
    if (seen.failed !== null) {
      const { why, picture } = seen.failed
      const words = `Failed${step === null ? '' : ` at "${step}"`} (${took(ms)}): ${why}${cleanedInWords(cleanUp)}`
      return { ...failed(words), ...(picture === null ? {} : { picture }) }
    }
    const words = `Walked (${length})`
    if (cleanUp?.is === 'failed') return failed(`${words}${cleanedInWords(cleanUp)}`)
    return seen.strayed === undefined
      ? passed(words)
      : unknown(`${words}, but not all is known: ${seen.strayed}`)
  },
})

function cleanedInWords(cleanUp: CleanedUp): string {
  if (cleanUp === null) return ''
  return cleanUp.is === 'done' ? '; cleaned up' : `; not cleaned up: ${cleanUp.why}`
}
