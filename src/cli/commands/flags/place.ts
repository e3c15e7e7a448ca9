import type { FlagPlace } from '../../../http/client/client.ts'
import { type ConnectionOptions, connect } from '../../connection/connection.ts'
import { fullTarget } from '../../terminal/target-name.ts'
import type { Terminal } from '../../terminal/terminal.ts'

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
