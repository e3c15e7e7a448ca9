/** Makes one process of several test files: node import-tests.ts FILE... One that cannot be loaded fails, and stops no other. */
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
