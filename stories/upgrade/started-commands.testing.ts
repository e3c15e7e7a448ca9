/** Commands that run for a change, and servers that end at an unlucky moment. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { until } from '../props/stage.testing.ts'
import type { Life } from './asked-changes.testing.ts'

/** As soon as the command of an item has begun. */
export async function running(life: Life, name: string, item: string): Promise<void> {
  await until(`${item} of ${name} runs`, async () => {
    const effect = await effectOf(life, name, item)
    return effect !== '' && existsSync(join(runOf(life.estate.house.dir, effect), 'command.json'))
  })
}

/** `lift` undoes what `lay` did, and goes by its name. */
export async function effectOf(life: Life, name: string, item: string): Promise<string> {
  return life.estate.house.database(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM cutwater.effect WHERE change_id = $1 AND act->>'name' = $2`,
      [life.changes[name], item],
    )
    return rows[0]?.id ?? ''
  })
}

export const runOf = (dir: string, effect: string): string =>
  join(dir, 'data', 'runs', createHash('sha256').update(effect).digest('hex'))

/** The command, and the supervisor that would have known how it ended. */
export function killRun(dir: string, effect: string): void {
  for (const file of ['owner.json', 'command.json']) {
    const { process: its } = JSON.parse(readFileSync(join(runOf(dir, effect), file), 'utf8')) as {
      process: { pid: number }
    }
    process.kill(its.pid, 'SIGKILL')
  }
}

/** The database takes no such rows meanwhile, as if the server had ended just before. */
export async function refusing(
  { estate: { house } }: Life,
  when: string,
  only: string,
  act: () => Promise<unknown>,
) {
  await house.database((client) =>
    client.query(`CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'not now'; END $$;
      CREATE TRIGGER refusing ${when} FOR EACH ROW ${only} EXECUTE FUNCTION public.refuse()`),
  )
  await act()
}

export async function allowing({ estate: { house } }: Life, table: string): Promise<void> {
  await house.database((client) =>
    client.query(`DROP TRIGGER refusing ON cutwater.${table}; DROP FUNCTION public.refuse()`),
  )
}
