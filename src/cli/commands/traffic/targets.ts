import type { Command } from 'commander'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { drawn } from '../../screen/drawn.ts'
import { drawTargets } from '../../screen/target-table.ts'
import { confirm } from '../../terminal/confirm.ts'
import { REASON } from '../../terminal/reason.ts'
import { fullTarget } from '../../terminal/target-name.ts'
import type { Terminal } from '../../terminal/terminal.ts'

const WAYS = [
  ['adopt-proxy', 'a proxy and the database differ: the database takes what the proxy says'],
  ['overwrite-proxy', 'a proxy and the database differ: the proxy gets what the database says'],
] as const

const DISMISS = 'a proxy is gone for good: nobody waits for it until it answers again'

type Options = ConnectionOptions & { json?: boolean; because: string; yes?: boolean }

export function define(command: Command, terminal: Terminal): void {
  for (const [how, description] of WAYS)
    asksServer(command.command(how).description(description).argument('<target>', 'such as staging/wix'))
      .requiredOption(REASON, 'how you know which of the two is right')
      .option('-y, --yes', 'do not ask')
      .action((word: string, _: unknown, sub: Command) =>
        decide(how, word, sub.optsWithGlobals<Options>(), terminal),
      )
  asksServer(command.command('dismiss-proxy').description(DISMISS))
    .argument('<target>', 'such as staging/wix')
    .argument('<proxy>', 'as cutwater targets --json names it')
    .requiredOption(REASON, 'how you know that it serves nobody')
    .option('-y, --yes', 'do not ask')
    .action((word: string, proxy: string, _: unknown, sub: Command) =>
      dismiss(word, proxy, sub.optsWithGlobals<Options>(), terminal),
    )
  asksServer(command).action(async (options: ConnectionOptions & { json?: boolean }) => {
    const targets = await connect(options, terminal).targets()
    if (options.json === true) return terminal.say(JSON.stringify(targets))
    terminal.say(drawTargets(targets, drawn(terminal)))
  })
}

/** Says what will happen before it asks. */
async function decide(
  how: (typeof WAYS)[number][0],
  word: string,
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const client = connect(options, terminal)
  const targets = await client.targets()
  const name = fullTarget(
    word,
    targets.map((target) => target.name),
  )
  const conflict = targets.find((target) => target.name === name)?.conflict ?? null
  if (conflict !== null) {
    terminal.note(`${conflict.sentence}.`)
    const would = how === 'adopt-proxy' ? conflict.adoptProxy : conflict.overwriteProxy
    await confirm(`${how}: ${would}. Do it?`, options.yes === true, terminal)
  }
  const decided = await client.decide(name, how, options.because)
  if (options.json === true) return terminal.say(JSON.stringify(decided))
  if (decided.already)
    return terminal.say(`${name}: its proxies and the database do not differ; nothing is changed`)
  terminal.say(`${name}: ${decided.stable} is stable, for the proxies and for the database`)
  if (decided.aborted !== null) terminal.say(`${decided.aborted} is aborted`)
}

/** Says what it rests on before it asks. */
async function dismiss(word: string, proxy: string, options: Options, terminal: Terminal): Promise<void> {
  const client = connect(options, terminal)
  const targets = await client.targets()
  const name = fullTarget(
    word,
    targets.map((target) => target.name),
  )
  terminal.note(`One that only the server cannot reach goes on as it was told last, also with a canary.`)
  await confirm(`Is ${proxy} off, so that nobody waits for it at ${name}?`, options.yes === true, terminal)
  const given = await client.dismissProxy(name, proxy, options.because)
  if (options.json === true) return terminal.say(JSON.stringify(given))
  terminal.say(
    given.already
      ? `${name}: ${proxy} was written off already`
      : `${name}: nobody waits for ${proxy} until it answers again; take it out of the binding when you have the time`,
  )
}
