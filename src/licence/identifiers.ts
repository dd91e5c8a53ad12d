// The identifiers of the SPDX list (https://spdx.org/licenses/), and the exceptions that Go modules have.
import identifiers from 'spdx-license-list/spdx-simple.json' with { type: 'json' }

const EXCEPTIONS: ReadonlySet<string> = new Set([
  'Autoconf-exception-3.0',
  'Classpath-exception-2.0',
  'GCC-exception-2.0',
  'GCC-exception-3.1',
  'LGPL-3.0-linking-exception',
  'Linux-syscall-note',
  'LLVM-exception',
])

/** Whether an identifier, with or without `+` and its exception, is on the list or is one of a document's own. */
export function isKnownLicence(id: string): boolean {
  const [name = '', exception] = id.split(' WITH ')
  if (exception !== undefined && !EXCEPTIONS.has(exception)) return false
  return /^LicenseRef-[A-Za-z0-9.-]+$/.test(name) || identifiers.includes(name.replace(/\+$/, ''))
}
