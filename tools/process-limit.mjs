// Loaded into each test process: --import process-limit.mjs?seconds=N. Node's runner bounds each test, but not
// a process that keeps a timer or a socket open after its last test. All reports are through the pipe by then.
// A loop that never gives way is stopped by the limit on all tests together.
import process from 'node:process'

const seconds = Number(new URL(import.meta.url).searchParams.get('seconds'))
setTimeout(() => {
  process.stderr.write(`${process.argv[1]} was still running after ${seconds} s, so it was stopped\n`)
  process.exit(1)
}, seconds * 1000).unref()
