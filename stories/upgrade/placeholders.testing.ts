import { readFileSync } from 'node:fs'

/** A fixture holds no path and no port of the machine on which it was written: `{{name}}` stands for each. */
export type Places = Readonly<Record<string, string>>

export function filledIn(text: string, places: Places): string {
  return text.replaceAll(/\{\{([a-z-]+)\}\}/g, (_, name: string) => {
    const place = places[name]
    if (place === undefined) throw new Error(`nothing stands for {{${name}}}`)
    return place
  })
}

export function blankedOut(text: string, places: Places): string {
  let blank = text
  for (const [name, place] of Object.entries(places)) blank = blank.replaceAll(place, `{{${name}}}`)
  // Which boot of which machine it was says nothing elsewhere, and matches none.
  return blank.replaceAll(bootId(), '00000000-0000-0000-0000-000000000000')
}

const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
