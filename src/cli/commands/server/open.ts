import { spawn } from 'node:child_process'
import process from 'node:process'
import type { Command } from 'commander'
import { asksServer, type ConnectionOptions, connect } from '../../connection/connection.ts'
import { BUILD_PAGE, pageAt } from '../../connection/page-at.ts'
import { pageLink } from '../../connection/page-link.ts'
import { Fault } from '../../terminal/fault.ts'
import { isChangeId } from '../../terminal/target-name.ts'
import type { Terminal } from '../../terminal/terminal.ts'

type Options = ConnectionOptions & { readonly json?: boolean; readonly print?: boolean }

export function define(command: Command, terminal: Terminal): void {
  asksServer(command.argument('[id]', 'a change to begin with'))
    .option('--print', 'only print the address; the first to open it within 90 seconds is signed in as you')
    .action((id: string | undefined, options: Options) => open(id, options, terminal))
}

async function open(id: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  if (id !== undefined && !isChangeId(id))
    throw new Fault(
      `"${id}" is not the id of a change`,
      'Write it as CHG-2026-0001; cutwater list shows them.',
    )
  const client = connect(options, terminal)
  const link = await pageLink(client, id === undefined ? undefined : `/changes/${id}`)
  if ((await pageAt(client.url)) === 'not-built')
    throw new Fault(
      `the server at ${client.url} has no live page: it is not built there`,
      `Build it in the checkout that the server runs from, and open it again; here that is ${BUILD_PAGE}`,
    )
  if (options.json === true) return terminal.say(JSON.stringify({ url: link }))
  if (options.print !== true && (await openBrowser(link, terminal)))
    return terminal.say('The page is open in your browser.')
  terminal.say(link)
  terminal.note('It works once, within a minute and a half.')
}

const OPENERS: Partial<Record<NodeJS.Platform, string>> = { linux: 'xdg-open', darwin: 'open' }
const OPEN_LIMIT_MS = 3_000

/**
 * False without a person at a browser, or without a browser. The address is an argument of the opener, so others on
 * this machine could see it for a moment; that is why it works only once, and why `--print` is there.
 */
async function openBrowser(link: string, { env, live }: Terminal): Promise<boolean> {
  const opener = OPENERS[process.platform]
  const hasScreen = process.platform === 'darwin' || Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY)
  if (opener === undefined || !live || !hasScreen) return false
  return new Promise((resolve) => {
    const child = spawn(opener, [link], { stdio: 'ignore', detached: true })
    // It may stay as long as the browser does; by then it has shown that it works.
    const timer = setTimeout(() => resolve(true), OPEN_LIMIT_MS)
    const settle = (opened: boolean) => {
      clearTimeout(timer)
      resolve(opened)
    }
    child.on('error', () => settle(false))
    child.on('exit', (code) => settle(code === 0))
    child.unref()
  })
}
