import type { FlagPlace } from '../../http/client.ts'
import { type ConnectionOptions, connect } from '../connection.ts'
import { fullTarget } from '../target-name.ts'
import type { Terminal } from '../terminal.ts'

/** `staging/wix`, or only `wix` while one environment has it. */
export async function placeOf(
  word: string,
  flag: string,
  options: ConnectionOptions,
  terminal: Terminal,
): Promise<FlagPlace> {
  const full = word.includes('/')
    ? word
    : fullTarget(
        word,
        (await connect(options, terminal).targets()).map(({ name }) => name),
      )
  const [environment = '', target = ''] = full.split('/')
  return { environment, target, flag }
}
