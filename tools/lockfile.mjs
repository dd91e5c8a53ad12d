// Run after every change of dependencies: `npm install …`, then `node tools/lockfile.mjs`.
//
// npm ci refuses a lockfile in which a package names an optional dependency that the lockfile does not hold, and npm
// writes such lockfiles when a registry lacks a package for a foreign platform. What the lockfile does not hold
// cannot be installed from it anyway, so the names are taken out. test/architecture.test.ts keeps it so.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const held = new Set(Object.keys(lock.packages).map((place) => place.slice(place.lastIndexOf('node_modules/') + 13)))
let removed = 0
for (const entry of Object.values(lock.packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (held.has(name)) continue
    delete entry.optionalDependencies[name]
    removed++
  }
}
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`)
process.stdout.write(`package-lock.json: ${removed} optional dependencies taken out that it does not hold\n`)
