// Whom TLS trusts: the same authorities as the go command, so that both reach the same servers.
// Specification: crypto/x509 of Go, root_unix.go and root_linux.go.
import { readFileSync } from 'node:fs'
import tls from 'node:tls'
import { WardenError, messageOf } from '../base/errors.ts'
import type { Environment } from './environment.ts'

/**
 * The context of every TLS connection. Made once: reading some hundred certificates takes 10 to 80 ms. Throws `config`
 * where SSL_CERT_FILE cannot be read.
 */
export function secureContextFor(env: Environment): tls.SecureContext {
  return tls.createSecureContext({ ca: [...authorities(env)] })
}

/** Where Linux distributions keep the certificates of the system. */
const SYSTEM_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/**
 * SSL_CERT_FILE where it is set; else the system's own list, with NODE_EXTRA_CA_CERTS. Only where neither is found,
 * as in a bare container, does the list count that Node brings.
 */
function authorities(env: Environment): readonly string[] {
  const file = env['SSL_CERT_FILE'] ?? ''
  if (file !== '') return certificatesIn(file)
  if (process.platform === 'linux' && (env['SSL_CERT_DIR'] ?? '') === '') {
    const system = SYSTEM_FILES.map(certificatesThere).find((found) => found.length > 0)
    return system === undefined ? tls.getCACertificates('default') : [...system, ...tls.getCACertificates('extra')]
  }
  // The system's list through OpenSSL (SSL_CERT_DIR), the key chain or the certificate store: slower, and complete.
  return [...new Set([...tls.getCACertificates('system'), ...tls.getCACertificates('default')])]
}

function certificatesThere(file: string): readonly string[] {
  try {
    return certificates(readFileSync(file, 'utf8'))
  } catch {
    return []
  }
}

function certificatesIn(file: string): readonly string[] {
  try {
    return certificates(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new WardenError('config', `${file}: SSL_CERT_FILE cannot be read: ${messageOf(error)}`, {
      remedy: 'set SSL_CERT_FILE to a file of PEM certificates, or unset it',
      cause: error,
    })
  }
}

function certificates(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}
