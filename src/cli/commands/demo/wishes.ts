import { debianPart } from '../../../../demo/parts/debian-part.ts'
import type { Estate, EstateFault, Wishes } from '../../../../demo/world/estate.ts'
import { Fault } from '../../terminal/fault.ts'

/** As the command line has them: words, or nothing. */
export type Words = {
  readonly fault: string
  readonly pace?: string
  readonly users?: string
  readonly proxy?: string
  readonly metrics?: string
  readonly judge?: string
}

/** The estate of that name; nothing said is the first. */
export function chooseEstate(
  estates: readonly [Estate, ...Estate[]],
  argument: string | undefined,
  plan: string | undefined,
): Estate {
  if (argument !== undefined && plan !== undefined && argument !== plan)
    throw new Fault(`${argument} and --plan ${plan} name two estates`, 'Name one of them.')
  const name = argument ?? plan ?? estates[0].name
  const estate = estates.find((known) => known.name === name)
  if (estate === undefined)
    throw new Fault(`there is no estate "${name}"`, `It is one of ${names(estates)}; --list shows them.`)
  return estate
}

/** What was asked for, if this estate can do it. */
export async function wishesOf(estate: Estate, words: Words): Promise<Wishes> {
  const judge = oneOf(estate.judges, words.judge, (word) => `nothing called "${word}" judges here`)
  const fault = faultOf(estate, words.fault)
  const pace = positive(words.pace, estate.pace, 'pace')
  const users = positive(words.users, estate.users, 'number of users')
  const proxy = oneOf(estate.proxies, words.proxy, (word) => `nothing called "${word}" splits traffic here`)
  const asked = proxy === 'haproxy' ? 'prometheus' : words.metrics
  const metrics = oneOf(estate.metrics, asked, (word) => `there is no source of metrics called "${word}"`)
  const wishes = { judge, fault, pace, users, proxy, metrics }
  const refusal = estate.refuse(wishes)
  if (refusal !== null) throw new Fault(refusal.because, refusal.remedy)
  const part = proxy === 'haproxy' ? await debianPart(proxy) : null
  if (part !== null && 'missing' in part)
    throw new Fault(part.missing, 'Install HAProxy 2.6 or newer, or leave --proxy out.')
  return wishes
}

function faultOf({ faults }: Estate, word: string): EstateFault | null {
  if (word === 'none') return null
  const fault = faults.find(({ name }) => name === word)
  if (fault === undefined)
    throw new Fault(`there is no fault "${word}"`, `It is one of none, ${names(faults)}.`)
  return fault
}

function oneOf<T extends string>(
  known: readonly T[],
  word: string | undefined,
  sentence: (word: string) => string,
): T {
  const found = word === undefined ? known[0] : known.find((each) => each === word)
  if (found === undefined) throw new Fault(sentence(word ?? ''), `It is one of ${known.join(', ')}.`)
  return found
}

function positive(text: string | undefined, usual: number, what: string): number {
  if (text === undefined) return usual
  const value = Number(text)
  if (!Number.isFinite(value) || value < 1)
    throw new Fault(`"${text}" is no ${what}`, 'Write a number of 1 or more.')
  return value
}

const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name).join(', ')
