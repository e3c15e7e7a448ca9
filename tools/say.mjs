import { stderr } from 'node:process'

/** On stderr, so that stdout stays with whoever asked. */
export function say(sentence) {
  stderr.write(`cutwater: ${sentence}\n`)
}
