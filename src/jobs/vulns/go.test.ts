import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseGoMod } from '../../gomod/modfile.ts'
import type { Project } from '../project/project.ts'
import { chosenGo } from './go.ts'

function chosen(goMod: string, installed: string | undefined, GOTOOLCHAIN: string, goVersion: string = '1.16'): string {
  const mains = [{ folder: '/p', goMod: parseGoMod(`module example.com/m\n${goMod}`, '/p/go.mod') }]
  const project = { folder: '/p', mains, work: undefined } as unknown as Project
  const found = chosenGo({ goVersion: installed, GOTOOLCHAIN }, project, { goVersion })
  const at = found?.at === undefined ? '' : ` ${found.at.file}:${found.at.line}`
  return found === undefined ? 'none' : `${found.note.version} ${found.note.from}${at}`
}

test('chosenGo is the go that go would run', () => {
  const lines = 'go 1.25\ntoolchain go1.25.3\n'
  assert.equal(chosen(lines, 'go1.26.8', 'auto'), 'go1.26.8 installed go.mod:3')
  assert.equal(chosen(lines, 'go1.24.1', 'auto'), 'go1.25.3 toolchain line go.mod:3')
  assert.equal(chosen(lines, 'go1.24.1', 'local'), 'go1.24.1 installed go.mod:3')
  assert.equal(chosen(lines, 'go1.24.1', 'go1.23.0'), 'go1.23.0 GOTOOLCHAIN go.mod:3')
  assert.equal(chosen(lines, 'go1.26.8', 'go1.26.9+auto'), 'go1.26.9 GOTOOLCHAIN go.mod:3')
  assert.equal(chosen(lines, undefined, 'auto'), 'go1.25.3 toolchain line go.mod:3')
  assert.equal(chosen('go 1.25.1\n', 'go1.24.1', 'auto'), 'go1.25.1 go line go.mod:2')
  assert.equal(chosen('', 'go1.24.1-corp X:y', 'auto'), 'go1.24.1 installed')
  assert.equal(chosen('', undefined, 'auto'), 'none')
})

test('chosenGo takes what a dependency asks for, where that is more', () => {
  assert.equal(chosen('go 1.24\n', 'go1.24.1', 'auto', '1.25.2'), 'go1.25.2 go line go.mod:2')
})
