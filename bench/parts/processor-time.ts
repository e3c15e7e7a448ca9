import { readdir, readFile } from 'node:fs/promises'

/** What a process and everything it started has used so far, and holds now. */
export type Used = { readonly cpuMs: number; readonly residentBytes: number }

/** Linux counts processor time in hundredths of a second, whatever the machine. */
const TICK_MS = 10

/**
 * Reads /proc, so Linux only. Of memory that several processes share, each counts its part (`Pss`), so that Postgres'
 * buffers are counted once.
 */
export async function usedBy(pid: number): Promise<Used> {
  const used = await Promise.all((await familyOf(pid)).map(usedByOne))
  return {
    cpuMs: used.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    residentBytes: used.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
  }
}

async function familyOf(pid: number): Promise<readonly number[]> {
  const children = new Map<number, number[]>()
  for (const name of await readdir('/proc')) {
    const fields = /^\d+$/.test(name) ? await statOf(Number(name)) : null
    if (fields === null) continue
    const parent = Number(fields[1])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const all = [pid]
  for (const each of all) all.push(...(children.get(each) ?? []))
  return all
}

async function usedByOne(pid: number): Promise<Used> {
  const fields = await statOf(pid)
  if (fields === null) return { cpuMs: 0, residentBytes: 0 }
  const memory = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const kilobytes = Number(/^Pss:\s+(\d+) kB/m.exec(memory)?.[1] ?? 0)
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, residentBytes: kilobytes * 1_024 }
}

/** From the third field on, for the second is a name that may hold anything. Null: it is gone. */
async function statOf(pid: number): Promise<readonly string[] | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ')
}
