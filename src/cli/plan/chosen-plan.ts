import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { didYouMean } from '../../core/document/did-you-mean.ts'
import { type Client, type PlanGiven, Refused } from '../../http/client/client.ts'
import type { PlanView } from '../../read/records/plan-view.ts'
import { plain } from '../screen/text.ts'
import { Fault } from '../terminal/fault.ts'
import { sentence } from '../terminal/target-name.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { readPlanText } from './read-plan.ts'

export type ChoiceOptions = { readonly registered?: boolean }

/** The arguments and the option of a command that takes a plan by its file or by its name. */
export function choosesPlan(command: Command): Command {
  return command
    .argument('<plan>', 'file of the plan; or the name or title of a registered one, or NAME@VERSION')
    .argument('[inputs...]', 'inputs as key=value')
    .option('--registered', 'it is the name of a registered plan, whatever files there are')
}

/**
 * What a person called a plan. A file that is there wins; what has a dot or a slash and no space is meant as a file,
 * for no name has them. A registered plan is pinned by its hash: what runs is what was shown here, also when another
 * text is registered meanwhile.
 */
export async function choosePlan(
  word: string,
  { registered = false }: ChoiceOptions,
  client: () => Client,
  terminal: Terminal,
): Promise<PlanGiven> {
  if (!registered && isFile(word, terminal)) return readPlanText(word, terminal)
  const { name, version, hash, by } = await registeredPlan(client(), word).catch((error: unknown) => {
    if (!(error instanceof UnknownPlan) || registered) throw error
    throw new Fault(`there is neither a file nor a registered plan called ${word}`, error.remedy)
  })
  terminal.note(terminal.paint.dim(`${name} version ${version}, registered by ${plain(by)}`))
  return { registered: { name, hash } }
}

function isFile(word: string, { cwd }: Terminal): boolean {
  if (/[./\\]/.test(word) && !/\s/.test(word)) return true
  return statSync(resolve(cwd, word), { throwIfNoEntry: false })?.isDirectory() === false
}

/** The newest version of a registered plan, by its name or its title; `NAME@3`: the third. */
export async function registeredPlan(client: Client, word: string): Promise<PlanView> {
  const [name, version] = (await nameByTitle(client, word)) ?? named(word)
  const newest = await client.plan(name).catch(async (error: unknown) => {
    if (!(error instanceof Refused) || !error.is('unknown-plan')) throw error
    const known = await client.plans()
    throw new UnknownPlan(
      name,
      known.map((plan) => plan.name),
    )
  })
  if (version === null || version === newest.version) return newest
  const line = newest.versions.find((one) => one.version === version)
  if (line === undefined)
    throw new Fault(
      `${name} has no version ${version}`,
      `Its newest is ${newest.version}; cutwater plan show ${name} lists them.`,
    )
  // A text is found by its hash, as its newest registration: it may have come back since.
  return { ...(await client.plan(name, line.hash)), ...line }
}

/** Titles have spaces, and names have none: null for what is no title of a registered plan. */
async function nameByTitle(client: Client, word: string): Promise<[name: string, version: null] | null> {
  if (!/\s/.test(word.trim())) return null
  const plans = await client.plans()
  const [plan, ...others] = plans.filter(({ title }) => sameTitle(title, word))
  if (plan === undefined)
    throw new Fault(
      `there is neither a file nor a registered plan called "${word}"`,
      `${sentence(
        didYouMean(
          word,
          plans.map(({ title }) => title),
        ),
      )} cutwater plan list shows names and titles.`.trim(),
    )
  if (others.length > 0)
    throw new Fault(
      `more than one plan is called "${word}"`,
      `Write its name: ${[plan, ...others].map(({ name }) => name).join(' or ')}.`,
    )
  return [plan.name, null]
}

const sameTitle = (a: string, b: string): boolean => asCompared(a) === asCompared(b)
const asCompared = (title: string): string =>
  title.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()

function named(word: string): [name: string, version: number | null] {
  const [name = '', version, ...more] = word.split('@')
  if (name !== '' && version === undefined) return [name, null]
  if (name === '' || version === undefined || !/^[1-9]\d{0,8}$/.test(version) || more.length > 0)
    throw new Fault(`"${word}" names no plan`, 'Write its name, or NAME@VERSION such as dual-deploy@3.')
  return [name, Number(version)]
}

class UnknownPlan extends Fault {
  constructor(name: string, known: readonly string[]) {
    super(
      `there is no registered plan ${name}`,
      known.length === 0
        ? 'None is registered yet; cutwater plan register FILE does that.'
        : `${sentence(didYouMean(name, known))} cutwater plan list shows them.`,
    )
  }
}
