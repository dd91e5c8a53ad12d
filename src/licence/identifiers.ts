// The identifiers of the SPDX list (https://spdx.org/licenses/).
import identifiers from 'spdx-license-list/spdx-simple.json' with { type: 'json' }

/** Whether an identifier, with or without `+` and its exception, is on the list or is one of a document's own. */
export function isKnownLicence(id: string): boolean {
  const name = id.replace(/ WITH .*$/, '').replace(/\+$/, '')
  return name.startsWith('LicenseRef-') || identifiers.includes(name)
}
