#!/usr/bin/env node
// The launcher: finds a Node that is new enough, and the program. It parses in Node 20, which many machines have.
//
// In a checkout it runs src/cli.ts as it is; in the installed package there is no src/, and it runs dist/cli.mjs.
// A Node that is new enough runs the program in this process. Otherwise the one that the lockfile pins is started
// with the same arguments, and this process only passes on signals and the exit code
// (docs/decisions/0001-node-pinned-by-packages.md).
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const oldestMajor = 24

const major = Number(process.versions.node.split('.', 1)[0])
const pinned = major >= oldestMajor ? undefined : [...pinnedNodes()].find((path) => existsSync(path))
if (major >= oldestMajor) {
  const source = new URL('../src/cli.ts', import.meta.url)
  await import(existsSync(source) ? source.href : new URL('../dist/cli.mjs', import.meta.url).href)
} else if (pinned !== undefined) {
  runIn(pinned)
} else {
  process.stderr.write(
    `modwarden: needs Node ${oldestMajor} or newer, and this is ${process.version}\n` +
      `  install a newer Node; in a checkout of modwarden, npm ci brings one along\n`,
  )
  process.exitCode = 2
}

/** Where `npm ci` puts the pinned Node, the real file before npm's link to it. */
function* pinnedNodes() {
  const fit = [`node-${process.platform}-${process.arch}/bin/node`, '.bin/node']
  for (const name of fit) yield fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url))
}

/** Runs this file again in another Node; this process ends as that one does. */
function runIn(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
  // A terminal sends Ctrl-C to the whole foreground group, so the child has had it already: passing it on would
  // count as a second one. Without a terminal the signal was meant for this process alone.
  let asked = 0
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP']) {
    const fromTerminal = onTerminal && (signal === 'SIGINT' || signal === 'SIGQUIT')
    process.on(signal, () => {
      // Who asks twice is not to be kept waiting by a program that does not listen.
      if (++asked > 1) child.kill('SIGKILL')
      else if (!fromTerminal) child.kill(signal)
    })
  }
  child.on('error', (error) => {
    process.stderr.write(`modwarden: cannot start ${node}: ${error.message}\n`)
    process.exitCode = 2
  })
  child.on('exit', (code, signal) => {
    // A child that died of a signal is reported as a shell does it: 128 and the signal's number.
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
  })
}
