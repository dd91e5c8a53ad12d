// A report as one JSON object a line, for tools that read line by line: jq, log collectors, spreadsheets.
//
//   {"kind":"start","schema":"modwarden/ndjson/1","command":"verify","subject":"example.com/shop","folder":"/shop"}
//   {"kind":"fact","name":"go.sum","state":"ok","text":"184/184"}
//   {"kind":"module","path":"github.com/acme/log","version":"v1.4.2","name":"…","group":"modules","state":"bad", …}
//   {"kind":"file","of":"github.com/acme/log@v1.4.2","name":"sink.go","text":"changed, +14 -0","diff":["41 + …"]}
//   {"kind":"check","name":"vendor/","group":"vendor","state":"ok", …}      what is no module version
//   {"kind":"finding","rule":"MW-INT-FOLDER","severity":"critical", …}      worst first
//   {"kind":"end","exitCode":4,"conclusion":"FAIL: …","seconds":1.9}        with "error" where there is no report
//
// The first line is always `start`, the last always `end`: a file without an end was cut off. New kinds and members may
// come; a reader passes over what it does not know.
import { jsonText } from './jsontext.ts'
import { worstFirst } from '../views/located.ts'
import type { Check, View } from '../view.ts'

/** The lines, each with its newline. */
export function ndjson(view: View): string {
  const { command, subject, folder, version, facts, conclusion, exitCode, error, seconds } = view
  const lines: object[] = [{ kind: 'start', schema: 'modwarden/ndjson/1', version, command, subject, folder }]
  for (const fact of facts) lines.push({ kind: 'fact', ...fact })
  for (const check of view.checks) lines.push(...checkLines(check))
  for (const finding of worstFirst(view.findings)) lines.push({ kind: 'finding', ...finding })
  lines.push({ kind: 'end', exitCode, conclusion, seconds, error })
  return lines.map((line) => `${jsonText(line)}\n`).join('')
}

function checkLines({ files, module, ...check }: Check): object[] {
  const line = module === undefined ? { kind: 'check', ...check } : { kind: 'module', ...module, ...check }
  return [line, ...files.map((file) => ({ kind: 'file', of: check.name, ...file }))]
}
