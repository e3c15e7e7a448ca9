import { didYouMean } from '../../core/document/did-you-mean.ts'
import { Fault } from './fault.ts'

const CHANGE = /^[A-Z]{3}-\d{4}-\d+$/
export const isChangeId = (word: string): boolean => CHANGE.test(word)

/** The full name, `environment/service`; a service's own name is enough while only one environment has it. */
export function fullTarget(word: string, known: readonly string[]): string {
  if (known.includes(word)) return word
  const same = known.filter((name) => name.endsWith(`/${word}`))
  const [only] = same
  if (same.length === 1 && only !== undefined) return only
  if (same.length > 1)
    throw new Fault(`"${word}" is the name of several targets`, `Say which: ${same.join(' or ')}.`)
  throw new Fault(
    `there is no target "${word}"`,
    known.length === 0 ? 'There are none.' : `${sentence(didYouMean(word, known))}`,
  )
}

/** A remedy of the core, which begins small, as a sentence. */
export const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('?') ? '' : '.'}`
