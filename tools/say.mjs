import { stderr } from 'node:process'

/** On stderr, so that stdout holds the answer alone. */
export function say(sentence) {
  stderr.write(`cutwater: ${sentence}\n`)
}
