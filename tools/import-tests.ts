/** Runs several test files in one process: node import-tests.ts FILE... One that cannot be loaded stops no other. */
import process from 'node:process'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

for (const file of process.argv.slice(2)) {
  try {
    await import(pathToFileURL(file).href)
  } catch (error) {
    test(`${file} can be loaded`, () => {
      throw error
    })
  }
}
