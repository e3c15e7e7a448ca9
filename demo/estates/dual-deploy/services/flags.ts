/** The flags of one target: a file both of its sides read, written by its flag service alone. */
import { join } from 'node:path'
import { jsonFileReader } from '../../../process/json-file.ts'

export type FlagValue = string | number | boolean
export type Flag = { readonly value: FlagValue; readonly updatedAt: string }
export type Flags = Readonly<Record<string, Flag>>

export const flagFile = (data: string): string => join(data, 'flags.json')
export const flagReader = (data: string): (() => Flags) => jsonFileReader<Flags>(flagFile(data), {})

/** Only a plain `true` switches something on. */
export const isOn = (flags: Flags, name: string): boolean => flags[name]?.value === true
